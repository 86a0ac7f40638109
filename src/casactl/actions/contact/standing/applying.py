"""Making a decided move: the one place where life cycle, lock and case change, and where an invitation begins."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casactl.actions.contact.standing.consequences import follow_move
from casactl.domain.abilities import Ability, Reason, cannot
from casactl.domain.facts import Facts
from casactl.domain.standing import (
    CASE_AFTER,
    ERASING,
    LOCKED_AFTER,
    PORTAL_AFTER,
    Lifecycle,
    Verb,
    after,
    already_holds,
)
from casactl.store.work import UnitOfWork

if TYPE_CHECKING:
    from casactl.actions.contact.standing.cases import Terms  # imported where a case is moved: a lock is quick without


OTHER_NAMES = {Verb.INVITE: "be-invited", Verb.HANDOVER: "be-handed-over", Verb.RECALL: "edit"}
ABILITY = {verb: Ability(OTHER_NAMES.get(verb, str(verb))) for verb in Verb}
"""What a standing has to permit for a verb."""

NEEDS_BELONGINGS = (Verb.ARCHIVE, Verb.DELETE, Verb.ERASE, Verb.HANDOVER, Verb.RECALL)
"""The verbs that what hangs on a contact can block."""

UNLOCKED = {"locked": 0, "lock_reason": None, "locked_at": None, "locked_by": None}


@dataclass(frozen=True, slots=True)
class Moving:
    """A contact that moves, why, and on whose word."""

    facts: Facts
    reason: str
    actor: str


@dataclass(frozen=True, slots=True)
class Movement:
    """A verb with what it needs beside a reason: to whom an account goes, in which community."""

    verb: Verb
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def terms(self) -> Terms:
        """The details of a handover or a recall."""
        from casactl.actions.contact.standing.cases import Terms

        return Terms.of(self.details)


def holds(verb: Verb, facts: Facts) -> bool:
    """Whether the move has nothing left to do for a contact."""
    return already_holds(
        verb, facts.lifecycle, locked=facts.locked, portal=facts.portal, with_attorney=facts.case is not None
    )


def forbidding(work: UnitOfWork, movement: Movement, contacts: Sequence[int]) -> Callable[[Facts], list[Reason]]:
    """What says why a contact may not move so; asked for many contacts, it has looked at all of them at once."""
    verb = movement.verb
    if verb not in CASE_AFTER:
        return lambda facts: cannot(facts, ABILITY[verb])
    from casactl.actions.contact.standing.cases import HandingOver, forbids_recall

    if verb is Verb.HANDOVER:
        return HandingOver(work, movement.terms, contacts).forbids
    terms = movement.terms
    return lambda facts: forbids_recall(facts, terms)


def apply(work: UnitOfWork, movement: Movement, moving: Sequence[Moving]) -> None:
    """Write a decided move, with all that follows from it."""
    verb, contacts = movement.verb, [each.facts.id for each in moving]
    if not moving:
        return
    if verb in ERASING:
        from casactl.actions.contact.standing.erase import erase_contacts

        erase_contacts(work, verb, contacts)
    elif verb in CASE_AFTER:
        _hand_over_or_recall(work, movement, moving)
    else:
        _update(work, verb, moving)


def _update(work: UnitOfWork, verb: Verb, moving: Sequence[Moving]) -> None:
    work.update("contact", [{"id": each.facts.id, **_changes(work, verb, each)} for each in moving])
    follow_move(work, verb, [each.facts.id for each in moving])


def _changes(work: UnitOfWork, verb: Verb, moving: Moving) -> dict[str, object]:
    if verb in LOCKED_AFTER:
        return _lock(work, moving) if LOCKED_AFTER[verb] else dict(UNLOCKED)
    if verb in PORTAL_AFTER:
        return {"portal": str(PORTAL_AFTER[verb]), "invited_at": work.now}
    facts = moving.facts
    to = after(verb, facts.lifecycle, facts.before)
    return {
        "lifecycle": str(to),
        "lifecycle_before": str(facts.lifecycle) if to is Lifecycle.ARCHIVED else None,
    }


def _lock(work: UnitOfWork, moving: Moving) -> dict[str, object]:
    return {"locked": 1, "lock_reason": moving.reason or None, "locked_at": work.now, "locked_by": moving.actor}


def _hand_over_or_recall(work: UnitOfWork, movement: Movement, moving: Sequence[Moving]) -> None:
    from casactl.actions.contact.standing.cases import HandingOver, recall_cases

    terms, contacts = movement.terms, [each.facts for each in moving]
    if movement.verb is Verb.RECALL:
        recall_cases(work, contacts, terms, reason=moving[0].reason)
        return
    HandingOver(work, terms, [facts.id for facts in contacts]).write(contacts)
    if terms.lock:
        locking = [Moving(each.facts, terms.lock, each.actor) for each in moving if not each.facts.locked]
        _update(work, Verb.LOCK, locking)
