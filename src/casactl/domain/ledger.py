"""Money between the office and a contact: kinds of entries, what they settle, how old a debt is.

Amounts are minor units, above zero where an entry adds to what the contact owes. What lowers the
balance settles the oldest charges first, by due date, then by number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum

from casactl.domain.abilities import Ability, Reason, cannot
from casactl.domain.facts import Facts
from casactl.domain.money import format_amount
from casactl.domain.remedy import Remedy
from casactl.records import dataclass

LARGEST_BALANCE = 10**15
"""Minor units that either side may owe the other: far from where sums of 64 bits end."""


class EntryKind(StrEnum):
    """What an entry is."""

    CHARGE = "charge"
    FEE = "fee"
    PAYMENT = "payment"
    CREDIT = "credit"
    REFUND = "refund"
    WRITE_OFF = "write-off"
    REVERSAL = "reversal"


SIGN = {
    EntryKind.CHARGE: 1, EntryKind.FEE: 1, EntryKind.PAYMENT: -1, EntryKind.CREDIT: -1, EntryKind.REFUND: 1,
    EntryKind.WRITE_OFF: -1,
}  # fmt: skip
"""Whether a kind adds to what the contact owes; a reversal is the opposite of what it takes back."""

PARTICIPLE = {
    EntryKind.CHARGE: "charged",
    EntryKind.FEE: "charged",
    EntryKind.PAYMENT: "paid",
    EntryKind.CREDIT: "credited",
    EntryKind.REFUND: "refunded",
    EntryKind.WRITE_OFF: "written-off",
    EntryKind.REVERSAL: "voided",
}

CHARGES = (EntryKind.CHARGE, EntryKind.FEE)
"""What may be dated ahead, and is owed from its due date on."""

ABILITY = {EntryKind.CHARGE: Ability.BE_CHARGED, EntryKind.FEE: Ability.BE_CHARGED, EntryKind.PAYMENT: Ability.PAY}
"""What a standing has to permit; the other kinds stay possible until the contact is gone."""


# What may be posted -------------------------------------------------------------------------------


def cannot_post(facts: Facts, kind: EntryKind, amount: int, *, outside: bool = False) -> list[Reason]:
    """Everything that forbids an entry of `amount` (above zero); `outside` is money that came another way (MC-6)."""
    reasons = cannot(facts, ABILITY.get(kind, Ability.EDIT))
    reasons = [reason for reason in reasons if not (outside and reason.code == "locked")]
    if not reasons:
        reasons = [*_of_balance(facts, kind, amount), *_of_limit(facts, kind, amount)]
    return reasons


def _of_balance(facts: Facts, kind: EntryKind, amount: int) -> Iterator[Reason]:
    name, owed = facts.display_name, facts.balance
    if kind is EntryKind.REFUND and owed >= 0:
        yield Reason(None, "no-credit", f"{name} has no credit to refund, the balance is {_money(owed, facts)}")
    elif kind is EntryKind.REFUND and amount > -owed:
        remedy = Remedy("ledger refund", facts.id, format_amount(-owed, facts.currency))
        yield Reason(None, "more-than-credit", f"{name} has a credit of only {_money(-owed, facts)}", remedy)
    elif kind is EntryKind.WRITE_OFF and owed <= 0:
        yield Reason(None, "nothing-owed", f"{name} owes nothing, the balance is {_money(owed, facts)}")
    elif kind is EntryKind.WRITE_OFF and amount > owed:
        yield Reason(None, "more-than-owed", f"{name} owes only {_money(owed, facts)}")


def _of_limit(facts: Facts, kind: EntryKind, amount: int) -> Iterator[Reason]:
    if abs(facts.balance + SIGN[kind] * amount) > LARGEST_BALANCE:
        most = _money(LARGEST_BALANCE, facts)
        yield Reason(None, "balance-too-large", f"the balance of {facts.display_name} would pass {most}")


def _money(minor: int, facts: Facts) -> str:
    return f"{format_amount(minor, facts.currency)} {facts.currency}"


# What is still open, and since when ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """A movement as settling sees it; an entry without a due date is due on its date."""

    id: int
    on: date
    amount: int
    due: date | None = None
    kind: EntryKind = EntryKind.CHARGE

    @property
    def day(self) -> date:
        """The day from which it counts as owed."""
        return self.due or self.on

    @property
    def turn(self) -> tuple[bool, date, int]:
        """When it is settled: a refund by the credit that it paid back, so before any charge."""
        return self.kind is not EntryKind.REFUND, self.day, self.id


@dataclass(frozen=True, slots=True)
class Open:
    """What is left of an entry that adds to the debt."""

    entry: Entry
    left: int


def open_entries(entries: Iterable[Entry]) -> list[Open]:
    """What remains owed of each entry once everything that lowers the balance has settled the oldest first.

    `entries` are the standing ones: without those that were voided and their reversals.
    """
    standing = list(entries)
    settled = -sum(entry.amount for entry in standing if entry.amount < 0)
    found: list[Open] = []
    for entry in sorted((e for e in standing if e.amount > 0), key=lambda e: e.turn):
        paid = min(settled, entry.amount)
        settled -= paid
        if paid < entry.amount:
            found.append(Open(entry, entry.amount - paid))
    return found


@dataclass(frozen=True, slots=True)
class Debt:
    """What of a balance is not due yet on a day, and what has been due before it; minor units, never below zero."""

    upcoming: int = 0
    past_due: int = 0
    next_due: date | None = None
    """The first day from which something is due that is not yet."""


NOTHING_OPEN = Debt()


def debt(entries: Iterable[Entry], today: date) -> Debt:
    """What is not due yet and what is past due of a contact's standing entries."""
    held = open_entries(entries)
    later = [each for each in held if each.entry.day > today]
    return Debt(
        sum(each.left for each in later),
        sum(each.left for each in held if each.entry.day < today),
        min((each.entry.day for each in later), default=None),
    )


BUCKETS = (("not_due", None), ("current", 0), ("d30", 30), ("d60", 60), ("d90", 90), ("d120", 120))
"""Names with the first day past due that falls in each; what is not due yet has none."""


def ageing(entries: Iterable[Entry], today: date) -> dict[str, int]:
    """What is owed by how many days it is past due; the buckets add up to the balance where that is above zero."""
    sums = dict.fromkeys((name for name, _ in BUCKETS), 0)
    for each in open_entries(entries):
        sums[bucket((today - each.entry.day).days)] += each.left
    return sums


def still_open(charged: Sequence[int], refunded: Sequence[int], owed: int) -> list[int]:
    """What is open in each bucket (youngest first) of what was charged and refunded, where `owed` is open in all.

    As the oldest are settled first, and refunds before any charge, the youngest charges make up the debt.
    """
    found = [0] * len(charged)
    for sums in (charged, refunded):
        for n, amount in enumerate(sums):
            left = min(amount, owed)
            found[n] += left
            owed -= left
    return found


def bucket(days: int) -> str:
    """The bucket of a debt that is so many days past due."""
    return next(name for name, first in reversed(BUCKETS) if first is None or days >= first)


def running(opening: int, amounts: Sequence[int]) -> list[int]:
    """The balance after each amount."""
    balances: list[int] = []
    for amount in amounts:
        opening += amount
        balances.append(opening)
    return balances
