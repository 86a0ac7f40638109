"""Messages and notes: in lists and in full, and whom a broadcast would reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from casactl.render.outcome import by_rule
from casactl.render.records import Column, Picked, Record, draw_line, plain, show_object
from casactl.render.section import letters_in_words
from casactl.render.view import View, sanitize, write
from casactl.render.workspace import sized

OPENING, WHOLE = 3, 200
"""So many lines of a message a list shows: of everybody's, and of one contact's."""
LETTERS = {"email": "by e-mail", "sms": "by SMS", "post": "by post"}


def message_columns(view: View, *, one: bool) -> Picked:
    """Number, moment, direction, contact, subject, text; of one contact the whole text, to be read."""
    return (
        "id",
        "at",
        Column(
            "direction",
            "",
            _way if view.drawn else None,
            style=lambda record: "good" if record["direction"] == "in" else "quiet",
        ),
        "contact_id",
        "display_name",
        "subject",
        Column("letters", "letters", lambda record: letters_in_words(record["letters"])),
        Column("documents", "files", lambda record: files_in_words(record["documents"])),
        Column("text", "text", own_lines=WHOLE if one else OPENING),
    )


def _way(record: Record) -> str:
    """In or out, and whether the office has yet to read it."""
    waits = record["direction"] == "in" and record["channel"] == "web" and not record["read_at"]
    return "in, unread" if waits else str(record["direction"])


def files_in_words(files: Sequence[Mapping[str, object]]) -> str:
    """What came with a message, by name and document number."""
    return ", ".join(f"{sanitize(each['name'])} (document {each['id']})" for each in files)


def audience_lines(contacts: int, by: Mapping[str, int], left_out: Mapping[tuple[str | None, str], int]) -> list[str]:
    """A preview in sentences: how many, by which way, and how many are left out by which rule."""
    ways = ", ".join(f"{count:,} {LETTERS[channel]}" for channel, count in by.items())
    whom = "1 contact" if contacts == 1 else f"{contacts:,} contacts"
    lines = [f"goes to {whom}" + (f": {ways}" if ways else "")]
    return lines + ([f"left out: {by_rule(left_out)}"] if left_out else [])


def message_in_words(view: View, message: Record) -> tuple[str, str]:
    """A line of the profile: which way, and when and about what."""
    letters = f", {letters_in_words(message['letters'])}" if message["letters"] else ""
    files = f", with {files_in_words(message['documents'])}" if message["documents"] else ""
    words = f"{view.day(str(message['at'])[:10])}  {sanitize(message['subject'])}{letters}{files}"
    return str(message["direction"]), words


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


def show_message(view: View, message: Record, name: str) -> None:
    """A message's heading and its text; `key<TAB>value` lines where they were asked for."""
    letters = f", {letters_in_words(message['letters'])}" if message["letters"] else ""
    way = {"in": "received", "out": "sent"}[str(message["direction"])]
    head = f"{name} (no {message['contact_id']})   {way}, {view.moment(message['at'])} UTC{letters}"
    _show_text(view, message, head, str(message["subject"]))
    for each in message["documents"] if view.drawn else ():
        draw_line(view, f"with {sanitize(each['name'])}: document {each['id']}, {sized(int(each['size']))}", "quiet")


def show_letter(view: View, letter: Record) -> None:
    """A letter's heading, what has become of it, and the text of the message that it carries."""
    tries = "1 try" if letter["attempts"] == 1 else f"{letter['attempts']} tries"
    why = f", {letter['last_error']}" if letter["last_error"] else ""
    queued = f"queued {view.moment(letter['queued_at'])} UTC"
    head = f"{letter['to']}   {letter['channel']}, {letter['state']}, {tries}{why}, {queued}"
    _show_text(view, letter, head, str(letter["subject"]))


def _show_text(view: View, record: Record, head: str, subject: str) -> None:
    if not view.drawn:
        for key, value in record.items():
            write(f"{key}\t{plain(value)}\n")
        return
    draw_line(view, head, "heading")
    draw_line(view, subject)
    if record["text"]:
        draw_line(view, "")
    for line in str(record["text"] or "").splitlines():
        draw_line(view, line)


def show_note(view: View, note: Record, name: str) -> None:
    """A note's heading and its text; `key<TAB>value` lines off a terminal."""
    if not view.drawn:
        for key, value in note.items():
            write(f"{key}\t{sanitize(str(value))}\n")
        return
    draw_line(
        view,
        f"{name} (no {note['contact_id']})   {note['visibility']}, {view.moment(note['at'])} UTC, {note['author']}",
        "heading",
    )
    for line in str(note["text"]).splitlines():
        draw_line(view, line)
