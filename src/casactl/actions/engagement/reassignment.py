"""What somebody who takes no more work leaves behind to hand on, with the command for it (SD-2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from casactl.domain.engagements import KINDS
from casactl.domain.facts import Facts
from casactl.domain.remedy import Blank, Line, Remedy, Sentence
from casactl.store.queries.engagements import open_assigned, open_of_user
from casactl.store.work import UnitOfWork

LISTED = 50
"""So many numbers stand in one command."""

Pieces = Sequence[tuple[int, str]]
"""Numbers of work, with its kind."""


class HandingOn:
    """The work that contacts have to do and that is not over, looked up for all of them at once."""

    def __init__(self, work: UnitOfWork, contacts: Sequence[int]) -> None:
        self._held: dict[int, list[tuple[int, str]]] = {}
        today, scope = work.today.isoformat(), work.reader.scope
        for contact, number, kind in open_assigned(work.reader, contacts, today=today, scope=scope):
            self._held.setdefault(contact, []).append((number, kind))

    def numbers(self, contact: int) -> list[int]:
        """The numbers of a contact's work, of whatever kind."""
        return [number for number, _ in self._held.get(contact, ())]

    def in_words(self, facts: Facts) -> Iterator[Line]:
        """What a contact has to hand on, with the commands."""
        return to_hand_on(f"{facts.display_name} ({facts.id})", self._held.get(facts.id, ()))


def left_by_user(work: UnitOfWork, user: int) -> Pieces:
    """The work that is assigned to a user and not over."""
    return open_of_user(work.reader, user, today=work.today.isoformat(), scope=work.reader.scope)


def to_hand_on(name: str, pieces: Iterable[tuple[int, str]]) -> Iterator[Line]:
    """A sentence for each kind of work that somebody has, with the command that hands it on."""
    by_kind: dict[str, list[int]] = {}
    for number, kind in pieces:
        by_kind.setdefault(kind, []).append(number)
    for kind, numbers in by_kind.items():
        words = KINDS[kind]
        what = words.one if len(numbers) == 1 else f"{len(numbers):,} {words.plural}"
        assign = Remedy(f"{kind} assign", *numbers[:LISTED], to=Blank("WHO"))
        yield Sentence(f"{name} has {what} to hand on: ", assign, ", and so on" if len(numbers) > LISTED else "")
