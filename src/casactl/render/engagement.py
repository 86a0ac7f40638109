"""Work of one kind: a list, one piece of it, and events as a calendar file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TextIO
from zoneinfo import ZoneInfo

from casactl.domain.dates import parse_moment
from casactl.domain.day_times import has_time, in_words, moment_of
from casactl.domain.engagements import CANCELLED, DONE, OPEN, WorkKind, other_name
from casactl.domain.visits import interval_in_words
from casactl.render.records import Column, Picked, Record, draw_line, plain
from casactl.render.section import Line, draw_section
from casactl.render.view import View, sanitize, write
from casactl.store.queries.engagements import EngagementRow

if TYPE_CHECKING:
    from icalendar import Event

OUT_OF_SIGHT = "(out of sight)"
TITLES = {"starts": "starts", "due": "due", "next_visit": "next visit"}
KEYS = {"starts": "start", "due": "due", "next_visit": "next_visit"}
"""By column, the key in the JSON shape."""


def work_columns(view: View, kind: WorkKind, today: str) -> Picked:
    """Number, day, title, whose, where, who does it, state; a day that has passed on open work stands out."""
    days = [_day_column(view, column, today) for column in ("next_visit", *_days(kind)) if column in kind.fields]
    return (
        "id",
        *days,
        "title",
        "display_name",
        Column("property", "where", lambda r: str(r["site_address"] or r["property"] or "")),
        Column("assignee", "who does it", assignee_of),
        "amount",
        Column("state", "state", lambda r: str(r["state_in_words"]), style=_style),
    )


def _days(kind: WorkKind) -> tuple[str, ...]:
    return ("starts", "due") if kind.timed else ("due", "starts")


def _day_column(view: View, column: str, today: str) -> Column:
    key = KEYS[column]
    late = column != "starts"

    def style(record: Record) -> str:
        passed = record[key] and str(record[key])[:10] < today
        return "attention" if late and passed and record["state"] == OPEN else ""

    return Column(key, TITLES[column], lambda record: day_of(view, record[key]), style=style)


def _style(record: Record) -> str:
    return {OPEN: "", DONE: "good"}.get(str(record["state"]), "quiet")


def day_of(view: View, day_time: str | None) -> str:
    """A day with its time as people read it on a terminal; ISO elsewhere."""
    return in_words(day_time, view.date_format) if view.drawn else day_time or ""


def assignee_of(record: Record) -> str:
    """Who does it; what may not be seen is said to be there."""
    return str(record["assignee"] or (OUT_OF_SIGHT if record["assigned"] else ""))


def show_work(view: View, kind: WorkKind, shape: Mapping[str, Any], today: str) -> None:
    """Fields one below the other, then the text; `key<TAB>value` lines elsewhere."""
    if not view.drawn:
        for key, value in shape.items():
            write(f"{key}\t{_followers(value) if key == 'followers' else plain(value)}\n")
        return
    lines = [line for line in _lines(view, kind, shape, today) if line[1]]
    draw_section(view, f"{kind.name.capitalize()} {shape['id']}: {sanitize(shape['title'])}", lines)
    if shape["text"]:
        draw_line(view, "")
        for line in str(shape["text"]).splitlines():
            draw_line(view, line)


def _lines(view: View, kind: WorkKind, shape: Mapping[str, Any], today: str) -> Iterator[Line]:
    late = " (passed)" if shape["state"] == OPEN and shape["due"] and str(shape["due"])[:10] < today else ""
    closed = f", {view.moment(shape['closed_at'])} UTC" if shape["closed_at"] else ""
    yield "state", f"{shape['state_in_words']}{closed}"
    yield "for", f"{sanitize(shape['display_name'])} (no {shape['contact_id']})"
    yield "who does it", _who(shape)
    yield "starts", day_of(view, shape["start"])
    yield ("ends" if kind.timed else "due"), f"{day_of(view, shape['due'])}{late}"
    yield "visits", interval_in_words(shape["every"]) if shape["every"] else ""
    yield "next visit", day_of(view, shape["next_visit"])
    yield "renews", day_of(view, shape["renews"])
    yield "amount", f"{shape['amount']} {shape['currency']}" if shape["amount"] else ""
    yield "signing", "without an account" if shape["sign_without_login"] else ""
    yield "document", f"no {shape['document']}" if shape["document"] else ""
    signed = f"{sanitize(shape['signed_by'])}, {view.moment(shape['signed_at'])} UTC"
    if shape["signed_name_known"] is False:
        signed = f"{signed}; {other_name(sanitize(shape['signed_by']))}"
    yield "signed by", signed if shape["signed_by"] else ""
    yield "SHA-256", shape["signed_hash"] or ""
    yield "property", sanitize(shape["property"])
    yield "site", sanitize(shape["site_address"])
    yield "followed by", _followers(shape["followers"])
    yield "version", str(shape["version"])


def _who(shape: Mapping[str, Any]) -> str:
    if shape["assignee_id"]:
        return f"{sanitize(shape['assignee'])} (no {shape['assignee_id']})"
    if shape["assignee_user"]:
        return f"{sanitize(shape['assignee'])} ({sanitize(shape['assignee_user'])})"
    return sanitize(assignee_of(shape))


def _followers(followers: Any) -> str:
    return "; ".join(f"{sanitize(each['display_name'])} (no {each['contact_id']})" for each in followers)


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
