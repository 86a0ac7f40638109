"""Running what is due: each action is an operation of its own, a few hundred to a transaction.

Rules are checked again on the day. Running it twice, late, or twenty times at once gives the same
result as running it once on time, because every batch reads what is open inside its transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field
from typing import Any

from casactl.actions.arrears.case_news import tell_attorneys
from casactl.actions.contact.standing.applying import Moving, apply
from casactl.actions.contact.standing.judging import Movement, forbidding
from casactl.actions.contact.standing.lapsing import for_nothing, lapse_moot
from casactl.actions.find import find_one
from casactl.actions.schedule import close_plans, lapse, plans_of, stored
from casactl.domain.abilities import Reason
from casactl.domain.facts import Facts
from casactl.domain.moves import MOVES
from casactl.domain.outcomes import UNCHANGED, Outcome, Result
from casactl.domain.plans import OPEN, too_long, waited_too_long
from casactl.domain.shapes import DATE, INNER
from casactl.records import dataclass
from casactl.store.queries.due import ScheduledRow, by_number, due, open_of
from casactl.store.queries.facts import facts_for
from casactl.store.work import UnitOfWork

BATCH = 500
BLOCKED, LAPSED = "blocked", "lapsed"


@dataclass(frozen=True, slots=True)
class DueResult:
    """What became of one due action; `news` when the last run had not reported it so."""

    id: int
    contact_id: int | None
    """None where a levy met nobody."""
    name: str = field(metadata=INNER)
    verb: str
    on: str | None = field(metadata=DATE)
    outcome: str
    operation: int | None = None
    reasons: tuple[Reason, ...] = ()
    entry: int | None = None
    """The number of what was posted, where something was."""
    amount: str | None = None
    news: bool = field(default=True, metadata=INNER)


@dataclass(slots=True)
class DueBatch:
    """The results of one transaction, and where the next one begins; None after the last."""

    results: list[DueResult] = field(default_factory=list)
    last: tuple[str, int] | None = None


def run_batch(work: UnitOfWork, as_of: str, after: tuple[str, int], *, until: str | None = None) -> DueBatch:
    """Apply or block the next actions that are due `until` a day, by `as_of` (ISO, the same), one to a contact."""
    plans = list(_one_per_contact(due(work.reader, until or as_of, after=after, limit=BATCH)))
    batch = DueBatch(last=(plans[-1].on or "", plans[-1].id) if plans else None)
    facts = facts_for(work.reader, [plan.contact_id for plan in plans], today=as_of)
    for movement, same in _by_movement(plans):
        batch.results += _run_same(work, movement, same, facts, as_of)
    batch.results.sort(key=lambda result: (result.on or "", result.id))
    return batch


def _one_per_contact(plans: list[ScheduledRow]) -> Iterator[ScheduledRow]:
    """The plans up to the first contact that comes up again: its next change needs this one's result."""
    seen: set[int] = set()
    for plan in plans:
        if plan.contact_id in seen:
            return
        seen.add(plan.contact_id)
        yield plan


def _by_movement(plans: list[ScheduledRow]) -> Iterator[tuple[Movement, list[ScheduledRow]]]:
    """The plans that are alike in verb and details, which are written together; verbs in their own order."""
    alike: dict[tuple[str, str | None], list[ScheduledRow]] = {}
    for plan in plans:
        alike.setdefault((plan.verb, plan.details_json), []).append(plan)
    for verb, move in MOVES.items():
        for (name, _), same in alike.items():
            if name == verb:
                yield Movement(move, same[0].details), same


def _run_same(
    work: UnitOfWork, movement: Movement, plans: list[ScheduledRow], facts: dict[int, Facts], as_of: str
) -> list[DueResult]:
    contacts = [plan.contact_id for plan in plans]
    forbids = forbidding(work.reader, movement, contacts, today=as_of)
    beside, days = plans_of(work.reader, contacts), int(work.setting("plan_days"))
    sorted_ = _Sorted()
    for plan in plans:
        who = facts[plan.contact_id]
        late = waited_too_long(plan.on, as_of, days)
        reasons = forbids(who)
        if movement.move.holds(who):
            sorted_.done.append(plan)
        elif lost := for_nothing(plan, who, reasons, beside[plan.contact_id]):
            sorted_.lapsing.append((plan, lost))
        elif late and (reasons or plan.state == BLOCKED):
            sorted_.lapsing.append((plan, [too_long(plan.on or "", days), *reasons]))
        elif reasons:
            sorted_.blocked.append((plan, reasons))
        else:
            sorted_.moving.append(plan)
    return [
        *_close(work, sorted_.done, facts),
        *_lapse(work, sorted_.lapsing, facts),
        *_block(work, sorted_.blocked, facts),
        *_move(work, movement, sorted_.moving, facts),
    ]


@dataclass(slots=True)
class _Sorted:
    """Plans by what becomes of them, those that are not carried out with why."""

    done: list[ScheduledRow] = field(default_factory=list)
    lapsing: list[tuple[ScheduledRow, list[Reason]]] = field(default_factory=list)
    blocked: list[tuple[ScheduledRow, list[Reason]]] = field(default_factory=list)
    moving: list[ScheduledRow] = field(default_factory=list)


def _move(work: UnitOfWork, movement: Movement, plans: list[ScheduledRow], facts: dict[int, Facts]) -> list[DueResult]:
    """Make moves that are alike: set-based updates, each contact under its own operation."""
    move = movement.move
    words = f"{move.participle} {'contact {id}' if move.erases else '{name} ({id})'}, as planned"
    if move.ends_work:
        _warn_of_work(work, plans, facts)
    with _own_operations(work, f"contact.{move}", plans, facts, words) as numbers:
        close_plans(work, plans, "done")
        apply(work, movement, [Moving(facts[plan.contact_id], plan.reason or "", plan.actor) for plan in plans])
    return [
        _result(plan, facts[plan.contact_id], move.participle, operation=numbers[plan.contact_id]) for plan in plans
    ]


def _warn_of_work(work: UnitOfWork, plans: list[ScheduledRow], facts: dict[int, Facts]) -> None:
    """Who takes no more tasks has those that are open handed on by somebody (SD-2)."""
    from casactl.actions.engagement.assign import HandingOn

    leaving = HandingOn(work, [plan.contact_id for plan in plans])
    work.warnings += [words for plan in plans for words in leaving.in_words(facts[plan.contact_id])]


def _close(work: UnitOfWork, plans: list[ScheduledRow], facts: dict[int, Facts]) -> list[DueResult]:
    """The state holds already: the plan is done, nothing else changes."""
    words = "the plan for {name} ({id}) had nothing left to do"
    with _own_operations(work, "due.run", plans, facts, words) as numbers:
        close_plans(work, plans, "done")
    return [_result(plan, facts[plan.contact_id], UNCHANGED, operation=numbers[plan.contact_id]) for plan in plans]


def _lapse(
    work: UnitOfWork, lapsing: list[tuple[ScheduledRow, list[Reason]]], facts: dict[int, Facts]
) -> list[DueResult]:
    """What it was planned for is gone, or it has waited for long enough: nothing releases it any more."""
    plans = [plan for plan, _ in lapsing]
    with _own_operations(work, "due.run", plans, facts, "the plan for {name} ({id}) has lapsed") as numbers:
        lapse(work, lapsing)
    return [
        _result(plan, facts[plan.contact_id], LAPSED, operation=numbers[plan.contact_id], reasons=tuple(reasons))
        for plan, reasons in lapsing
    ]


def _block(
    work: UnitOfWork, blocked: list[tuple[ScheduledRow, list[Reason]]], facts: dict[int, Facts]
) -> list[DueResult]:
    """Rules forbid it today: kept, with the reasons, and tried again on the next run.

    What waits until nothing blocks it simply goes on waiting.
    """
    dated = [(plan, reasons, stored(reasons)) for plan, reasons in blocked if plan.on is not None]
    news = [(plan, told) for plan, _, told in dated if plan.state != BLOCKED or plan.reasons_json != told]
    words = "could not do for {name} ({id}) what was planned"
    with _own_operations(work, "due.run", [plan for plan, _ in news], facts, words):
        work.update("scheduled", [{"id": plan.id, "state": BLOCKED, "reasons": told} for plan, told in news])
    fresh = {plan.id for plan, _ in news}
    return [
        _result(plan, facts[plan.contact_id], BLOCKED, reasons=tuple(reasons), news=plan.id in fresh)
        for plan, reasons, _ in dated
    ]


@contextmanager
def _own_operations(
    work: UnitOfWork, verb: str, plans: list[ScheduledRow], facts: dict[int, Facts], words: str
) -> Iterator[dict[int, int]]:
    """Record what happens inside under an operation per plan; gives their numbers by contact."""
    drafts = {}
    for plan in plans:
        name = facts[plan.contact_id].display_name
        payload = {
            "arguments": {"due": plan.id, "on": plan.on, "planned_by": plan.actor},
            "reason": plan.reason or "",
            "summary": words.format(name=name, id=plan.contact_id),
        }
        drafts[plan.contact_id] = work.journal.open(verb, work.origin.actor, payload)
    work.journal.route(drafts)
    yield {contact: draft.id for contact, draft in drafts.items()}
    tell_attorneys(work)  # under the operation of each
    work.journal.route({})


def _result(plan: ScheduledRow, who: Facts, outcome: str, **more: Any) -> DueResult:
    return DueResult(plan.id, plan.contact_id, who.display_name, plan.verb, plan.on, outcome, **more)


def cancel_plan(work: UnitOfWork, number: int) -> Outcome:
    """Cancel one scheduled action; one that has ended stays as it is.

    Raises NotFound.
    """
    plan = find_one(by_number(work.reader, number), "due", number)
    outcome = Outcome("due.cancel")
    if plan.state in OPEN:
        close_plans(work, [plan])
        lapse_moot(work, [plan.contact_id])
        outcome.add(Result(str(number), number, "cancelled", note=f"{plan.verb} of contact {plan.contact_id}"))
    else:
        outcome.add(Result(str(number), number, UNCHANGED, note=f"is {plan.state} already"))
    return outcome


def cancel_plans_of(work: UnitOfWork, contact: int) -> Outcome:
    """Cancel everything that is scheduled for a contact."""
    plans = open_of(work.reader, [contact])
    close_plans(work, plans)
    outcome = Outcome("due.cancel")
    for plan in plans:
        when = plan.on or "when nothing blocks it"
        outcome.add(Result(str(plan.id), plan.id, "cancelled", note=f"{plan.verb} of contact {contact}, {when}"))
    return outcome
