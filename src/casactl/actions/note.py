"""Notes, for the office alone, or for a case and its attorney too (WU-10, WU-14)."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.actions.find import find_one
from casactl.actions.selection import Chosen
from casactl.domain.abilities import Reason, cannot_now
from casactl.domain.failures import failure
from casactl.domain.names import BadText, clean_text
from casactl.domain.outcomes import REFUSED, UNCHANGED, UPDATED, Outcome, Result
from casactl.domain.worded import Worded
from casactl.errors import InvalidValue
from casactl.store.queries.facts import facts_for
from casactl.store.queries.papers import NoteRow, last_word, note_by_number, open_cases
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


def add_notes(work: UnitOfWork, chosen: Chosen, text: str, *, visibility: str) -> Outcome:
    """Add the same note to each contact that is not gone; the results have the notes' numbers.

    Raises BadText.
    """
    words = words_of(text)
    facts = facts_for(work.reader, chosen.ids, today=work.today.isoformat(), belongings=False)
    gone = {number: reasons for number in chosen.ids if (reasons := cannot_now(facts[number]))}
    here = [number for number in chosen.ids if number not in gone]
    added = dict(zip(here, write_notes(work, [(who, words) for who in here], visibility=visibility), strict=True))
    outcome = Outcome("note.add")
    for ref, number in chosen.found:
        name = facts[number].display_name
        if number in gone:
            outcome.add(Result(ref, number, REFUSED, name, tuple(gone[number])))
        else:
            outcome.add(Result(ref, added[number], "added", name, note=f"for the {visibility}"))
    outcome.results += chosen.faults
    return outcome


def words_of(text: str) -> str:
    """The text in the form to store.

    Raises BadText.
    """
    try:
        cleaned = clean_text(text)
    except BadText as fault:
        raise BadText(Worded("{what} {problem}.", what=Worded("--text"), problem=fault.message)) from None
    if not cleaned.strip():
        raise BadText(Worded("{what} is empty.", what=Worded("--text")))
    return cleaned


def write_notes(work: UnitOfWork, notes: Sequence[tuple[int, str]], *, visibility: str) -> list[int]:
    """Store notes, as (contact, text)."""
    cases = open_cases(work.store, [who for who, _ in notes]) if visibility == CASE else {}
    rows = [
        {"contact_id": who, "visibility": visibility, "text": text, "author": work.origin.actor,
         "case_id": cases.get(who)}
        for who, text in notes
    ]  # fmt: skip
    return work.insert("note", rows)


CASE = "case"


def edit_note(work: UnitOfWork, number: int, text: str, *, any_word: bool) -> Outcome:
    """Put a note right: one's own while it is the last word, any with `any_word`.

    Raises NotFound, BadText.
    """
    row = find_note(work.reader, number)
    reasons = not_to_edit(work, "note", number, author=row.author, any_word=any_word)
    if reasons:
        return Outcome("note.edit", [Result(str(number), number, REFUSED, row.display_name, tuple(reasons))])
    changed = work.update("note", [{"id": number, "text": words_of(text)}])
    return Outcome("note.edit", [Result(str(number), number, UPDATED if changed else UNCHANGED, row.display_name)])


def not_to_edit(work: UnitOfWork, table: str, number: int, *, author: str, any_word: bool) -> list[Reason]:
    """What keeps a paper as it is: what others have read and answered is not rewritten (WU-14)."""
    if any_word:
        return []
    if author != work.origin.actor:
        return [
            Reason(
                "WU-14",
                "not-your-own",
                Worded(
                    "{what} {number} is {author}'s, not {actor}'s",
                    what=Worded(table),
                    number=number,
                    author=author,
                    actor=work.origin.actor,
                ),
            )
        ]
    (held,) = work.fetch(table, [number], ("contact_id", "case_id"))
    if last_word(work.store, held["contact_id"], held["case_id"]) != (table, number):
        about = "its case" if held["case_id"] else "the contact"
        words = {"what": Worded(table), "number": number, "about": Worded(about)}
        message = Worded("{what} {number} is not the last word about {about} any more", **words)
        return [Reason("WU-14", "not-the-last-word", message)]
    return []


def remove_note(work: UnitOfWork, number: int) -> Outcome:
    """Take a note away."""
    row = find_note(work.reader, number)
    work.delete("note", [row.id])
    return Outcome("note.remove", [Result(str(number), row.id, "removed", row.display_name)])
