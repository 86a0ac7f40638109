"""Agreements end where the status leaves what was agreed on: with a payment of all, a recall, a word of the office.

A plan that a hold has replaced goes on behind it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from casactl.domain.facts import Facts
from casactl.domain.standing import Arrears
from casactl.store.queries.agreements import AgreementRow, newest_ended, open_agreements
from casactl.store.work import UnitOfWork

INSTALMENTS, HOLD = "instalments", "hold"
KEPT, ENDED, REPLACED, OVER = "kept", "ended", "replaced", "over"
STATUS_OF = {INSTALMENTS: Arrears.PAYMENT_PLAN, HOLD: Arrears.ON_HOLD}


def end_agreements(work: UnitOfWork, given: Sequence[tuple[int, Arrears]]) -> None:
    """End those agreements whose contacts are given another status than the one that goes with them."""
    status, today = dict(given), work.today.isoformat()
    rows = [
        ended(each.id, _outcome(status[each.contact_id]), today)
        for each in open_agreements(work.reader, list(status))
        if status[each.contact_id] is not STATUS_OF[each.kind]
    ]
    work.update("agreement", rows)


def join_agreements(work: UnitOfWork, contact: int, own: Collection[int]) -> Iterator[str]:
    """Of what was agreed with two who have become one, keep what goes with their status, one of a kind.

    `own` are the agreements that the contact had before; gives what has ended, in words.
    """
    status = Arrears(work.fetch("contact", [contact], ("id", "arrears"))[0]["arrears"])
    rows = sorted(open_agreements(work.reader, [contact]), key=lambda each: (each.id not in own, each.id))
    end_agreements(work, [(contact, status)])
    going_on = [each for each in rows if status is STATUS_OF[each.kind]]
    work.update("agreement", [ended(each.id, ENDED, work.today.isoformat()) for each in going_on[1:]])
    for each in rows:
        if each not in going_on[:1]:
            yield f"{IN_WORDS[each.kind]} {each.id} has ended: {_why(going_on, status)}"


IN_WORDS = {INSTALMENTS: "the instalment plan", HOLD: "the hold"}


def _why(going_on: Sequence[AgreementRow], status: Arrears) -> str:
    return f"{IN_WORDS[going_on[0].kind]} {going_on[0].id} goes on" if going_on else f"the status is {status}"


def _outcome(status: Arrears) -> str:
    """How an agreement ended, by the status that follows: all was paid, a hold came, or something else was decided."""
    if status is Arrears.ON_HOLD:
        return REPLACED
    return KEPT if status in (Arrears.CURRENT, Arrears.SETTLED) else ENDED


def status_after(who: Facts, before: str) -> Arrears:
    """The status that holds when an agreement is over."""
    if who.case:
        return Arrears.HANDOVER
    status = Arrears(before)
    if who.past_due <= 0 or status in (Arrears.PAYMENT_PLAN, Arrears.ON_HOLD, Arrears.SETTLED):
        return Arrears.CURRENT
    return Arrears.LETTER_OF_DEMAND if status is Arrears.HANDOVER else status


def status_behind_hold(work: UnitOfWork, who: Facts, before: str) -> Arrears:
    """The status that holds when a hold is over; a plan that it has replaced goes on."""
    if Arrears(before) is not Arrears.PAYMENT_PLAN or not (who.case or who.past_due > 0):
        return status_after(who, before)
    if plan := newest_ended(work.reader, who.id, INSTALMENTS, outcome=REPLACED):
        _reopen(work, plan.id)
    return Arrears.PAYMENT_PLAN


def reopen_kept(work: UnitOfWork, who: Facts, kind: str) -> Arrears:
    """Let what was agreed on hold again, where it ended by a payment that came to nothing; gives the status then."""
    kept = newest_ended(work.reader, who.id, kind, outcome=KEPT)
    if kept is None:
        return Arrears.CURRENT
    if kept.ends is not None and kept.ends <= work.today.isoformat():
        return status_behind_hold(work, who, kept.status_before)
    _reopen(work, kept.id)
    return STATUS_OF[kind]


def ended(number: int, outcome: str, on: str) -> dict[str, object]:
    """What is written of an agreement that ends on a day."""
    return {"id": number, "ended_on": on, "outcome": outcome}


def _reopen(work: UnitOfWork, number: int) -> None:
    work.update("agreement", [{"id": number, "ended_on": None, "outcome": None}])
