"""Removing a note: it leaves every list; the log keeps it until its contact is erased."""

from __future__ import annotations

from casactl.actions.note.find import find_note
from casactl.domain.outcomes import Outcome, Result
from casactl.store.work import UnitOfWork


def remove_note(work: UnitOfWork, number: int) -> Outcome:
    """Take a note away."""
    row = find_note(work.reader, number)
    work.delete("note", [row.id])
    return Outcome("note.remove", [Result(str(number), row.id, "removed", row.display_name)])
