"""Instalment plans and holds: agreed on, kept an eye on day by day, and ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from casactl.actions.arrears.agreements import ENDED, HOLD, OVER, REPLACED, ended, status_after, status_behind_hold
from casactl.actions.arrears.notice import plan_in_words
from casactl.actions.arrears.steps import NO_NOTICE, StatusNotice, Step, write_steps
from casactl.actions.find import find_one
from casactl.actions.selection import Chosen
from casactl.domain.abilities import Reason, cannot_now
from casactl.domain.amounts import Amounts
from casactl.domain.contradictions import not_settled
from casactl.domain.facts import Facts
from casactl.domain.failures import failure
from casactl.domain.instalments import instalments
from casactl.domain.money import format_amount
from casactl.domain.outcomes import REFUSED, UNCHANGED, UPDATED, Outcome, Result
from casactl.domain.remedy import Remedy
from casactl.domain.standing import Arrears
from casactl.domain.visits import parse_interval
from casactl.records import dataclass
from casactl.store.queries.agreements import PlanRow, holds_over, newest_entry, open_agreements, plans
from casactl.store.queries.arrears import settled_and_due
from casactl.store.queries.facts import facts_for
from casactl.store.work import UnitOfWork

ADDED = "added"
MANY = 36
"""From more instalments on their number is said, lest an amount was mistyped."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed on, as typed; `first` is the day of the first instalment."""

    amount: str
    every: str
    first: date
    reason: str = ""


def add_plan(work: UnitOfWork, ref: str, number: int, terms: Terms, *, notice: StatusNotice = NO_NOTICE) -> Outcome:
    """Agree on instalments until what is due now is paid, and leave the contact alone meanwhile.

    Raises InvalidAmount, InvalidValue.
    """
    outcome = Outcome("arrears.plan")
    who = facts_for(work.reader, [number], today=work.today.isoformat())[number]
    amount, every = Amounts.of(work.setting).parse(terms.amount), parse_interval(terms.every)
    if terms.first < work.today:
        raise failure("usage.date-passed", on=terms.first, today=work.today)
    if reasons := _why_not(work, who, amount):
        outcome.add(Result(ref, number, REFUSED, who.display_name, tuple(reasons)))
        return outcome
    lines = instalments(who.due, amount, every, terms.first)
    row = {
        "contact_id": number, "kind": "instalments", "starts": terms.first.isoformat(), "amount": amount,
        "every": every, "total": who.due, "entry_before": newest_entry(work.reader, number),
        "status_before": str(who.arrears), "reason": terms.reason or None, "author": work.origin.actor,
    }  # fmt: skip
    said = plan_in_words(work.reader, lines, every, today=work.today)
    step = Step(who, Arrears.PAYMENT_PLAN, *_case(who), note=_agreed(said), plan=said)
    told = write_steps(work, [step], notice)
    plan = work.insert("agreement", [row])[0]
    if len(lines) > MANY:
        outcome.warnings.append(f"that is {len(lines)} instalments, the last on {said['last']}")
    note = _agreed(said) + (f"; not told: {told.silent[number]}" if number in told.silent else "")
    work.summary(f"{_agreed(said)}: {who.display_name} ({number}), plan {plan}")
    outcome.add(Result(ref, plan, ADDED, who.display_name, note=note,
                       more={"contact_id": number, "name": who.display_name}))  # fmt: skip
    return outcome


def _why_not(work: UnitOfWork, who: Facts, amount: int) -> list[Reason]:
    if gone := cannot_now(who):
        return gone
    if who.due <= 0:
        return [Reason("WU-5", "no-debt", f"{who.display_name} owes nothing that is due")]
    if amount > who.due:
        money = f"{format_amount(who.due, who.currency)} {who.currency}"
        return [Reason("WU-5", "more-than-owed", f"{who.display_name} owes only {money} that is due")]
    held = [each for each in open_agreements(work.reader, [who.id]) if each.kind == "instalments"]
    if held:
        remedy = Remedy("arrears plan end", held[0].id)
        return [Reason("WU-5", "has-a-plan", f"{who.display_name} has the plan {held[0].id} already", remedy)]
    return []


def _case(who: Facts) -> tuple[int | None, str | None]:
    return (who.case.id, who.case.attorney) if who.case else (None, None)


def _agreed(said: Mapping[str, str]) -> str:
    return f"{said['amount']} {said['every']} from {said['first']} to {said['last']}"


def hold(work: UnitOfWork, chosen: Chosen, *, until: date, reason: str, note: str = "") -> Outcome:
    """Ask contacts for nothing until a day; `due run` then gives the status back that they have now.

    Raises InvalidValue.
    """
    if until <= work.today:
        raise failure("usage.until-too-early", until=until, starts=work.today)
    outcome, today = Outcome("arrears.hold"), work.today.isoformat()
    facts = facts_for(work.reader, chosen.ids, today=today)
    held = {each.contact_id: each for each in open_agreements(work.reader, chosen.ids) if each.kind == HOLD}
    holding, rows = [], []
    for ref, number in chosen.found:
        who, there = facts[number], held.get(number)
        if gone := cannot_now(who):
            outcome.add(Result(ref, number, REFUSED, who.display_name, tuple(gone)))
        elif there and there.ends == until.isoformat():
            outcome.add(Result(ref, number, UNCHANGED, who.display_name, note=f"is on hold until {until} already"))
        else:
            before = there.status_before if there else str(who.arrears)
            outcome.add(
                Result(ref, number, UPDATED, who.display_name, note=f"{who.arrears} → on-hold until {until}",
                       more={"name": who.display_name})
            )  # fmt: skip
            holding.append(who)
            rows.append(_held(work, who, until, reason, before))
    work.update("agreement", [ended(held[who.id].id, REPLACED, today) for who in holding if who.id in held])
    why = f"until {until}" + (f": {reason}" if reason else "")
    write_steps(work, [Step(who, Arrears.ON_HOLD, *_case(who), note=why) for who in holding], NO_NOTICE)
    work.insert("agreement", rows)
    outcome.results.extend(chosen.faults)
    return outcome


def _held(work: UnitOfWork, who: Facts, until: date, reason: str, before: str) -> dict[str, object]:
    return {
        "contact_id": who.id, "kind": "hold", "starts": work.today.isoformat(), "ends": until.isoformat(),
        "status_before": before, "reason": reason or None, "author": work.origin.actor,
    }  # fmt: skip


def end_plan(work: UnitOfWork, number: int, *, reason: str = "") -> Outcome:
    """End an instalment plan: the status before it holds again, or `current` where nothing is past due.

    Raises NotFound.
    """
    outcome = Outcome("arrears.plan")
    plan = find_one(next(iter(plans(work.reader, today=work.today.isoformat(), number=number)), None), "plan", number)
    if plan.outcome == REPLACED:
        outcome.add(_end_behind_hold(work, plan))
        return outcome
    if plan.ended_on:
        outcome.add(Result(str(number), number, UNCHANGED, plan.display_name, note=f"has ended on {plan.ended_on}"))
        return outcome
    who = facts_for(work.reader, [plan.contact_id], today=work.today.isoformat())[plan.contact_id]
    work.update("agreement", [ended(number, ENDED, work.today.isoformat())])
    status = status_after(who, plan.status_before)
    if who.arrears is Arrears.PAYMENT_PLAN:
        write_steps(work, [Step(who, status, *_case(who), note=reason or f"plan {number} has ended")], NO_NOTICE)
    outcome.add(
        Result(str(number), number, ENDED, who.display_name, note=f"{who.arrears} → {status}",
               more={"contact_id": who.id, "name": who.display_name})
    )  # fmt: skip
    return outcome


def _end_behind_hold(work: UnitOfWork, plan: PlanRow) -> Result:
    """Let a plan not go on behind the hold that has replaced it, but what stood before the plan."""
    work.update("agreement", [{"id": plan.id, "outcome": ENDED}])
    holds = [each for each in open_agreements(work.reader, [plan.contact_id]) if each.kind == HOLD]
    before = [{"id": each.id, "status_before": plan.status_before} for each in holds
              if each.status_before == Arrears.PAYMENT_PLAN]  # fmt: skip
    work.update("agreement", before)
    more = {"contact_id": plan.contact_id, "name": plan.display_name}
    return Result(str(plan.id), plan.id, ENDED, plan.display_name, note="does not go on behind the hold", more=more)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a day has brought: a hold that is `released`, an instalment that is `missed`, a status that is `updated`."""

    id: int
    contact_id: int
    name: str
    verb: str
    on: str
    outcome: str
    words: str


def keep_agreements(work: UnitOfWork, today: str) -> list[Kept]:
    """What a day brings: holds that are over, instalments that were missed, debts of the settled; each once."""
    return [*_release(work, today), *_miss(work, today), *_fall_due(work, today)]


def _fall_due(work: UnitOfWork, today: str) -> list[Kept]:
    """Who was settled is not any more when something falls due overnight, though no money has moved (M4)."""
    facts = facts_for(work.reader, settled_and_due(work.reader, today), today=today)
    found, steps = [], []
    for who in facts.values():
        status = not_settled(who)
        note = f"{format_amount(who.due, who.currency)} {who.currency} has fallen due"
        steps.append(Step(who, status, *_case(who), note=note))
        words = f"{who.display_name} ({who.id}): {who.arrears} → {status}, {note}"
        on = who.oldest_due or today
        found.append(Kept(who.id, who.id, who.display_name, "status", on, UPDATED, words))
    write_steps(work, steps, NO_NOTICE)
    return found


def _release(work: UnitOfWork, today: str) -> list[Kept]:
    over = holds_over(work.reader, today)
    if not over:
        return []
    facts = facts_for(work.reader, [each.contact_id for each in over], today=today)
    work.update("agreement", [ended(each.id, OVER, today) for each in over])
    found, steps = [], []
    for each in over:
        who = facts[each.contact_id]
        if who.arrears is Arrears.ON_HOLD:
            status = status_behind_hold(work, who, each.status_before)
            note = f"the hold until {each.ends} is over"
            steps.append(Step(who, status, *_case(who), note=note))
            words = f"{who.display_name} ({who.id}): on-hold → {status}, {note}"
            found.append(Kept(each.id, who.id, who.display_name, "hold", str(each.ends), "released", words))
    write_steps(work, steps, NO_NOTICE)
    return found


def _miss(work: UnitOfWork, today: str) -> list[Kept]:
    currency = work.setting("currency")
    late = [
        (plan, each)
        for plan in plans(work.reader, today=today, still_open=True)
        for each in plan.late[-1:]
        if each.on.isoformat() > (plan.missed_on or "")
    ]
    if not late:
        return []
    facts = facts_for(work.reader, [plan.contact_id for plan, _ in late], today=today)
    work.update("agreement", [{"id": plan.id, "missed_on": each.on.isoformat()} for plan, each in late])
    found, steps = [], []
    for plan, each in late:
        who, money = facts[plan.contact_id], f"{format_amount(each.amount, currency)} {currency}"
        note = f"the instalment of {money} due on {each.on} was missed"
        steps.append(Step(who, who.arrears, *_case(who), note=note))
        words = f"{who.display_name} ({who.id}): {note}"
        found.append(Kept(plan.id, who.id, who.display_name, "instalment", each.on.isoformat(), "missed", words))
    write_steps(work, steps, NO_NOTICE)
    return found
