"""Reports about debts: the ladder as bars, and the attorneys' cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from casactl.domain.money import format_amount
from casactl.domain.shapes import record
from casactl.render.records import Column, Record
from casactl.render.report import Bars, Figure, Part, Report, Table, Words
from casactl.store.queries.debts import Caseload

if TYPE_CHECKING:
    from casactl.actions.report.debts import Rung

LADDER_FIELDS = ("community", "status", "contacts", "owed", "came", "went")
CASE_FIELDS = ("attorney", "email", "open", "owed", "oldest", "last_activity", "settled", "recalled")


def ladder_report(rungs: Sequence[Rung], words: Words, *, since: str, currency: str) -> Report:
    """A line per community and status, with a bar as long as the debt."""
    owed = {(rung.community, rung.status): rung.owed for rung in rungs}
    columns = [
        Column("community", "community"),
        Column("status", "status"),
        Column("contacts", "contacts", right=True),
        Column("owed", f"owed, {currency}", lambda r: words.amount(r["owed"]), right=True),
        Column("came", "came", lambda r: f"+{r['came']}" if r["came"] else "", right=True),
        Column("went", "went", lambda r: f"-{r['went']}" if r["went"] else "", right=True),
    ]
    bars = Bars((Part("owed", "attention", lambda r: owed[r["community"], r["status"]]),), under="community")
    table = Table("The debt ladder", columns, [record(rung, currency) for rung in rungs], bars, empty="Nobody owes.")
    return Report(
        "report arrears", "Arrears", f"what moved since {words.day(since)}", _ladder_figures(rungs, words, currency),
        [table], table, LADDER_FIELDS, footer=f"came and went since {words.day(since)}",
    )  # fmt: skip


def _ladder_figures(rungs: Sequence[Rung], words: Words, currency: str) -> list[Figure]:
    owed = format_amount(sum(rung.owed for rung in rungs), currency)
    moved = sum(rung.came for rung in rungs)
    communities = len({rung.community for rung in rungs})
    return [
        Figure(f"owed, {currency}", words.amount(owed)),
        Figure("accounts", words.amount(sum(rung.contacts for rung in rungs)), "in each community that they are in"),
        Figure("communities", words.amount(communities)),
        Figure("moved", words.amount(moved), "to another status"),
    ]


def caseload_report(rows: Sequence[Caseload], words: Words, *, today: str, currency: str) -> Report:
    """A line per attorney."""
    records: list[Record] = [
        {"attorney": row.attorney, "email": row.email, "open": row.open, "owed": format_amount(row.owed, currency),
         "oldest": row.oldest, "last_activity": row.last_activity, "settled": row.settled, "recalled": row.recalled}
        for row in rows
    ]  # fmt: skip
    owed = {id(record): row.owed for record, row in zip(records, rows, strict=True)}
    columns = [
        Column("attorney", "attorney", style=lambda _: "flag"),
        Column("open", "open", right=True),
        Column("owed", f"owed, {currency}", lambda r: words.amount(r["owed"]), right=True),
        Column("oldest", "oldest", lambda r: words.day(str(r["oldest"] or "")[:10])),
        Column("last_activity", "last activity", lambda r: words.day(str(r["last_activity"] or "")[:10])),
        Column("settled", "settled", right=True),
        Column("recalled", "recalled", right=True),
    ]
    bars = Bars((Part("owed", "attention", lambda r: max(owed[id(r)], 0)),), under="attorney")
    table = Table("Cases by attorney", columns, records, bars, empty="No account was ever handed over.")
    return Report(
        "report handovers", "Handovers", f"as of {words.day(today)}", _case_figures(rows, words, currency), [table],
        table, CASE_FIELDS,
    )  # fmt: skip


def _case_figures(rows: Sequence[Caseload], words: Words, currency: str) -> list[Figure]:
    return [
        Figure("open cases", words.amount(sum(row.open for row in rows))),
        Figure(f"owed, {currency}", words.amount(format_amount(sum(row.owed for row in rows), currency))),
        Figure("settled", words.amount(sum(row.settled for row in rows))),
        Figure("recalled", words.amount(sum(row.recalled for row in rows))),
    ]
