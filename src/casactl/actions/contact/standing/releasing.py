"""Which plans a command releases: what they waited for comes about by it, and the next `due run` carries them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain

from casactl.actions.contact.standing.lapsing import judged
from casactl.actions.schedule import NAMED, named
from casactl.domain.facts import Facts
from casactl.domain.moves import HANDOVER, INVITE, MOVES
from casactl.domain.outcomes import Outcome, Result
from casactl.domain.plans import in_words
from casactl.domain.remedy import Line, Remedy, Sentence
from casactl.store.queries.due import ScheduledRow, by_number, open_concerning, planned_for_workers
from casactl.store.queries.facts import facts_for
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork

OF_THE_OFFICE = frozenset({"setting", "users", "user_community"})
"""Tables of which a change may let anybody be handed over or invited: settings, who is an attorney, what they reach."""
THE_OFFICES = (HANDOVER.verb, INVITE.verb)
"""What the office has to be ready for."""

Released = Mapping[int, Sequence[ScheduledRow]]
"""The plans that are released, by contact."""


def releases(work: UnitOfWork, before: Reader) -> dict[int, list[ScheduledRow]]:
    """The plans that nothing forbids after this work, and something forbade `before` it, on a reader of that state."""
    office = not OF_THE_OFFICE.isdisjoint(work.journal.tables)
    workers = planned_for_workers(before) if "engagement" in work.journal.tables else ()
    whose = chain(work.journal.concerned(), workers)
    concerned = open_concerning(work.store, whose, verbs=THE_OFFICES if office else ())
    today = work.today.isoformat()
    waiting = _free(before, [plan for plan in concerned if by_number(before, plan.id)], today, free=False)
    released: dict[int, list[ScheduledRow]] = {}
    for plan in _free(work.store, waiting, today, free=True):
        released.setdefault(plan.contact_id, []).append(plan)
    return released


def _free(reader: Reader, plans: Sequence[ScheduledRow], today: str, *, free: bool) -> list[ScheduledRow]:
    """Those of the plans that nothing forbids today, or those that something does."""
    if not plans:
        return []
    facts = facts_for(reader, sorted({plan.contact_id for plan in plans}), today=today)
    moving = [plan for plan in plans if not MOVES[plan.verb].holds(facts[plan.contact_id])]
    return [plan for plan, reasons in judged(reader, moving, facts, today=today) if bool(reasons) is not free]


def say_releases(outcome: Outcome, released: Released) -> None:
    """Let the outcome say what is released: in the results, the numbers of contacts or of what belongs to one."""
    left = dict(released)
    for n, result in enumerate(outcome.results):
        if outcome.verb.startswith("contact.") and result.id in left:
            outcome.results[n] = _releasing(result, left.pop(result.id))
    if left and outcome.results:
        n = next((n for n, each in enumerate(outcome.results) if each in outcome.applied), 0)
        outcome.results[n] = _releasing(outcome.results[n], [plan for plans in left.values() for plan in plans])


def _releasing(result: Result, plans: Sequence[ScheduledRow]) -> Result:
    listed = [{"verb": plan.verb, "on": plan.on} for plan in plans]
    return replace(result, more={**result.more, "releases": listed})


def in_sentences(work: UnitOfWork, released: Released) -> list[Line]:
    """What is said of the plans that are released, each with what stops it; of many, the rest in a number."""
    plans = [plan for each in released.values() for plan in each]
    facts = facts_for(work.store, list(released), today=work.today.isoformat(), belongings=False)
    said: list[Line] = [
        Sentence(f"this releases {_words(plan, facts)}; to stop it: ", Remedy("due cancel", plan.id))
        for plan in plans[:NAMED]
    ]
    return said + ([f"and {len(plans) - NAMED:,} more plans"] if len(plans) > NAMED else [])


def _words(plan: ScheduledRow, facts: Mapping[int, Facts]) -> str:
    words = in_words(plan.verb, plan.on, named(facts[plan.contact_id]))
    return f"{words}, which was blocked" if plan.state == "blocked" else words
