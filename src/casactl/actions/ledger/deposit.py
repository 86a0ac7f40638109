"""Deposits: taken, returned, or applied to what is owed; held apart from the balance (MC-12)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from casactl.actions.ledger.post import stored_text
from casactl.domain.abilities import Ability, Reason, cannot
from casactl.domain.amounts import Amounts
from casactl.domain.facts import Facts
from casactl.domain.failures import failure
from casactl.domain.ledger import LARGEST_BALANCE, EntryKind, cannot_post
from casactl.domain.money import format_amount
from casactl.domain.outcomes import REFUSED, Outcome, Result
from casactl.domain.remedy import Remedy
from casactl.records import dataclass
from casactl.store.queries.alike import deposits_alike
from casactl.store.queries.debts import deposits_of
from casactl.store.queries.facts import facts_for
from casactl.store.work import UnitOfWork


class DepositKind(StrEnum):
    """What becomes of a deposit."""

    TAKEN = "taken"
    RETURNED = "returned"
    APPLIED = "applied"


VERBS = {DepositKind.TAKEN: "take", DepositKind.RETURNED: "return", DepositKind.APPLIED: "apply"}


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement as asked for; `amount` is decimal text."""

    kind: DepositKind
    amount: str
    text: str = ""
    on: date | None = None


def move_deposit(work: UnitOfWork, ref: str, number: int, asked: Movement) -> Outcome:
    """Take a deposit, return it, or pay with it what is owed; the result's `id` is the movement's number.

    Raises InvalidAmount, InvalidValue, BadText.
    """
    on = asked.on or work.today
    if on > work.today:
        raise failure("usage.date-in-future", f"{on} is still to come; today is {work.today}.")
    amount = Amounts.of(work.setting).parse(asked.amount)
    facts = facts_for(work.reader, [number], today=work.today.isoformat(), belongings=False)[number]
    held = deposits_of(work.reader, [number]).get(number, 0)
    outcome = Outcome(f"ledger.deposit-{VERBS[asked.kind]}")
    if reasons := _why_not(facts, asked.kind, amount, held):
        outcome.add(Result(ref, None, REFUSED, facts.display_name, tuple(reasons)))
        return outcome
    signed = amount if asked.kind is DepositKind.TAKEN else -amount
    text = stored_text(asked.text, "--for")
    row = {"contact_id": number, "kind": str(asked.kind), "on_date": on.isoformat(), "amount": signed, "text": text}
    alike = deposits_alike(work.reader, row)
    outcome.warnings += [f"movement {n} of the same day says the same" for n, said in alike[:1] if said == text]
    movement = work.insert("deposit", [row])[0]
    if asked.kind is DepositKind.APPLIED:
        _pay(work, number, on, amount, text)
    money = f"{format_amount(amount, facts.currency)} {facts.currency}"
    left = format_amount(held + signed, facts.currency)
    work.summary(f"deposit {asked.kind}, {money}: {facts.display_name} ({number})")
    outcome.add(Result(ref, movement, str(asked.kind), facts.display_name, note=f"{money}, deposit {left}"))
    return outcome


def _why_not(facts: Facts, kind: DepositKind, amount: int, held: int) -> list[Reason]:
    if kind is DepositKind.TAKEN:
        return cannot(facts, Ability.BE_CHARGED) or _too_large(facts, held + amount)
    if gone := cannot(facts, Ability.EDIT):
        return gone
    if amount > held:
        money = f"{format_amount(held, facts.currency)} {facts.currency}"
        remedy = _at_most(facts, kind, held if kind is DepositKind.RETURNED else min(held, facts.balance))
        return [Reason("MC-12", "more-than-held", f"only {money} is held for {facts.display_name}", remedy)]
    if kind is DepositKind.APPLIED and amount > facts.balance:
        money = f"{format_amount(max(facts.balance, 0), facts.currency)} {facts.currency}"
        remedy = _at_most(facts, kind, facts.balance)
        return [Reason(None, "more-than-owed", f"{facts.display_name} owes only {money}", remedy)]
    return cannot_post(facts, EntryKind.PAYMENT, amount, outside=True) if kind is DepositKind.APPLIED else []


def _at_most(facts: Facts, kind: DepositKind, amount: int) -> Remedy | None:
    """The same with as much as there is, where there is any."""
    if amount <= 0:
        return None
    most = format_amount(amount, facts.currency)
    if kind is DepositKind.RETURNED:
        return Remedy("ledger deposit return", facts.id, most)
    return Remedy("ledger deposit apply", facts.id, most)


def _too_large(facts: Facts, held: int) -> list[Reason]:
    if held <= LARGEST_BALANCE:
        return []
    most = f"{format_amount(LARGEST_BALANCE, facts.currency)} {facts.currency}"
    return [Reason(None, "balance-too-large", f"the deposit of {facts.display_name} would pass {most}")]


def _pay(work: UnitOfWork, contact: int, on: date, amount: int, text: str | None) -> None:
    entry = {
        "contact_id": contact, "kind": str(EntryKind.PAYMENT), "on_date": on.isoformat(), "amount": -amount,
        "text": text, "method": "deposit",
    }  # fmt: skip
    work.insert("ledger_entry", [entry])
