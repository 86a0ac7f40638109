"""Messages and notes: in lists and in full, and whom a broadcast would reach."""

from __future__ import annotations

from collections.abc import Mapping

from casactl.render.outcome import by_rule
from casactl.render.records import Column, Picked, Record, draw_line, minute, show_object
from casactl.render.section import letters_in_words
from casactl.render.view import View, sanitize, write

OPENING = 120
LETTERS = {"email": "by e-mail", "sms": "by SMS"}


def message_columns(view: View, *, one: bool) -> Picked:
    """Number, moment, direction, contact, subject, text; of one contact the whole text, to be read."""
    return (
        "id",
        "at",
        Column(
            "direction",
            "",
            _way if view.terminal else None,
            style=lambda record: "good" if record["direction"] == "in" else "quiet",
        ),
        "contact_id",
        "display_name",
        "subject",
        Column("letters", "letters", lambda record: letters_in_words(record["letters"])),
        Column("text", "text", (_whole if one else _opening) if view.terminal else None, wrap=True),
    )


def _way(record: Record) -> str:
    """In or out, and whether the office has yet to read it."""
    waits = record["direction"] == "in" and record["channel"] == "web" and not record["read_at"]
    return "in, unread" if waits else str(record["direction"])


def _whole(record: Record) -> str:
    """The text with white space as one space."""
    return " ".join(str(record["text"]).split())


def _opening(record: Record) -> str:
    """How the text begins: as much as a list has room for."""
    words = _whole(record)
    return words if len(words) <= OPENING else f"{words[: OPENING - 1]}…"


def audience_lines(contacts: int, by: Mapping[str, int], left_out: Mapping[tuple[str | None, str], int]) -> list[str]:
    """A preview in sentences: how many, by which way, and how many are left out by which rule."""
    ways = ", ".join(f"{count:,} {LETTERS[channel]}" for channel, count in by.items())
    whom = "1 contact" if contacts == 1 else f"{contacts:,} contacts"
    lines = [f"goes to {whom}" + (f": {ways}" if ways else "")]
    return lines + ([f"left out: {by_rule(left_out)}"] if left_out else [])


def message_in_words(view: View, message: Record) -> tuple[str, str]:
    """A line of the profile: which way, and when and about what."""
    letters = f", {letters_in_words(message['letters'])}" if message["letters"] else ""
    return str(message["direction"]), f"{view.day(str(message['at'])[:10])}  {sanitize(message['subject'])}{letters}"


def show_preview(view: View, shape: Mapping[str, object], *, html: bool) -> None:
    """A letter that nobody gets: the object in JSON, else its words (or its HTML) as they would arrive."""
    if show_object(view, shape):
        return
    if html and shape["html"]:
        write(lines(str(shape["html"])))
    else:
        head = f"To: {sanitize(shape['to'] or '')}\nSubject: {sanitize(shape['subject'])}\n\n" if shape["html"] else ""
        write(head + lines(str(shape["text"])))


def lines(text: str) -> str:
    """Text with its lines kept and everything else in it inert."""
    return "".join(f"{sanitize(line)}\n" for line in text.rstrip("\n").split("\n"))


def show_note(view: View, note: Record, name: str) -> None:
    """A note's heading and its text; `key<TAB>value` lines off a terminal."""
    if not view.terminal:
        for key, value in note.items():
            write(f"{key}\t{sanitize(str(value))}\n")
        return
    draw_line(
        view,
        f"{name} (no {note['contact_id']})   {note['visibility']}, {minute(note['at'])} UTC, {note['author']}",
        "heading",
    )
    for line in str(note["text"]).splitlines():
        draw_line(view, line)
