"""What was done since a day: operations by verb and actor, and how they spread over the days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from datetime import date, timedelta

from casactl.domain.dates import calendar_date, local_midnight, parse_moment
from casactl.domain.shapes import DATE, derived, key
from casactl.records import dataclass
from casactl.store.queries.report_lists import DoneRow, done_since, minutes_since
from casactl.store.queries.settings import timezone
from casactl.store.reader import Reader

DAYS, WEEKS = 31, 26 * 7
"""Up to so many days the spread is by day, up to so many by week, beyond by month."""


@dataclass(slots=True)
class Stretch:
    """A day, a week (from Monday) or a month: its first day in the report, ISO."""

    start: str = field(metadata=key("from", DATE))
    operations: int = 0
    contacts: int = 0


@dataclass(frozen=True, slots=True)
class ActorRow:
    """What an actor did, whatever the verb."""

    actor: str
    operations: int = 0
    contacts: int = 0
    undone: int = 0
    last_at: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """All that was done from a day to today; `by` is `day`, `week` or `month`."""

    since: date
    as_of: date
    done: list[DoneRow]
    by: str
    spread: list[Stretch]

    @derived(after="as_of")
    def operations(self) -> int:
        """How many there were."""
        return sum(row.operations for row in self.done)

    @derived(after="operations")
    def contacts(self) -> int:
        """How many contacts they touched, each counted once per operation."""
        return sum(row.contacts for row in self.done)

    @derived(after="contacts")
    def undone(self) -> int:
        """How many of them were taken back."""
        return sum(row.undone for row in self.done)

    @derived(after="done")
    def actors(self) -> list[ActorRow]:
        """The same for each actor, whatever the verb; who did most comes first."""
        found: dict[str, ActorRow] = {}
        for row in self.done:
            held = found.get(row.actor) or ActorRow(row.actor)
            found[row.actor] = ActorRow(
                row.actor, held.operations + row.operations, held.contacts + row.contacts, held.undone + row.undone,
                max(held.last_at, row.last_at),
            )  # fmt: skip
        return sorted(found.values(), key=lambda row: (-row.operations, row.actor))


def activity(reader: Reader, today: date, *, since: date) -> Activity:
    """Everything that whoever acts may see of it."""
    zone = timezone(reader)
    moment = local_midnight(since, zone)
    length = (today - since).days + 1
    by = "day" if length <= DAYS else "week" if length <= WEEKS else "month"
    days = (
        (calendar_date(parse_moment(f"{row.minute}:00.000000Z"), zone), row.operations, row.contacts)
        for row in minutes_since(reader, moment)
    )
    return Activity(since, today, done_since(reader, moment), by, _spread(days, since, by))


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
