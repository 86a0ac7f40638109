"""From a number to a note that may be seen."""

from __future__ import annotations

from casactl.domain.remedy import Remedy
from casactl.errors import NotFound
from casactl.store.queries.notes import NoteRow, note_by_number
from casactl.store.reader import Reader


class NoteNotFound(NotFound):
    """There is no note of that number in sight."""

    code = "note.not-found"


def find_note(reader: Reader, number: int) -> NoteRow:
    """A note that whoever asks may see.

    Raises NoteNotFound.
    """
    row = note_by_number(reader, number, scope=reader.scope)
    if row is None:
        raise NoteNotFound(f"There is no note {number}.", hint=Remedy("note list"))
    return row
