"""Notes, for the office alone, or for a case and its attorney too (WU-10, WU-14)."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.actions.find import find_one
from casactl.domain.abilities import cannot_now
from casactl.domain.failures import failure
from casactl.domain.names import BadText, clean_text
from casactl.domain.outcomes import REFUSED, Outcome, Result
from casactl.errors import InvalidValue
from casactl.store.queries.facts import facts_for
from casactl.store.queries.papers import NoteRow, note_by_number
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork


def find_note(reader: Reader, number: int) -> NoteRow:
    """A note that whoever asks may see.

    Raises NotFound.
    """
    return find_one(note_by_number(reader, number), "note", number)


VISIBILITIES = ("office", "case")


def visibility_for(given: str | None, *, attorney: bool, known: Sequence[str] = VISIBILITIES) -> str:
    """Who may see it: what was asked for, else the office, and for an attorney the case.

    Raises InvalidValue, Refused.
    """
    visibility = (given or ("case" if attorney else "office")).strip().lower()
    if visibility not in known:
        raise InvalidValue(f"--visibility takes one of {', '.join(known)}, not '{given}'.")
    if attorney and visibility != "case":
        raise failure("note.office-only")
    return visibility


def add_note(work: UnitOfWork, ref: str, number: int, text: str, *, visibility: str) -> Outcome:
    """Add a note to a contact that is not gone.

    Raises BadText.
    """
    facts = facts_for(work.reader, [number], today=work.today.isoformat(), belongings=False)[number]
    if gone := cannot_now(facts):
        return Outcome("note.add", [Result(ref, number, REFUSED, facts.display_name, tuple(gone))])
    row = write_notes(work, [(number, words_of(text))], visibility=visibility)[0]
    return Outcome("note.add", [Result(ref, row, "added", facts.display_name, note=f"for the {visibility}")])


def words_of(text: str) -> str:
    """The text in the form to store.

    Raises BadText.
    """
    try:
        cleaned = clean_text(text)
    except BadText as fault:
        raise BadText(f"--text {fault.message}.") from None
    if not cleaned.strip():
        raise BadText("--text is empty.")
    return cleaned


def write_notes(work: UnitOfWork, notes: Sequence[tuple[int, str]], *, visibility: str) -> list[int]:
    """Store notes, as (contact, text)."""
    author = work.origin.actor
    return work.insert(
        "note", [{"contact_id": who, "visibility": visibility, "text": text, "author": author} for who, text in notes]
    )


def remove_note(work: UnitOfWork, number: int) -> Outcome:
    """Take a note away."""
    row = find_note(work.reader, number)
    work.delete("note", [row.id])
    return Outcome("note.remove", [Result(str(number), row.id, "removed", row.display_name)])
