"""What was done since a day: operations by verb and actor, and how they spread over the days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from casactl.domain.dates import calendar_date, local_midnight, parse_moment
from casactl.store.queries.activity import DoneRow, done_since, minutes_since
from casactl.store.queries.settings import setting
from casactl.store.reader import Reader

DAYS, WEEKS = 31, 26 * 7
"""Up to so many days the spread is by day, up to so many by week, beyond by month."""


@dataclass(slots=True)
class Stretch:
    """A day, a week (from Monday) or a month: its first day in the report, ISO."""

    start: str
    operations: int = 0
    contacts: int = 0


@dataclass(frozen=True, slots=True)
class Activity:
    """All that was done from a day to today; `by` is `day`, `week` or `month`."""

    since: date
    as_of: date
    by: str
    done: list[DoneRow]
    spread: list[Stretch]

    @property
    def actors(self) -> list[DoneRow]:
        """The same for each actor, whatever the verb; who did most comes first."""
        found: dict[str, DoneRow] = {}
        for row in self.done:
            held = found.get(row.actor) or replace(row, verb="", operations=0, contacts=0, undone=0, last_at="")
            found[row.actor] = replace(
                held, operations=held.operations + row.operations, contacts=held.contacts + row.contacts,
                undone=held.undone + row.undone, last_at=max(held.last_at, row.last_at),
            )  # fmt: skip
        return sorted(found.values(), key=lambda row: (-row.operations, row.actor))

    def as_dict(self) -> dict[str, object]:
        """The JSON shape."""
        return {
            "since": self.since.isoformat(),
            "as_of": self.as_of.isoformat(),
            "operations": sum(row.operations for row in self.done),
            "contacts": sum(row.contacts for row in self.done),
            "undone": sum(row.undone for row in self.done),
            "done": [done_dict(row) for row in self.done],
            "actors": [{key: each for key, each in done_dict(row).items() if key != "verb"} for row in self.actors],
            "by": self.by,
            "spread": [
                {"from": each.start, "operations": each.operations, "contacts": each.contacts} for each in self.spread
            ],
        }


def done_dict(row: DoneRow) -> dict[str, object]:
    """The JSON shape of what an actor did with a verb."""
    return {
        "verb": row.verb,
        "actor": row.actor,
        "operations": row.operations,
        "contacts": row.contacts,
        "undone": row.undone,
        "last_at": row.last_at,
    }


def activity(reader: Reader, today: date, *, since: date) -> Activity:
    """Everything that whoever acts may see of it."""
    zone = ZoneInfo(setting(reader, "timezone"))
    moment = local_midnight(since, zone)
    length = (today - since).days + 1
    by = "day" if length <= DAYS else "week" if length <= WEEKS else "month"
    days = (
        (calendar_date(parse_moment(f"{row.minute}:00.000000Z"), zone), row.operations, row.contacts)
        for row in minutes_since(reader, moment)
    )
    return Activity(since, today, by, done_since(reader, moment), _spread(days, since, by))


def _spread(days: Iterable[tuple[date, int, int]], since: date, by: str) -> list[Stretch]:
    found: dict[str, Stretch] = {}
    for day, operations, contacts in days:
        start = max(_start(day, by), since).isoformat()
        stretch = found.setdefault(start, Stretch(start))
        stretch.operations += operations
        stretch.contacts += contacts
    return [found[start] for start in sorted(found)]


def _start(day: date, by: str) -> date:
    if by == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if by == "week" else day
