"""Making a decided move: the one place where life cycle, lock and case change, and where an invitation begins."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.actions.contact.standing.consequences import follow_move
from casactl.actions.contact.standing.judging import Movement
from casactl.actions.schedule import end_ways_back
from casactl.domain.facts import Facts
from casactl.domain.moves import LOCK, Move
from casactl.records import dataclass
from casactl.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Moving:
    """A contact that moves, why, and on whose word."""

    facts: Facts
    reason: str
    actor: str


def apply(work: UnitOfWork, movement: Movement, moving: Sequence[Moving]) -> None:
    """Write a decided move, with all that follows from it."""
    move = movement.move
    if not moving:
        return
    if move.erases:
        from casactl.actions.contact.standing.erase import erase_contacts
        from casactl.actions.recurring.keep import end_what_comes_round

        end_what_comes_round(work, [each.facts.id for each in moving])
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
    numbers = [facts.id for facts in contacts]
    HandingOver(work.reader, terms, numbers, today=work.today.isoformat()).write(work, contacts)
    if terms.lock:
        end_ways_back(work, LOCK, contacts)
        _update(work, LOCK, [Moving(each.facts, terms.lock, each.actor) for each in moving if not each.facts.locked])
