"""Days that may carry a time of day: `2026-12-01`, `2026-12-01T14:00`; local to the workspace's zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from casactl.domain.dates import InvalidDate, parse_date, show_date
from casactl.domain.failures import failure

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_TIMED = r"(.*\S)(?:\s+|[tT])([0-9]{1,2}):([0-9]{2})"
_LONGEST = 60


def parse_day_time(text: str, today: date, zone: ZoneInfo | None) -> str:
    """A day as an option holds it, with a time behind it where there is a zone: ISO, to the minute.

    Raises InvalidDate; for a time that clocks skip on that day, too.
    """
    timed = re.fullmatch(_TIMED, text.strip()) if len(text) <= _LONGEST else None
    if timed is None:
        return parse_date(text, today).isoformat()
    if zone is None:
        raise InvalidDate(f'"{text}" has a time of day, here only days count', hint=f"write {timed[1]}")
    day, hour, minute = parse_date(timed[1], today), int(timed[2]), int(timed[3])
    if hour > 23 or minute > 59:
        raise InvalidDate(f'"{text}": there is no {timed[2]}:{timed[3]}', hint="write 00:00 to 23:59")
    local = datetime.combine(day, time(hour, minute))
    if _in_utc(local, zone).astimezone(zone).replace(tzinfo=None) != local:
        raise InvalidDate(f"clocks in {zone.key} skip {hour:02}:{minute:02} on {day}")
    return local.isoformat(timespec="minutes")


def _in_utc(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)


def has_time(day_time: str) -> bool:
    """Whether a stored day carries a time."""
    return "T" in day_time


def moment_of(day_time: str, zone: ZoneInfo) -> datetime:
    """The point in time that a stored day with a time means, in UTC."""
    return _in_utc(datetime.fromisoformat(day_time), zone)


def check_span(starts: str | None, due: str | None) -> None:
    """Raise EndsBeforeStart when `due` comes before `starts`, InvalidDate when only one of them has a time."""
    if not starts or not due:
        return
    if has_time(starts) != has_time(due):
        raise InvalidDate("a start and an end both have a time, or neither has", hint="write 2026-12-01 14:00")
    if due < starts:
        raise failure(
            "usage.ends-before-start",
            f"It would end on {in_words(due)}, before it starts on {in_words(starts)} (--start).",
        )


def in_words(day_time: str | None, style: str = "iso") -> str:
    """A stored day with its time for people, in a style of dates; empty when there is none."""
    if not day_time:
        return ""
    return " ".join(filter(None, [show_date(day_time[:10], style), day_time[11:]]))
