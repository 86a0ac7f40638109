"""Erasing contacts for good: what `delete` (from inactive) and `erase` (from archived) come to, now or on their day."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.actions.contact.companies import without_primary
from casactl.actions.outbox.queue import cancel_forbidden
from casactl.actions.schedule import plans_of, tell
from casactl.domain.failures import failure
from casactl.domain.moves import Move
from casactl.domain.plans import in_words
from casactl.store.erasure import Erasure
from casactl.store.erasure_residue import ErasureResidue
from casactl.store.queries.mail_routing import reached_through
from casactl.store.work import UnitOfWork


def erase_contacts(work: UnitOfWork, move: Move, ids: Sequence[int]) -> None:
    """Erase contacts for which the rules have been asked, and everybody who was merged into them.

    Raises UsageFault.
    """
    if not ids:
        return
    erasure = Erasure(work, ids)
    if erasure.mentions.found_in(work.origin.reason):
        raise failure("contact.reason-names-contact")
    others = reached_through(work.reader, erasure.ids)
    plans = [plan for each in plans_of(work.store, erasure.ids).values() for plan in each]
    work.warnings += without_primary(work, erasure.ids)
    erasure.carry_out()
    tell(work, [f"{in_words(plan.verb, plan.on, f'contact {plan.contact_id}')} has lapsed with it" for plan in plans])
    cancel_forbidden(work, [number for number in others if number not in erasure.winners])
    whom = f"contact {ids[0]}" if len(ids) == 1 else f"{len(ids):,} contacts"
    work.summary(f"{move.participle} {whom}")


def sweep_again(work: UnitOfWork) -> None:
    """Remove what an earlier erasure could not, because somebody was reading then."""
    work.afterwards.append(ErasureResidue(everywhere=True).remove)
