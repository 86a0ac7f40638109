"""Debts on a terminal: the work list with its red flags, a status about to be applied, a contact's history."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.domain.facts import Facts
from casactl.domain.money import format_amount
from casactl.render.records import Column, Picked, Record, draw_table
from casactl.render.view import View, say

PREVIEWED = 20


def _flag(record: Record) -> str:
    return f"⚑ {record['attorney']}" if record["attorney"] else ""


def _paid(record: Record) -> str:
    paid = record["last_payment"]
    return f"{paid['on']}  {paid['amount']}" if paid else ""


WORKLIST = (
    "id",
    "display_name",
    Column("status", "arrears", lambda r: "" if r["status"] in (None, "current") else str(r["status"])),
    Column("attorney", "attorney", _flag, style=lambda _: "flag"),
    "current",
    "d30",
    "d60",
    "d90",
    "d120",
    Column("balance", "balance", right=True, style=lambda _: "heading"),
    Column("last_payment", "last paid", _paid, style=lambda _: "quiet"),
)


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


def history_columns(view: View) -> Picked:
    """When, who, what status, with which note, told over which channels."""
    return (
        Column("at", "when", lambda r: view.day(str(r["at"])[:10]) if view.terminal else str(r["at"])),
        Column("actor", "by"),
        Column("status", "status", style=lambda _: "attention"),
        Column("attorney", "attorney", style=lambda _: "flag"),
        Column("notified", "told"),
        "note",
    )
