"""`report activity`: what was done, by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casactl.domain.shapes import record
from casactl.render.records import Column, Record
from casactl.render.report import Bars, Figure, Part, Report, Table, Words

if TYPE_CHECKING:
    from casactl.actions.report.activity import Activity

FIELDS = ("verb", "actor", "operations", "contacts", "undone", "last_at")


def activity_report(found: Activity, words: Words) -> Report:
    """Operations by actor, by verb and actor, and over the days."""
    shape = record(found)
    done: list[Record] = shape["done"]
    period = f"{words.day(found.since.isoformat())} to {words.day(found.as_of.isoformat())}"
    lines = Table("", [Column(key, key) for key in FIELDS], done)
    return Report(
        "report activity", "Activity", period, _figures(shape, words),
        [_actors(shape, words), _verbs(done, words), _spread(shape, words)], lines, FIELDS, shape,
    )  # fmt: skip


def _figures(shape: Record, words: Words) -> list[Figure]:
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


def _bars(under: str) -> Bars:
    return Bars((Part("operations", "series-2", lambda r: int(r["operations"])),), under=under)


def _actors(shape: Record, words: Words) -> Table:
    columns = [Column("actor", "who"), *_counts(words), *_ends(words)]
    return Table("Who", columns, shape["actors"], _bars("actor"), empty="Nobody did anything.")


def _verbs(done: list[Record], words: Words) -> Table:
    columns = [Column("verb", "what"), Column("actor", "who"), *_counts(words), *_ends(words)]
    note = "a contact counts once for each operation that touched it; an operation that was undone counts, too"
    return Table("What", columns, done, _bars("verb"), note=note if done else "", empty="Nothing was done.")


def _spread(shape: Record, words: Words) -> Table:
    by = str(shape["by"])
    first = (lambda r: words.month(r["from"][:7])) if by == "month" else (lambda r: words.day(r["from"]))
    columns = [Column("from", "week from" if by == "week" else by, first), *_counts(words)]
    return Table(f"By {by}", columns, shape["spread"], _bars("from"), empty="No day with anything.")
