"""Statuses and plans follow money, whatever moved it, in the same operation (M4, L2).

A status that money contradicts is judged again; a handover that was planned for a debt goes with the debt.

Who was settled and owes is not; a step of the ladder ends with what lowers a debt so that nothing is past due, and with
whatever leaves nothing due. A case that was closed because all
had been paid is open again when that payment came to nothing. While a case is open its status stays: the attorney and
the office decide.
"""

from __future__ import annotations

from collections.abc import Sequence

from casactl.actions.arrears.agreements import STATUS_OF, reopen_kept
from casactl.actions.arrears.steps import NO_NOTICE, Step, write_steps
from casactl.actions.contact.standing.lapsing import lapse_moot
from casactl.domain.arrears import WITHOUT_DEBT
from casactl.domain.dates import local_midnight
from casactl.domain.facts import Facts, OpenCase
from casactl.domain.money import format_amount
from casactl.domain.moves import HANDOVER
from casactl.domain.remedy import Line, Remedy, Sentence
from casactl.domain.standing import Arrears
from casactl.records import dataclass
from casactl.store.queries.arrears import (
    StepRow,
    contradicted,
    late_at_current,
    nothing_late,
    reopenable,
    steps_of,
)
from casactl.store.queries.facts import facts_for
from casactl.store.work import UnitOfWork, chunks

NOTHING_OWED, NOTHING_DUE, NOTHING_LATE = "nothing is owed", "nothing is due yet", "nothing is past due"
NAMED = 10
"""So many contacts are named whose status has changed."""


@dataclass(frozen=True, slots=True)
class Following:
    """A status that money has changed, and the case that is open again with it."""

    facts: Facts
    status: Arrears
    why: str
    case: OpenCase | None = None

    @property
    def words(self) -> Line:
        """What has become of the contact."""
        who = self.facts
        said = f"{who.display_name} ({who.id}): {who.arrears} → {self.status}, {self.why}"
        said += f"; the case with {self.case.attorney} is open again" if self.case else ""
        if who.locked and self.status is Arrears.CURRENT:
            return Sentence(f"{said}; stays locked: ", Remedy("contact unlock", who.id))
        return said


def after_money(work: UnitOfWork) -> None:
    """All that follows from money that has moved, in the operation that moved it."""
    from casactl.actions.ledger.invoice import credit_voided

    credit_voided(work)
    follow_money(work)


def follow_money(work: UnitOfWork) -> None:
    """Judge the statuses of all whose money has moved, and what is planned for their debts; what changes is said.

    A status that changes is a step of its history.
    """
    moved, work.moved_money = work.moved_money, set()
    found: list[Following] = []
    for part in chunks(sorted(moved)):
        lapse_moot(work, part, (HANDOVER.verb,))
        found += _part(work, part)
    work.warnings += [each.words for each in found[:NAMED]]
    if len(found) > NAMED:
        work.warnings.append(f"and the statuses of {len(found) - NAMED:,} more have followed their money")


def _part(work: UnitOfWork, contacts: Sequence[int]) -> list[Following]:
    today = work.today.isoformat()
    again = work.revived.intersection(contacts)
    lowered = sorted(work.lowered.intersection(contacts))
    numbers = contradicted(work.reader, contacts, today=today)
    if lowered:
        midnight = local_midnight(work.today, work.zone)
        numbers += nothing_late(work.reader, lowered, today=today, midnight=midnight)
    numbers += late_at_current(work.reader, sorted(again), today=today) if again else []
    if not numbers:
        return []
    facts = facts_for(work.reader, numbers, today=today)
    judged = [
        _revived(work, each) if each.id in again and each.arrears in WITHOUT_DEBT else _judged(each)
        for each in facts.values()
    ]
    found = [each for each in judged if each.status is not each.facts.arrears]
    work.update("handover_case", [_open_again(each.case) for each in found if each.case])
    write_steps(work, [_step(each) for each in found], NO_NOTICE)
    return found


def _judged(facts: Facts) -> Following:
    """What money that came, or a new debt, makes of a status."""
    if facts.arrears is Arrears.SETTLED:
        return Following(facts, Arrears.CURRENT, f"{_owed(facts)} anew")
    why = NOTHING_OWED if facts.balance <= 0 else NOTHING_DUE if facts.due <= 0 else NOTHING_LATE
    return Following(facts, Arrears.CURRENT, why)


def _revived(work: UnitOfWork, facts: Facts) -> Following:
    """What an old debt makes of a status that is there again: what stood before the money that came to nothing."""
    if not facts.balance > 0:
        return _judged(facts)
    steps = steps_of(work.reader, facts.id)
    before = next((step for step in steps if not _by_money(step)), None)
    status = Arrears(before.status) if before else Arrears.CURRENT
    closed = next((step.case_id for step in steps if step.status == Arrears.SETTLED), None)
    case = reopenable(work.reader, closed) if closed and facts.arrears is Arrears.SETTLED else None
    if case is None and status is Arrears.HANDOVER:
        status = Arrears.LETTER_OF_DEMAND
    if kind := next((kind for kind, paused in STATUS_OF.items() if paused is status), None):
        status = reopen_kept(work, facts, kind)
    elif case is None and not facts.past_due > 0:
        status = Arrears.CURRENT
    return Following(facts, status, f"{_owed(facts)} again", case)


def _by_money(step: StepRow) -> bool:
    """Whether a step says no more than that money had come."""
    return step.status == Arrears.SETTLED or step.note in (NOTHING_OWED, NOTHING_DUE, NOTHING_LATE)


def _owed(facts: Facts) -> str:
    return f"{format_amount(facts.balance, facts.currency)} {facts.currency} is owed"


def _open_again(case: OpenCase) -> dict[str, object]:
    return {"id": case.id, "closed_at": None, "closed_by": None, "outcome": None}


def _step(each: Following) -> Step:
    case = each.case
    return Step(each.facts, each.status, case.id if case else None, case.attorney if case else None, note=each.why)
