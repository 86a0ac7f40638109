"""Lines of a bank statement by hand: whose one is, how much of it, and of which nothing is to be posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from casactl.actions.find import find_one
from casactl.actions.ledger.post import LONGEST_TEXT, stored_text
from casactl.domain.abilities import Reason
from casactl.domain.amounts import Amounts
from casactl.domain.bank import IGNORED, PARKED, POSTED, payer_keys
from casactl.domain.facts import Facts
from casactl.domain.ledger import EntryKind, cannot_post
from casactl.domain.money import format_amount
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.remedy import Remedy
from casactl.records import dataclass
from casactl.store.queries import bank as queries
from casactl.store.queries.bank import LineRow
from casactl.store.queries.facts import facts_for
from casactl.store.work import UnitOfWork

METHOD = "bank"
"""How a payment came that a line tells of."""


@dataclass(frozen=True, slots=True)
class Matching:
    """What is said beside line and contact; `amount` is decimal text, None for all that is left of the line."""

    amount: str | None = None
    remember: bool = False
    outside: bool = False
    """Whether somebody locked may have paid it all the same (MC-6)."""


def payment_row(contact: int, on: str, amount: int, text: str | None, bank_id: str | None) -> dict[str, Any]:
    """The stored form of the payment that a line comes to."""
    return {
        "contact_id": contact, "kind": str(EntryKind.PAYMENT), "on_date": on, "amount": -amount,
        "text": text[:LONGEST_TEXT] if text else None, "method": METHOD, "reference": bank_id,
    }  # fmt: skip


def match_line(work: UnitOfWork, number: int, contact: int, how: Matching) -> Outcome:
    """Post a line, or a part of it, as a contact's payment; the result's `id` is the line's number.

    Raises NotFound, InvalidAmount.
    """
    line = find_one(queries.line(work.reader, number), "bank", number)
    facts = facts_for(work.reader, [contact], today=work.today.isoformat(), belongings=False)[contact]
    outcome = Outcome("ledger.bank.match")
    amount = Amounts.of(work.setting).parse(how.amount) if how.amount is not None else line.left
    if line.state == POSTED and how.amount is None and _is_theirs(work, line, contact):
        outcome.add(Result(str(number), number, UNCHANGED, facts.display_name, note="is theirs already"))
    elif reasons := [
        *_not_to_match(work, line, amount),
        *_not_to_post(work, line, facts, amount, how),
    ]:
        outcome.add(Result(str(number), number, REFUSED, facts.display_name, tuple(reasons)))
    else:
        outcome.add(_posted(work, line, facts, amount, whole=how.amount is None))
        if how.remember:
            outcome.warnings += _remember(work, line, contact, alone=how.amount is None)
    return outcome


def _is_theirs(work: UnitOfWork, line: LineRow, contact: int) -> bool:
    """Whether all that was posted of a line is one contact's."""
    return {whose for _, whose in queries.entries_of(work.reader, [line.id]).get(line.id, ())} == {contact}


def _not_to_match(work: UnitOfWork, line: LineRow, amount: int) -> list[Reason]:
    """Why no payment can come of a line, or none of this amount."""
    currency = work.setting("currency")
    left = f"{format_amount(line.left, currency)} {currency}"
    if line.amount <= 0:
        return [Reason(None, "money-out", f"line {line.id} is no money in; what the office pays back is a refund")]
    if line.state == IGNORED:
        undo = Remedy("undo", queries.ignored_by(work.reader, line.id))
        return [Reason(None, "ignored", f"line {line.id} is ignored: {line.why}", undo)]
    if not line.left:
        voids = [Remedy("ledger void", entry, why="take its payment back first") for entry in line.entries]
        return [Reason(None, "already-posted", f"line {line.id} is posted already", voids[0] if voids else None)]
    if amount > line.left:
        return [Reason(None, "more-than-left", f"line {line.id} has only {left} left")]
    return []


def _not_to_post(work: UnitOfWork, line: LineRow, facts: Facts, amount: int, how: Matching) -> list[Reason]:
    """Why a contact can be given no such payment."""
    reasons = cannot_post(facts, EntryKind.PAYMENT, amount, outside=how.outside)
    outside = Remedy("ledger bank match", line.id, facts.id, amount=how.amount, remember=how.remember, outside=True)
    reasons = [replace(each, remedy=outside) if each.code == "locked" else each for each in reasons]
    if line.on > work.today.isoformat():
        reasons.append(Reason(None, "date-in-future", f"line {line.id} is of {line.on}, which is still to come"))
    return reasons


def _posted(work: UnitOfWork, line: LineRow, facts: Facts, amount: int, *, whole: bool) -> Result:
    text = line.purpose if whole else None  # what a payer of several wrote is not for each of them
    entry = work.insert("ledger_entry", [payment_row(facts.id, line.on, amount, text, line.bank_id)])[0]
    work.insert("bank_match", [{"contact_id": facts.id, "line_id": line.id, "entry_id": entry, "by_hand": 1}])
    left = line.left - amount
    money = f"{format_amount(amount, facts.currency)} {facts.currency}"
    work.summary(f"matched {money} of line {line.id}: {facts.display_name} ({facts.id}), entry {entry}")
    rest = f", {format_amount(left, facts.currency)} left" if left else ""
    now = format_amount(facts.balance - amount, facts.currency)
    more = {
        "entry": entry, "contact_id": facts.id, "amount": format_amount(amount, facts.currency),
        "left": format_amount(left, facts.currency), "state": PARKED if left else POSTED,
    }  # fmt: skip
    return Result(str(line.id), line.id, "matched", facts.display_name, note=f"{money}{rest}, balance {now}", more=more)


def _remember(work: UnitOfWork, line: LineRow, contact: int, *, alone: bool) -> list[str]:
    """Learn whose money it is when it comes from this payer, and nobody else's where it is that contact's alone."""
    name = next(iter(payer_keys(line.payer or "")), None)
    if not (line.iban or name):
        return [f"line {line.id} names nobody who could be remembered"]
    held = queries.payers_like(work.reader, line.iban, [] if line.iban else payer_keys(line.payer or ""))
    if alone:
        work.delete("bank_payer", [row[0] for row in held if row[1] != contact])
    if contact not in [row[1] for row in held]:
        work.insert("bank_payer", [{"contact_id": contact, "iban": line.iban, "name_key": name}])
    return []


def ignore_lines(work: UnitOfWork, numbers: Sequence[int], reason: str) -> Outcome:
    """Say of lines that nothing of them is to be posted, or nothing more, and why; each result's `id` is a line's.

    Raises NotFound, BadText.
    """
    outcome = Outcome("ledger.bank.ignore")
    why = stored_text(reason, "--reason")
    found = [find_one(queries.line(work.reader, number), "bank", number) for number in dict.fromkeys(numbers)]
    for line in found:
        if line.state == IGNORED:
            outcome.add(Result(str(line.id), line.id, UNCHANGED, note=f"is ignored: {line.why}"))
        elif line.state == POSTED:
            remedy = Remedy("ledger void", line.entries[0], why="take its payment back first") if line.entries else None
            reason_ = Reason(None, "already-posted", f"line {line.id} is posted", remedy)
            outcome.add(Result(str(line.id), line.id, REFUSED, reasons=(reason_,)))
        else:
            work.update("bank_line", [{"id": line.id, "ignored": 1, "reason": why}])
            outcome.add(Result(str(line.id), line.id, "ignored", line.payer or "", note=why or ""))
    return outcome
