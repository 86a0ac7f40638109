"""A report, described once: figures and tables; shown on a terminal, as JSON, as lines, or as a page.

A report is built from words: how a day and an amount are written depends on who reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from casactl.domain.dates import show_date
from casactl.domain.remedy import Line
from casactl.records import dataclass
from casactl.render.records import Column, Record


@dataclass(frozen=True, slots=True)
class Words:
    """How values are written: for people in the workspace's style of dates and with digits in groups, else plain."""

    date_style: str | None
    """None for programs."""

    def day(self, iso: str | None) -> str:
        """A day, or the day of a moment."""
        if not iso:
            return ""
        return show_date(iso[:10], self.date_style) if self.date_style else iso

    def amount(self, decimal: object) -> str:
        """Decimal text or a count."""
        text = str(decimal)
        if self.date_style is None:
            return text
        whole, point, rest = text.partition(".")
        return f"{int(whole):,}{point}{rest}" if whole.lstrip("-") != "0" else text

    def month(self, month: str | None) -> str:
        """`2026-12` as `Dec 2026`."""
        if not month or self.date_style is None:
            return month or ""
        return show_date(f"{month}-01", "day-first").partition(" ")[2]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a report begins with; `style` is one of the theme's names."""

    label: str
    value: str
    note: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of every row's bar: what it stands for, its look, and how long it is."""

    title: str
    style: str
    of: Callable[[Record], int]


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar for each row, of one piece or of several side by side; a page shows it below the cell of `under`."""

    parts: tuple[Part, ...]
    under: str = ""

    def drawn(self, records: Sequence[Record]) -> tuple[Part, ...]:
        """The pieces that any of the records has."""
        return tuple(part for part in self.parts if any(part.of(record) for record in records))

    def longest(self, records: Sequence[Record]) -> int:
        """The length of the longest bar, at least 1."""
        return max(map(self.of, records), default=0) or 1

    def of(self, record: Record) -> int:
        """The length of a record's bar."""
        return sum(part.of(record) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a report; `last` is a row of sums."""

    title: str
    columns: Sequence[Column]
    records: Sequence[Record]
    bars: Bars | None = None
    last: Record | None = None
    note: str = ""
    empty: str = "Nothing."

    @property
    def scaled(self) -> Bars | None:
        """The bars, where there is more than one to compare."""
        return self.bars if len(self.records) > 1 else None

    @property
    def used(self) -> list[Column]:
        """The columns that are not empty throughout."""
        rows = [*self.records, *([self.last] if self.last else [])]
        return [column for n, column in enumerate(self.columns) if n == 0 or any(column.shown(row) for row in rows)]


@dataclass(frozen=True, slots=True)
class Report:
    """What is said, whoever reads it."""

    name: str
    """The command, such as `report overview`."""
    title: str
    period: str
    """What the report is about in time, in words."""
    figures: Sequence[Figure]
    tables: Sequence[Table]
    lines: Table
    """The same for programs: a record a line."""
    fields: Sequence[str]
    """The keys of the records of `lines`."""
    shape: Mapping[str, Any] | None = None
    """The JSON object; None for a list of the records of `lines`."""
    footer: Line = ""
    with_ids: bool = False
    """Whether the records of `lines` are about contacts."""


Build = Callable[[Words], Report]
