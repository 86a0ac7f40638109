"""Notes in lists, and one in full."""

from __future__ import annotations

from casactl.render.log import minute
from casactl.render.records import Column, Record, draw_line
from casactl.render.sanitize import sanitize
from casactl.render.view import View, write

NOTE_FIELDS = ("id", "contact_id", "visibility", "at", "author", "text")


def note_columns(view: View, *, one: bool) -> list[Column]:
    """Number, moment, author, for whom, contact (unless all are of one), text."""
    whose = (
        [] if one and view.terminal else [Column("contact_id", "contact", right=True), Column("display_name", "name")]
    )
    return [
        Column("id", "no", right=True),
        Column("at", "when (UTC)", minute, style=lambda _: "quiet"),
        Column("author", "by"),
        Column("visibility", "for"),
        *whose,
        Column("text", "note", wrap=True),
    ]


def show_note(view: View, note: Record, name: str) -> None:
    """A note's heading and its text; `key<TAB>value` lines off a terminal."""
    if not view.terminal:
        for key in NOTE_FIELDS:
            write(f"{key}\t{sanitize(str(note[key]))}\n")
        return
    draw_line(
        view,
        f"{name} (no {note['contact_id']})   {note['visibility']}, {minute(note)} UTC, {note['author']}",
        "heading",
    )
    for line in str(note["text"]).splitlines():
        draw_line(view, line)
