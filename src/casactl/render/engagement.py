"""Work of one kind: a list, and one piece of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casactl.domain.day_times import in_words
from casactl.domain.engagements import DONE, OPEN, Kind
from casactl.domain.visits import interval_in_words
from casactl.render.records import Column, Picked, Record, draw_line, minute, plain
from casactl.render.sanitize import sanitize
from casactl.render.section import Line, draw_section
from casactl.render.view import View, write

OUT_OF_SIGHT = "(out of sight)"
TITLES = {"starts": "starts", "due": "due", "next_visit": "next visit"}
KEYS = {"starts": "start", "due": "due", "next_visit": "next_visit"}
"""By column, the key in the JSON shape."""


def work_columns(view: View, kind: Kind, today: str) -> Picked:
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


def _days(kind: Kind) -> tuple[str, ...]:
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
    return in_words(day_time, view.date_format) if view.terminal else day_time or ""


def assignee_of(record: Record) -> str:
    """Who does it; what may not be seen is said to be there."""
    return str(record["assignee"] or (OUT_OF_SIGHT if record["assigned"] else ""))


def show_work(view: View, kind: Kind, shape: Mapping[str, Any], today: str) -> None:
    """Fields one below the other, then the text; `key<TAB>value` lines elsewhere."""
    if not view.terminal:
        for key, value in shape.items():
            write(f"{key}\t{_followers(value) if key == 'followers' else plain(value)}\n")
        return
    lines = [line for line in _lines(view, kind, shape, today) if line[1]]
    draw_section(view, f"{kind.name.capitalize()} {shape['id']}: {sanitize(shape['title'])}", lines)
    if shape["text"]:
        draw_line(view, "")
        for line in str(shape["text"]).splitlines():
            draw_line(view, line)


def _lines(view: View, kind: Kind, shape: Mapping[str, Any], today: str) -> Iterator[Line]:
    late = " (passed)" if shape["state"] == OPEN and shape["due"] and str(shape["due"])[:10] < today else ""
    closed = f", {minute(shape['closed_at'])} UTC" if shape["closed_at"] else ""
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
