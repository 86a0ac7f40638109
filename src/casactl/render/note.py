"""Notes in lists, and one in full."""

from __future__ import annotations

from casactl.render.records import Record, draw_line, minute
from casactl.render.sanitize import sanitize
from casactl.render.view import View, write


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
