"""Plans whose reason to exist has gone lapse with what took it away, in the same transaction, and that is said."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from casactl.actions.contact.standing.judging import Movement, forbidding
from casactl.actions.schedule import lapse, named, plans_of, tell
from casactl.domain.abilities import Reason
from casactl.domain.facts import Facts
from casactl.domain.moves import MOVES
from casactl.domain.plans import in_words, moot
from casactl.store.queries.due import ScheduledRow
from casactl.store.queries.facts import facts_for
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork

Judged = tuple[ScheduledRow, list[Reason]]
"""A plan with what stands against it."""


def lapse_moot(work: UnitOfWork, contacts: Sequence[int], verbs: Collection[str] = tuple(MOVES)) -> None:
    """Let the plans of these contacts lapse that are for nothing now; `verbs` are those whose reason may have gone."""
    plans = [plan for each in plans_of(work.store, contacts).values() for plan in each]
    lapse_those_for_nothing(work, [plan for plan in plans if plan.verb in verbs])


def lapse_those_for_nothing(work: UnitOfWork, asked: Sequence[ScheduledRow]) -> None:
    """Let those of these plans lapse that have lost their reason to exist, and say so."""
    if not asked:
        return
    reader = work.store  # a plan ends with its reason, whoever took that away
    plans = plans_of(reader, sorted({plan.contact_id for plan in asked}))
    facts = facts_for(reader, list(plans), today=work.today.isoformat())
    lapsing = [
        (plan, why)
        for plan, reasons in judged(reader, asked, facts, today=work.today.isoformat())
        if (why := for_nothing(plan, facts[plan.contact_id], reasons, plans[plan.contact_id]))
    ]
    lapse(work, lapsing)
    tell(work, [told(plan, facts[plan.contact_id], why) for plan, why in lapsing])


def judged(
    reader: Reader, plans: Sequence[ScheduledRow], facts: Mapping[int, Facts], *, today: str
) -> Iterator[Judged]:
    """Each plan with what forbids it today; those that are alike are asked for together."""
    alike: dict[tuple[str, str | None], list[ScheduledRow]] = {}
    for plan in plans:
        alike.setdefault((plan.verb, plan.details_json), []).append(plan)
    for same in alike.values():
        movement = Movement(MOVES[same[0].verb], same[0].details)
        forbids = forbidding(reader, movement, [plan.contact_id for plan in same], today=today)
        for plan in same:
            yield plan, forbids(facts[plan.contact_id])


def for_nothing(
    plan: ScheduledRow, facts: Facts, reasons: Sequence[Reason], plans: Sequence[ScheduledRow]
) -> list[Reason]:
    """Why a plan has lost its reason to exist; `plans` are all that is planned for the contact."""
    others = [(MOVES[each.verb], each.on) for each in plans if each.id != plan.id]
    return moot((MOVES[plan.verb], plan.on), facts, reasons, others)


def told(plan: ScheduledRow, facts: Facts, why: Sequence[Reason]) -> str:
    """What is said of a plan that has lapsed."""
    words = "; ".join(reason.message for reason in why)
    return f"{in_words(plan.verb, plan.on, named(facts))} has lapsed: {words}"
