"""Leads, prospects and clients by month: who came in, who moved on, and what became of those who came.

Contacts added since the first month are counted by the type that they came with, which is the type before their
first change. A change that was undone has not happened. Whoever was erased or merged into another is not counted.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import field
from datetime import date
from zoneinfo import ZoneInfo

from casactl.domain.contact_types import LADDER
from casactl.domain.dates import calendar_date, local_midnight, parse_moment
from casactl.domain.standing import Lifecycle
from casactl.records import dataclass
from casactl.store.queries.pipeline import (
    Mover,
    came_in,
    movers,
    standing_now,
    type_changes,
    undoings,
)
from casactl.store.queries.settings import timezone
from casactl.store.reader import BATCH, Reader

LEAD, PROSPECT, CLIENT = RUNGS = tuple(str(each) for each in LADDER)
ONWARD, LOST = "onward", "lost"
"""Of a property type by now; gone quiet (inactive or archived) before becoming a client."""
ENDS = (*RUNGS, ONWARD, LOST)


@dataclass(slots=True)
class Month:
    """One month (`YYYY-MM`): who came in, who moved on in it, and where those who came in stand now."""

    month: str
    came: Counter[str] = field(default_factory=Counter)
    moved: Counter[str] = field(default_factory=Counter)
    now: Counter[str] = field(default_factory=Counter)
    converted: int = 0
    """Of those who came in as lead or prospect: client or of a property type by now."""

    @property
    def open(self) -> int:
        """Those who came in as lead or prospect."""
        return self.came[LEAD] + self.came[PROSPECT]

    @property
    def conversion(self) -> float | None:
        """The share that was converted, in percent; None when nobody could be."""
        return round(100 * self.converted / self.open, 1) if self.open else None

    def as_dict(self) -> dict[str, object]:
        """The JSON shape."""
        return {
            "month": self.month,
            "leads": self.came[LEAD],
            "prospects": self.came[PROSPECT],
            "clients": self.came[CLIENT],
            "to_prospect": self.moved[PROSPECT],
            "to_client": self.moved[CLIENT],
            "onward": self.moved[ONWARD],
            "converted": self.converted,
            "conversion": self.conversion,
            **{f"now_{end}": self.now[end] for end in ENDS},
        }


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The months from the first to today's, and how many active contacts of each type there are."""

    since: date
    as_of: date
    months: list[Month]
    standing: dict[str, int]

    @property
    def total(self) -> Month:
        """All months together."""
        sum_ = Month("total")
        for each in self.months:
            for counts, more in ((sum_.came, each.came), (sum_.moved, each.moved), (sum_.now, each.now)):
                counts.update(more)
            sum_.converted += each.converted
        return sum_

    def as_dict(self) -> dict[str, object]:
        """The JSON shape."""
        total = self.total.as_dict()
        del total["month"]
        return {
            "since": self.since.isoformat(),
            "as_of": self.as_of.isoformat(),
            "standing": {f"{type_}s": self.standing.get(type_, 0) for type_ in RUNGS},
            "total": total,
            "months": [month.as_dict() for month in self.months],
        }


def pipeline(reader: Reader, today: date, *, since: date | None = None) -> Pipeline:
    """The report from the month of `since` on; by default this month and the eleven before it."""
    first = (since or _months_back(today, 11)).replace(day=1)
    zone = timezone(reader)
    report = _Count(reader, local_midnight(first, zone), zone)
    months = report.months([month.isoformat()[:7] for month in _months(first, today)])
    return Pipeline(first, today, months, standing_now(reader, types=RUNGS))


class _Count:
    """The counting of one report."""

    def __init__(self, reader: Reader, since: str, zone: ZoneInfo) -> None:
        self.reader = reader
        self.since = since
        self.zone = zone
        self._found: dict[str, Month] = {}

    def months(self, names: list[str]) -> list[Month]:
        self._found = {name: Month(name) for name in names}
        for row in came_in(self.reader, types=RUNGS, since=self.since):
            self._came(self._of(f"{row.minute}:00.000000Z"), row.type, row.type, row.lifecycle, row.contacts)
        moves = self._moves()
        for mover in self._movers(list(moves)):
            self._moved(mover, moves[mover.id])
        return list(self._found.values())

    def _moved(self, mover: Mover, moves: list[tuple[str, str, str]]) -> None:
        """Count the moves of a contact, and that it came in as what it was before the first of them."""
        for at, old, new in moves:
            if old in RUNGS:
                self._of(at).moved[new if new in RUNGS else ONWARD] += 1
        if mover.created_at < self.since:
            return
        month, came_as = self._of(mover.created_at), moves[0][1]
        if mover.type in RUNGS:
            self._came(month, mover.type, mover.type, mover.lifecycle, -1)
        if came_as in RUNGS:
            self._came(month, came_as, mover.type, mover.lifecycle, 1)

    @staticmethod
    def _came(month: Month, came_as: str, type_: str, lifecycle: str, count: int) -> None:
        month.came[came_as] += count
        won = type_ == CLIENT or type_ not in RUNGS
        month.now[_end(type_, lifecycle)] += count
        if won and came_as != CLIENT:
            month.converted += count

    def _moves(self) -> dict[int, list[tuple[str, str, str]]]:
        """(moment, type before, type after) of every change that stands, by contact, in order."""
        undone = _undone(undoings(self.reader, since=self.since))
        found: dict[int, list[tuple[str, str, str]]] = {}
        for change in type_changes(self.reader, since=self.since):
            old, new = json.loads(change.before).get("type"), json.loads(change.after).get("type")
            if old and new and old != new and not undone(change.operation_id):
                found.setdefault(change.contact_id, []).append((change.at, old, new))
        return found

    def _movers(self, contacts: list[int]) -> Iterator[Mover]:
        for start in range(0, len(contacts), BATCH):
            yield from movers(self.reader, contacts[start : start + BATCH])

    def _of(self, moment: str) -> Month:
        """The month of a moment on the workspace's calendar."""
        name = calendar_date(parse_moment(moment), self.zone).isoformat()[:7]
        return self._found.setdefault(name, Month(name))


def _end(type_: str, lifecycle: str) -> str:
    if type_ not in RUNGS:
        return ONWARD
    return LOST if type_ != CLIENT and lifecycle != Lifecycle.ACTIVE else type_


def _undone(undoings: list[tuple[int, int]]) -> Callable[[int], bool]:
    """Whether an operation is undone by one that is not undone itself, however long that chain is."""
    by: dict[int, list[int]] = {}
    for operation, undoes in undoings:
        by.setdefault(undoes, []).append(operation)

    def undone(operation: int) -> bool:
        return any(not undone(other) for other in by.get(operation, ()))

    return undone


def _months_back(day: date, count: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return date(years, month + 1, 1)


def _months(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = _months_back(first, -1)
