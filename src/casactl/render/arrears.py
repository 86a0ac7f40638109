"""Debts on a terminal: the work list with its red flags, a status about to be applied, a contact's history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from casactl.domain.facts import Facts
from casactl.domain.money import format_amount
from casactl.render.records import Column, Record, draw_table, show_records
from casactl.render.view import View, say

if TYPE_CHECKING:
    from casactl.actions.arrears.worklist import Owing

ON_A_TERMINAL = 50
PREVIEWED = 20
WORKLIST_FIELDS = (
    "id", "display_name", "balance", "status", "attorney", "current", "d30", "d60", "d90", "d120", "last_payment",
)  # fmt: skip
HISTORY_FIELDS = ("at", "actor", "status", "note", "attorney", "notified")


def show_worklist(view: View, rows: Iterable[Owing], most: int | None, *, currency: str) -> None:
    """A record per debt, the red flag naming the attorney (WU-12)."""
    limit = most or (ON_A_TERMINAL if view.terminal else None)
    records: Iterable[Record] = (row.as_dict(currency) for row in islice(rows, limit))
    if view.terminal:
        shown = list(records)
        footer = f"{len(shown):,} who owe, in {currency}; the columns of days count from the due date"
        show_records(view, shown, _worklist_columns(), fields=WORKLIST_FIELDS, footer=footer)
        return
    show_records(view, records, _worklist_columns(), fields=WORKLIST_FIELDS)


def _worklist_columns() -> list[Column]:
    ages = {"current": "to 29", "d30": "30", "d60": "60", "d90": "90", "d120": "120+"}
    return [
        Column("id", "no", right=True),
        Column("display_name", "name"),
        Column("status", "arrears", lambda r: "" if r["status"] in (None, "current") else str(r["status"])),
        Column("attorney", "attorney", _flag, style=lambda _: "flag"),
        *(Column(name, title, right=True) for name, title in ages.items()),
        Column("balance", "balance", right=True, style=lambda _: "heading"),
        Column("last_payment", "last paid", _paid, style=lambda _: "quiet"),
    ]


def _flag(record: Record) -> str:
    return f"⚑ {record['attorney']}" if record["attorney"] else ""


def _paid(record: Record) -> str:
    paid = record["last_payment"]
    return f"{paid['on']}  {paid['amount']}" if paid else ""


def show_preview(view: View, contacts: Sequence[Facts], status: str) -> None:
    """Who is about to get a status, on standard error, before anybody is asked."""
    rows = [
        {"id": who.id, "name": who.display_name, "balance": format_amount(who.balance, who.currency),
         "from": str(who.arrears), "to": status}
        for who in contacts[:PREVIEWED]
    ]  # fmt: skip
    columns = [
        Column("id", "no", right=True),
        Column("name", "name"),
        Column("balance", "balance", right=True),
        Column("from", "from"),
        Column("to", "to", style=lambda _: "attention"),
    ]
    draw_table(view, rows, columns, stderr=True)
    if len(contacts) > PREVIEWED:
        say(f"and {len(contacts) - PREVIEWED:,} more")


def history_columns(view: View) -> list[Column]:
    """When, who, what status, with which note, told over which channels."""
    return [
        Column("at", "when", lambda r: view.day(str(r["at"])[:10]) if view.terminal else str(r["at"])),
        Column("actor", "by"),
        Column("status", "status", style=lambda _: "attention"),
        Column("attorney", "attorney", style=lambda _: "flag"),
        Column("notified", "told"),
        Column("note", "note", wrap=True),
    ]
