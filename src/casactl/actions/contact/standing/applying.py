"""Making a decided move: the one place where life cycle, lock and case change, and where an invitation begins."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casactl.actions.contact.standing.consequences import follow_move
from casactl.domain.abilities import Reason, cannot
from casactl.domain.facts import Facts
from casactl.domain.moves import LOCK, Move
from casactl.store.work import UnitOfWork

if TYPE_CHECKING:
    from casactl.actions.contact.standing.cases import Terms  # imported where a case is moved: a lock is quick without


@dataclass(frozen=True, slots=True)
class Moving:
    """A contact that moves, why, and on whose word."""

    facts: Facts
    reason: str
    actor: str


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


def forbidding(work: UnitOfWork, movement: Movement, contacts: Sequence[int]) -> Callable[[Facts], list[Reason]]:
    """What says why a contact may not move so; asked for many contacts, it has looked at all of them at once."""
    move = movement.move
    if move.with_attorney is None:
        return lambda facts: cannot(facts, move.ability)
    from casactl.actions.contact.standing.cases import HandingOver, forbids_recall

    terms = movement.terms
    if move.with_attorney:
        return HandingOver(work, terms, contacts).forbids
    return lambda facts: forbids_recall(facts, terms)


def apply(work: UnitOfWork, movement: Movement, moving: Sequence[Moving]) -> None:
    """Write a decided move, with all that follows from it."""
    move = movement.move
    if not moving:
        return
    if move.erases:
        from casactl.actions.contact.standing.erase import erase_contacts

        erase_contacts(work, move, [each.facts.id for each in moving])
    elif move.with_attorney is not None:
        _hand_over_or_recall(work, movement, moving)
    else:
        _update(work, move, moving)


def _update(work: UnitOfWork, move: Move, moving: Sequence[Moving]) -> None:
    rows = [
        {"id": each.facts.id, **move.columns(each.facts, reason=each.reason, actor=each.actor, now=work.now)}
        for each in moving
    ]
    work.update("contact", rows)
    follow_move(work, move, [each.facts.id for each in moving])


def _hand_over_or_recall(work: UnitOfWork, movement: Movement, moving: Sequence[Moving]) -> None:
    from casactl.actions.contact.standing.cases import HandingOver, recall_cases

    terms, contacts = movement.terms, [each.facts for each in moving]
    if not movement.move.with_attorney:
        recall_cases(work, contacts, terms, reason=moving[0].reason)
        return
    HandingOver(work, terms, [facts.id for facts in contacts]).write(contacts)
    if terms.lock:
        _update(work, LOCK, [Moving(each.facts, terms.lock, each.actor) for each in moving if not each.facts.locked])
