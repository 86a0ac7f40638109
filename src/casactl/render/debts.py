"""Reports about debts: the ladder as bars, and the attorneys' cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from casactl.domain.money import format_amount
from casactl.render.records import Column, Record, show_records
from casactl.render.view import View
from casactl.store.queries.debts import Caseload

if TYPE_CHECKING:
    from casactl.actions.report.debts import Rung

LADDER_FIELDS = ("community", "status", "contacts", "owed", "came", "went")
CASE_FIELDS = ("attorney", "email", "open", "owed", "oldest", "last_activity", "settled", "recalled")
WIDTH = 24


def show_ladder(view: View, rungs: Sequence[Rung], *, since: str, currency: str) -> None:
    """A line per community and status; on a terminal with a bar as long as the debt."""
    most = max((rung.owed for rung in rungs), default=0) or 1
    bars = {(rung.community, rung.status): "█" * -(-WIDTH * rung.owed // most) for rung in rungs}
    columns = [
        Column("community", "community"),
        Column("status", "status"),
        Column("contacts", "contacts", right=True),
        Column("owed", f"owed, {currency}", right=True),
        *([Column("bar", "", lambda r: bars[r["community"], r["status"]], style=lambda _: "attention")]
          if view.terminal else []),
        Column("came", "came", lambda r: f"+{r['came']}" if r["came"] else "", right=True),
        Column("went", "went", lambda r: f"-{r['went']}" if r["went"] else "", right=True),
    ]  # fmt: skip
    footer = f"came and went since {view.day(since)}"
    show_records(view, [rung.as_dict(currency) for rung in rungs], columns, fields=LADDER_FIELDS, footer=footer)


def show_caseloads(view: View, rows: Sequence[Caseload], *, currency: str) -> None:
    """A line per attorney."""
    records: list[Record] = [
        {"attorney": row.attorney, "email": row.email, "open": row.open, "owed": format_amount(row.owed, currency),
         "oldest": row.oldest, "last_activity": row.last_activity, "settled": row.settled, "recalled": row.recalled}
        for row in rows
    ]  # fmt: skip
    columns = [
        Column("attorney", "attorney", style=lambda _: "flag"),
        Column("open", "open", right=True),
        Column("owed", f"owed, {currency}", right=True),
        Column("oldest", "oldest", lambda r: view.day(str(r["oldest"] or "")[:10])),
        Column("last_activity", "last activity", lambda r: view.day(str(r["last_activity"] or "")[:10])),
        Column("settled", "settled", right=True),
        Column("recalled", "recalled", right=True),
    ]
    show_records(view, records, columns, fields=CASE_FIELDS)
