"""Events as a calendar file (RFC 5545): escaped and folded by a library, times in UTC, the same on every run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TextIO
from zoneinfo import ZoneInfo

from casactl.domain.dates import parse_moment
from casactl.domain.day_times import has_time, moment_of
from casactl.domain.engagements import CANCELLED
from casactl.store.queries.engagements import EngagementRow

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//casactl//events//EN"


def write_calendar(
    target: TextIO, events: Iterable[EngagementRow], *, office: str, zone: ZoneInfo, workspace: str
) -> None:
    """Write a calendar of these events, each of which has a day."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", office)
    for row in events:
        calendar.add_component(_event(row, zone, workspace))
    target.write(calendar.to_ical().decode("utf-8"))


def _event(row: EngagementRow, zone: ZoneInfo, workspace: str) -> Event:
    """One event; its UID and its stamp follow from what is stored, so that a calendar knows it again."""
    from icalendar import Event

    event = Event()
    event.add("uid", f"event-{row.id}@{workspace[:12]}.casactl")
    event.add("dtstamp", parse_moment(row.updated_at).replace(microsecond=0))
    event.add("created", parse_moment(row.created_at).replace(microsecond=0))
    event.add("sequence", row.version - 1)
    first, last = row.starts or row.due or "", row.due or row.starts or ""
    event.add("dtstart", _time(first, zone))
    if not has_time(first):
        event.add("dtend", date.fromisoformat(last) + timedelta(days=1))
    elif last > first:
        event.add("dtend", _time(last, zone))
    event.add("summary", row.title)
    event.add("status", "CANCELLED" if row.state == CANCELLED else "CONFIRMED")
    for name, value in (("description", row.text), ("location", row.site or row.path), ("contact", row.display_name)):
        if value:
            event.add(name, value)
    return event


def _time(day_time: str, zone: ZoneInfo) -> date | datetime:
    return moment_of(day_time, zone) if has_time(day_time) else date.fromisoformat(day_time)
