"""Whether a move may be made, asked of the rules for many contacts at once, on whatever reader it is asked on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from casactl.domain.abilities import Reason, cannot
from casactl.domain.facts import Facts
from casactl.domain.moves import Move
from casactl.records import dataclass
from casactl.store.reader import Reader

if TYPE_CHECKING:
    from casactl.actions.contact.standing.cases import Terms  # imported where a case is moved: a lock is quick without


@dataclass(frozen=True, slots=True)
class Movement:
    """A move with what it needs beside a reason: to whom an account goes, in which community."""

    move: Move
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def terms(self) -> Terms:
        """The details of a handover or a recall."""
        from casactl.actions.contact.standing.cases import Terms

        return Terms.of(self.details)


def forbidding(
    reader: Reader, movement: Movement, contacts: Sequence[int], *, today: str
) -> Callable[[Facts], list[Reason]]:
    """What says why a contact may not move so; asked for many contacts, it has looked at all of them at once."""
    move = movement.move
    if move.with_attorney is None:
        return lambda facts: cannot(facts, move.ability)
    from casactl.actions.contact.standing.cases import HandingOver, forbids_recall

    terms = movement.terms
    if move.with_attorney:
        return HandingOver(reader, terms, contacts, today=today).forbids
    return lambda facts: forbids_recall(facts, terms)
