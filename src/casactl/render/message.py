"""Messages in lists, and whom a broadcast would reach."""

from __future__ import annotations

from collections.abc import Mapping

from casactl.render.inert import inert
from casactl.render.log import minute
from casactl.render.outcome import by_rule
from casactl.render.records import Column, Record
from casactl.render.view import View

MESSAGE_FIELDS = ("id", "contact_id", "direction", "at", "subject", "text")
LETTERS = {"email": "by e-mail", "sms": "by SMS"}


def message_columns(view: View, *, one: bool) -> list[Column]:
    """Number, moment, direction, contact (unless all are of one), subject, text."""
    whose = (
        [] if one and view.terminal else [Column("contact_id", "contact", right=True), Column("display_name", "name")]
    )
    return [
        Column("id", "no", right=True),
        Column("at", "when (UTC)", minute, style=lambda _: "quiet"),
        Column("direction", "", style=lambda record: "good" if record["direction"] == "in" else "quiet"),
        *whose,
        Column("subject", "subject"),
        Column("text", "text", _opening if view.terminal else None),
    ]


def _opening(record: Record) -> str:
    """The text as far as a list shows it: white space is one space, the terminal cuts the rest."""
    return " ".join(str(record["text"])[:500].split())


def audience_lines(contacts: int, by: Mapping[str, int], left_out: Mapping[tuple[str | None, str], int]) -> list[str]:
    """A preview in sentences: how many, by which way, and how many are left out by which rule."""
    ways = ", ".join(f"{count:,} {LETTERS[channel]}" for channel, count in by.items())
    whom = "1 contact" if contacts == 1 else f"{contacts:,} contacts"
    lines = [f"goes to {whom}" + (f": {ways}" if ways else "")]
    return lines + ([f"left out: {by_rule(left_out)}"] if left_out else [])


def message_in_words(view: View, message: Record) -> tuple[str, str]:
    """A line of the profile: which way, and when and about what."""
    return str(message["direction"]), f"{view.day(str(message['at'])[:10])}  {inert(message['subject'])}"
