"""Reports that are a list or two: debts, cases, what was done by whom, and how long the archived are kept."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.actions.report.activity import Activity
from casactl.actions.report.debts import Rung
from casactl.domain.money import format_amount
from casactl.domain.remedy import Remedy, Sentence
from casactl.domain.shapes import record, shape_of
from casactl.render.records import Column, Record
from casactl.render.report import Bars, Figure, Part, Report, Table, Words
from casactl.store.queries.report_lists import Caseload, DoneRow, RetentionRow


def ladder_report(rungs: Sequence[Rung], words: Words, *, since: str, currency: str) -> Report:
    """A line per community and status, with a bar as long as the debt."""
    owed = {(rung.community, rung.status): rung.owed for rung in rungs}
    columns = [
        Column("community", "community"),
        Column("status", "status"),
        Column("contacts", "contacts", right=True),
        Column("owed", f"owed, {currency}", lambda r: words.amount(r["owed"]), right=True),
        Column("past_due", "past due", lambda r: words.amount(r["past_due"]), right=True),
        Column("came", "came", lambda r: f"+{r['came']}" if r["came"] else "", right=True),
        Column("went", "went", lambda r: f"-{r['went']}" if r["went"] else "", right=True),
    ]
    bars = Bars((Part("owed", "attention", lambda r: owed[r["community"], r["status"]]),), under="community")
    table = Table("The debt ladder", columns, [record(rung, currency) for rung in rungs], bars, empty="Nobody owes.")
    return Report(
        "report arrears", "Arrears", f"what moved since {words.day(since)}", _ladder_figures(rungs, words, currency),
        [table], table, shape_of(Rung).keys, footer=f"came and went since {words.day(since)}",
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
    records: list[Record] = [record(row, currency) for row in rows]
    owed = {id(each): row.owed for each, row in zip(records, rows, strict=True)}
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
        table, shape_of(Caseload).keys,
    )  # fmt: skip


def _case_figures(rows: Sequence[Caseload], words: Words, currency: str) -> list[Figure]:
    return [
        Figure("open cases", words.amount(sum(row.open for row in rows))),
        Figure(f"owed, {currency}", words.amount(format_amount(sum(row.owed for row in rows), currency))),
        Figure("settled", words.amount(sum(row.settled for row in rows))),
        Figure("recalled", words.amount(sum(row.recalled for row in rows))),
    ]


def activity_report(found: Activity, words: Words) -> Report:
    """Operations by actor, by verb and actor, and over the days."""
    shape = record(found)
    done: list[Record] = shape["done"]
    period = f"{words.day(found.since.isoformat())} to {words.day(found.as_of.isoformat())}"
    lines = Table("", [Column(key, key) for key in shape_of(DoneRow).keys], done)
    return Report(
        "report activity", "Activity", period, _activity_figures(shape, words),
        [_actors(shape, words), _verbs(done, words), _spread(shape, words)], lines, shape_of(DoneRow).keys, shape,
    )  # fmt: skip


def _activity_figures(shape: Record, words: Words) -> list[Figure]:
    return [
        Figure("operations", words.amount(shape["operations"])),
        Figure("contacts touched", words.amount(shape["contacts"])),
        Figure("people at work", words.amount(len(shape["actors"]))),
        Figure("undone", words.amount(shape["undone"]), style="attention" if shape["undone"] else ""),
    ]


def _counts(words: Words) -> list[Column]:
    return [
        Column("operations", "operations", lambda r: words.amount(r["operations"]), right=True),
        Column("contacts", "contacts", lambda r: words.amount(r["contacts"]) if r["contacts"] else "", right=True),
    ]


def _ends(words: Words) -> list[Column]:
    return [
        Column("undone", "undone", lambda r: words.amount(r["undone"]) if r["undone"] else "", right=True,
               style=lambda _: "attention"),
        Column("last_at", "last", lambda r: words.day(r["last_at"])),
    ]  # fmt: skip


def _operations(under: str) -> Bars:
    return Bars((Part("operations", "series-2", lambda r: int(r["operations"])),), under=under)


def _actors(shape: Record, words: Words) -> Table:
    columns = [Column("actor", "who"), *_counts(words), *_ends(words)]
    return Table("Who", columns, shape["actors"], _operations("actor"), empty="Nobody did anything.")


def _verbs(done: list[Record], words: Words) -> Table:
    columns = [Column("verb", "what"), Column("actor", "who"), *_counts(words), *_ends(words)]
    note = "a contact counts once for each operation that touched it; an operation that was undone counts, too"
    return Table("What", columns, done, _operations("verb"), note=note if done else "", empty="Nothing was done.")


def _spread(shape: Record, words: Words) -> Table:
    by = str(shape["by"])
    first = (lambda r: words.month(r["from"][:7])) if by == "month" else (lambda r: words.day(r["from"]))
    columns = [Column("from", "week from" if by == "week" else by, first), *_counts(words)]
    return Table(f"By {by}", columns, shape["spread"], _operations("from"), empty="No day with anything.")


def retention_columns(words: Words) -> list[Column]:
    """Number, name, archived since, newest ledger entry, and from when on the contact may be erased."""
    return [
        Column("id", "no", right=True),
        Column("display_name", "name"),
        Column("archived_on", "archived", lambda r: words.day(r["archived_on"])),
        Column("newest_entry", "newest entry", lambda r: words.day(r["newest_entry"])),
        Column("due_on", "due on", lambda r: words.day(r["due_on"])),
        Column("due", "", lambda r: "due" if r["due"] else "", style=lambda _: "attention"),
    ]


def retention_report(rows: Sequence[RetentionRow], words: Words, *, today: str) -> Report:
    """A line per archived contact, the earliest due first."""
    ready = sum(row.due for row in rows)
    erase = (": ", Remedy("contact erase", all_due=True)) if ready else ()
    table = Table(
        "Archived contacts", retention_columns(words), [record(row) for row in rows], empty="Nobody is archived."
    )
    return Report(
        "report retention", "Retention", f"as of {words.day(today)}",
        [Figure("archived", words.amount(len(rows))),
         Figure("due for erasure", words.amount(ready), style="attention" if ready else "")],
        [table], table, shape_of(RetentionRow).keys, with_ids=True,
        footer=Sentence(f"{len(rows):,} archived, {ready:,} due", *erase),
    )  # fmt: skip
