"""Agreements end where the status leaves what was agreed on: with a payment of all, a recall, a word of the office."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.domain.standing import Arrears
from casactl.store.queries.agreements import open_agreements
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
