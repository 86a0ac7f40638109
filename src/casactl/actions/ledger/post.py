"""Posting entries, and voiding one: a reversing one beside it; nothing is ever removed."""

from __future__ import annotations

from datetime import date
from typing import Any

from casactl.actions.find import find_one
from casactl.actions.ledger.repeated import repeated
from casactl.actions.property.find import find_property
from casactl.domain.abilities import Ability, Reason, cannot
from casactl.domain.amounts import Amounts
from casactl.domain.facts import Facts
from casactl.domain.failures import failure
from casactl.domain.ledger import CHARGES, PARTICIPLE, SIGN, EntryKind, cannot_post
from casactl.domain.money import format_amount
from casactl.domain.names import BadText, clean
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.remedy import Blank, Line, Remedy
from casactl.domain.standing import Lifecycle
from casactl.records import dataclass
from casactl.store.queries.debts import applied_by
from casactl.store.queries.facts import facts_for
from casactl.store.queries.ledger import EntryRow, entry, standing_references
from casactl.store.queries.recurring import credits_of_charge
from casactl.store.reversal import reverse
from casactl.store.work import UnitOfWork

LONGEST_TEXT = 1000


@dataclass(frozen=True, slots=True)
class Posting:
    """An entry as asked for; `amount` is decimal text, None for the whole balance (write-off)."""

    kind: EntryKind
    amount: str | None
    text: str = ""
    on: date | None = None
    due: date | None = None
    property: str | None = None
    method: str | None = None
    reference: str | None = None
    outside: bool = False
    """Whether the money came another way than through the platform (MC-6)."""


def post_entry(work: UnitOfWork, ref: str, number: int, posting: Posting) -> Outcome:
    """Post an entry, or say what forbids it; the result's `id` is the entry's number.

    Raises InvalidAmount, InvalidValue, BadText, NotFound.
    """
    facts = facts_for(work.reader, [number], today=work.today.isoformat(), belongings=False)
    outcome = Outcome(f"ledger.{VERB[posting.kind]}")
    if posting.reference and (earlier := _used(work, number, posting.reference.strip())):
        outcome.warnings.append(f"entry {earlier} has the reference {posting.reference.strip()}, too")
    outcome.add(_posted(work, ref, facts[number], posting, outcome.warnings))
    return outcome


def _used(work: UnitOfWork, contact: int, reference: str) -> int | None:
    """The latest standing entry of the contact that has the reference already."""
    rows = standing_references(work.reader, [reference])
    return max((row[2] for row in rows if row[0] == contact), default=None)


VERB = {kind: str(kind) for kind in EntryKind} | {EntryKind.PAYMENT: "pay"}


def _posted(work: UnitOfWork, ref: str, facts: Facts, posting: Posting, warnings: list[Line]) -> Result:
    amount = _amount(work, posting, facts)
    row = entry_row(work, posting, facts.id, amount)
    reasons = cannot_post(facts, posting.kind, amount, outside=posting.outside)
    if reasons:
        return Result(ref, None, REFUSED, facts.display_name, tuple(reasons))

    if not row["reference"]:
        warnings += [f"entry {number} of the same day says the same" for _, number in repeated(work.reader, [row])]
    entry = work.insert("ledger_entry", [row])[0]
    money = f"{format_amount(amount, facts.currency)} {facts.currency}"
    now = format_amount(facts.balance + row["amount"], facts.currency)
    work.summary(f"{PARTICIPLE[posting.kind]} {money}: {facts.display_name} ({facts.id}), entry {entry}")
    return Result(ref, entry, PARTICIPLE[posting.kind], facts.display_name, note=f"{money}, balance {now}")


def _amount(work: UnitOfWork, posting: Posting, facts: Facts) -> int:
    if posting.amount is None:
        return max(facts.balance, 1)  # nothing owed: refused all the same
    return Amounts.of(work.setting).parse(posting.amount)


def entry_row(work: UnitOfWork, posting: Posting, contact: int, amount: int) -> dict[str, Any]:
    """The stored form of an entry; `amount` is above zero.

    Raises InvalidValue, BadText, NotFound.
    """
    on = posting.on or work.today
    if posting.kind not in CHARGES and on > work.today:
        raise failure(
            "usage.date-in-future",
            f"{on} is still to come; today is {work.today}.",
            hint="only a charge may be dated ahead",
        )
    place = find_property(work.reader, posting.property).id if posting.property is not None else None
    return {
        "contact_id": contact,
        "kind": str(posting.kind),
        "on_date": on.isoformat(),
        "due": posting.due.isoformat() if posting.due else None,
        "amount": SIGN[posting.kind] * amount,
        "text": stored_text(posting.text, "the text"),
        "method": stored_text(posting.method, "--method"),
        "reference": stored_text(posting.reference, "--reference"),
        "property_id": place,
    }


def stored_text(text: str | None, what: str) -> str | None:
    """The form to store, None for nothing.

    Raises BadText.
    """
    try:
        return clean(text, limit=LONGEST_TEXT) or None if text else None
    except BadText as fault:
        raise BadText(f"{what} {fault.message}") from None


def void_entry(work: UnitOfWork, number: int, *, reason: str, on: date | None = None) -> Outcome:
    """Void an entry, by a reversal of that day; the result's `id` is its own number. Again, it changes nothing.

    Raises NotFound, InvalidValue.
    """
    found = find_one(entry(work.reader, number), "ledger", number)
    _check_day(work, found, on)
    outcome = Outcome("ledger.void")
    reasons = _why_not(work, found)
    if reasons:
        outcome.add(Result(str(number), number, REFUSED, found.display_name, tuple(reasons)))
    elif found.voided:
        outcome.add(Result(str(number), number, UNCHANGED, found.display_name, note="is already voided"))
    else:
        outcome.add(_voided(work, found, reason, on))
    return outcome


def _why_not(work: UnitOfWork, found: EntryRow) -> list[Reason]:
    today = work.today.isoformat()
    facts = facts_for(work.reader, [found.contact_id], today=today, belongings=False)
    who = facts[found.contact_id]
    reasons = cannot(who, Ability.EDIT)
    if not (reasons or found.voided) and who.lifecycle is Lifecycle.ARCHIVED and 0 > found.amount < who.balance:
        reasons += cannot(who, Ability.BE_CHARGED)  # a payment that came to nothing leaves a debt, as a charge does
    if found.kind == EntryKind.REVERSAL:
        message = f"entry {found.id} is a reversal, and reversals stand; post the entry anew instead"
        reasons.append(Reason(None, "is-reversal", message))
    if not found.voided and (credited := credits_of_charge(work.store, found.id)):
        message = f"part of entry {found.id} has been credited, by entry {credited[0]}; void that first"
        reasons.append(Reason(None, "credited", message, Remedy("ledger void", credited[0], reason=Blank("WHY"))))
    if not found.voided and (operation := applied_by(work.store, found.id)):
        message = f"entry {found.id} paid with a deposit; undoing that gives the deposit back, too"
        reasons.append(Reason("MC-12", "paid-by-deposit", message, Remedy("undo", operation)))
    return reasons


def _check_day(work: UnitOfWork, found: EntryRow, on: date | None) -> None:
    """Raise InvalidValue for a reversal of a day to come, or of one before its entry was there."""
    if on and on > work.today:
        raise failure("usage.date-in-future", f"{on} is still to come; today is {work.today}.")
    if on and on.isoformat() < found.on:
        raise failure("usage.ends-before-start", f"Entry {found.id} is of {found.on}; it cannot be voided on {on}.")


def _voided(work: UnitOfWork, found: EntryRow, reason: str, on: date | None) -> Result:
    day = on.isoformat() if on else None
    reversal = reverse(work, work.fetch("ledger_entry", [found.id]), text=reason, on=day)[0]
    currency = work.setting("currency")
    what = f"{found.kind} of {format_amount(abs(found.amount), currency)} {currency}"
    work.summary(f"voided {what}: {found.display_name} ({found.contact_id}), entry {found.id}")
    return Result(str(found.id), found.id, "voided", found.display_name, note=f"{what}, by entry {reversal}")
