"""Climbing the ladder: what the policy says is due today, with fee and letter, in one operation (WU-5, WU-8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from casactl.actions.arrears.policy import policy
from casactl.actions.arrears.steps import StatusNotice, Step, Told, ways_of, write_steps
from casactl.domain.abilities import Ability, Reason, cannot
from casactl.domain.amounts import Amounts
from casactl.domain.dates import calendar_date, parse_moment
from casactl.domain.facts import Facts
from casactl.domain.failures import failure
from casactl.domain.ladder import DAYS_TO_PAY, Climb, LadderStep, Policy, climb, come_for, days_to_pay, not_yet, untold
from casactl.domain.ledger import EntryKind
from casactl.domain.letters import Template
from casactl.domain.money import format_amount
from casactl.domain.outcomes import LEFT_OUT, UPDATED, Outcome, Result
from casactl.domain.remedy import Sentence
from casactl.records import dataclass
from casactl.store.queries.arrears import late, since_when
from casactl.store.queries.debts import days_past
from casactl.store.queries.facts import facts_for
from casactl.store.queries.filters import Filters
from casactl.store.queries.settings import timezone
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork, chunks


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody with something past due, and what the policy says."""

    facts: Facts
    at: Climb
    days: int
    way: str = ""
    """The channel by which the letter of a step that is due leaves; empty where none does."""

    @property
    def fee(self) -> str:
        """What the step costs, as decimal text; whom the rules let nobody charge is left uncharged."""
        step = self.at.step
        return step.fee if step and not cannot(self.facts, Ability.BE_CHARGED) else ""


def standings(reader: Reader, filters: Filters, *, day: date, today: date, come: bool = False) -> Iterator[Standing]:
    """Everybody who matches and has something past due on that day, by number; with `come` who may climb.

    Raises InvalidValue for a day to come.
    """
    if day > today:
        raise failure("usage.date-in-future", f"{day} is still to come; today is {today}.")
    rules, place = policy(reader), timezone(reader)
    iso = day.isoformat()
    oldest = come_for(rules, day) if come else None
    for part in chunks(late(reader, filters, day=iso, today=today.isoformat(), oldest=oldest)):
        given = since_when(reader, part)
        found: list[Standing] = []
        for facts in facts_for(reader, part, today=iso, belongings=False).values():
            if facts.past_due > 0:
                at = given.get(facts.id)
                since = calendar_date(parse_moment(at), place) if at else None
                found.append(Standing(facts, climb(rules, facts, since=since), days_past(facts.oldest_due, iso)))
        yield from _told(reader, found, day)


def _told(reader: Reader, found: Sequence[Standing], day: date) -> Iterator[Standing]:
    """The same with how each hears of the step that is due; who cannot hear of it has none."""
    asked = [
        (each.facts, step.channel)
        for each in found
        if (step := each.at.step) and each.at.due(day) and step.letter and step.channel
    ]
    ways = ways_of(reader, asked)
    for each in found:
        way, step = ways.get(each.facts.id, ""), each.at.step
        if isinstance(way, Reason) and step:
            yield replace(each, at=replace(each.at, why_not=untold(each.facts, step, way)))
        else:
            yield replace(each, way=str(way))


def run(work: UnitOfWork, filters: Filters, *, as_of: date | None = None) -> Outcome:
    """Let everybody climb who is due, one step each; the others are left out, with why.

    A run for a day in the past judges by that day and writes today's date. Raises InvalidValue.
    """
    day = as_of or work.today
    outcome = Outcome("arrears.run")
    found = list(standings(work.reader, filters, day=day, today=work.today))
    climbing = [each for each in found if each.at.due(day)]
    told = _climb(work, climbing, policy(work.reader)) if climbing else Told()
    for each in found:
        outcome.add(_moved(each, told) if each.at.due(day) else _left(each, day))
    return outcome


def _climb(work: UnitOfWork, climbing: Sequence[Standing], rules: Policy) -> Told:
    """Write steps, fees and letters; those of one step together."""
    told = Told()
    by_step: dict[LadderStep, list[Standing]] = {}
    for each in climbing:
        assert each.at.step is not None
        by_step.setdefault(each.at.step, []).append(each)
    for step, those in by_step.items():
        charged = _charge(work, step, those)
        notice = StatusNotice(channels=(step.channel,) if step.letter and step.channel else ())
        days = days_to_pay(rules, step, DAYS_TO_PAY)
        steps = [
            Step(replace(each.facts, balance=each.facts.balance + charged.get(each.facts.id, 0)), step.status,
                 letter=Template(step.letter) if step.letter else None, days=days)
            for each in those
        ]  # fmt: skip
        some = write_steps(work, steps, notice)
        told.channels |= some.channels
        told.silent |= some.silent
    return told


def _charge(work: UnitOfWork, step: LadderStep, those: Sequence[Standing]) -> dict[int, int]:
    """Charge the fee of a step, due at once. Gives the amounts."""
    if not step.fee:
        return {}
    amount = Amounts.of(partial(work.setting)).parse(step.fee)
    today, words = work.today.isoformat(), f"Fee: {str(step.status).replace('-', ' ')}"
    going = [each.facts.id for each in those if each.fee]
    rows = [
        {
            "contact_id": number,
            "kind": str(EntryKind.FEE),
            "on_date": today,
            "due": today,
            "amount": amount,
            "text": words,
        }
        for number in going
    ]
    work.insert("ledger_entry", rows)
    return dict.fromkeys(going, amount)


def _more(each: Standing, to: str | None) -> dict[str, object]:
    facts = each.facts
    return {
        "name": facts.display_name,
        "from": str(facts.arrears),
        "to": to,
        "past_due": format_amount(facts.past_due, facts.currency),
        "days": each.days,
        "letter": each.at.step.letter or None if each.at.step and to else None,
        "fee": each.fee or None if to else None,
        "next_on": each.at.on.isoformat() if each.at.on and not (to or each.at.why_not) else None,
    }


def _moved(each: Standing, told: Told) -> Result:
    facts, step = each.facts, each.at.step
    assert step is not None
    note = f"{facts.arrears} → {step.status}, {_owed(each)}"
    if step.letter and (silent := told.silent.get(facts.id)):
        note += f"; not told: {silent}"
    elif channels := told.channels.get(facts.id):
        note += f"; {step.letter} by {', '.join(channels)}"
    if each.fee:
        note += f"; fee {each.fee} {facts.currency}"
    return Result(str(facts.id), facts.id, UPDATED, facts.display_name, note=note, more=_more(each, str(step.status)))


def _left(each: Standing, day: date) -> Result:
    facts = each.facts
    reason = each.at.why_not or not_yet(facts, each.at)
    note = Sentence(f"{reason.message}: ", reason.remedy) if reason.remedy else ""
    return Result(
        str(facts.id), facts.id, LEFT_OUT, facts.display_name, (reason,), note, more=_more(each, None),
    )  # fmt: skip


def _owed(each: Standing) -> str:
    money = format_amount(each.facts.past_due, each.facts.currency)
    return f"{money} {each.facts.currency} past due for {each.days} day{'' if each.days == 1 else 's'}"
