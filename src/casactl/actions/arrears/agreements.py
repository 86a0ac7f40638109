"""Agreements end where the status leaves what was agreed on: with a payment of all, a recall, a word of the office."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.domain.facts import Facts
from casactl.domain.standing import Arrears
from casactl.store.queries.agreements import last_kept, open_agreements
from casactl.store.work import UnitOfWork

INSTALMENTS, HOLD = "instalments", "hold"
STATUS_OF = {INSTALMENTS: Arrears.PAYMENT_PLAN, HOLD: Arrears.ON_HOLD}


def end_agreements(work: UnitOfWork, given: Sequence[tuple[int, Arrears]]) -> None:
    """End those agreements whose contacts are given another status than the one that goes with them."""
    status = dict(given)
    rows = [
        {"id": each.id, "ended_on": work.today.isoformat(), "outcome": _outcome(status[each.contact_id])}
        for each in open_agreements(work.reader, list(status))
        if status[each.contact_id] is not STATUS_OF[each.kind]
    ]
    work.update("agreement", rows)


def _outcome(status: Arrears) -> str:
    """How an agreement ended, by the status that follows: all was paid, or something else was decided."""
    return "kept" if status in (Arrears.CURRENT, Arrears.SETTLED) else "ended"


def status_after(who: Facts, before: str) -> Arrears:
    """The status that holds when an agreement is over."""
    if who.case:
        return Arrears.HANDOVER
    status = Arrears(before)
    if who.past_due <= 0 or status in (Arrears.PAYMENT_PLAN, Arrears.ON_HOLD, Arrears.SETTLED):
        return Arrears.CURRENT
    return Arrears.LETTER_OF_DEMAND if status is Arrears.HANDOVER else status


def reopen_kept(work: UnitOfWork, who: Facts, kind: str) -> Arrears:
    """Let what was agreed on hold again, where it ended by a payment that came to nothing; gives the status then."""
    kept = last_kept(work.reader, who.id, kind)
    if kept is None:
        return Arrears.CURRENT
    if kept.ends is not None and kept.ends <= work.today.isoformat():
        return status_after(who, kept.status_before)
    work.update("agreement", [{"id": kept.id, "ended_on": None, "outcome": None}])
    return STATUS_OF[kind]
