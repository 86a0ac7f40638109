"""A contact's statement: name and billing address (PY-1), the entries of a period with the running balance."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import field
from datetime import date
from hashlib import sha256

from casactl.domain.failures import failure
from casactl.domain.ledger import NOTHING_OPEN, Debt, debt, running
from casactl.domain.money import format_amount
from casactl.domain.shapes import DATE, INNER, MONEY, PROSE, Kind, derived, key
from casactl.records import dataclass
from casactl.store.queries.addresses import billing_address
from casactl.store.queries.contacts import by_ids
from casactl.store.queries.ledger import EntryRow, StandingRow, balance_before, entries_of, standing_entries
from casactl.store.queries.settings import setting, today_of
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Line:
    """An entry, with what was owed after it."""

    id: int
    on: str = field(metadata=DATE)
    kind: str
    text: str | None = field(metadata=PROSE)
    amount: int = field(metadata=MONEY)
    balance: int = field(metadata=MONEY)
    due: str | None = field(metadata=DATE)


@dataclass(frozen=True, slots=True)
class Statement:
    """What was owed when the period began, and each entry with what was owed after it."""

    contact_id: int
    display_name: str
    currency: str
    first: date | None = field(metadata=INNER)
    last: date | None = field(metadata=INNER)
    opening: int = field(metadata=INNER)
    entries: list[EntryRow] = field(metadata=INNER)
    address: tuple[str, ...] = field(default=(), metadata=key(after="display_name"))
    """The lines of the billing address, as the post wants them (PY-1)."""
    debt: Debt = field(default=NOTHING_OPEN, metadata=INNER)
    """What of the balance is not due yet, and what is past due, on the last day, or today if that is earlier."""

    @derived("entries", after="currency")
    def lines(self) -> list[Line]:
        """The entries as programs get them."""
        held = zip(self.entries, self.balances, strict=True)
        return [Line(row.id, row.on, row.kind, row.text, row.amount, balance, row.due) for row, balance in held]

    @property
    def balances(self) -> list[int]:
        """The balance after each entry."""
        return running(self.opening, [entry.amount for entry in self.entries])

    @derived("balance", after="address", kind=Kind.MONEY)
    def closing(self) -> int:
        """What is owed at the end of the period."""
        return self.balances[-1] if self.entries else self.opening

    @derived(after="balance", kind=Kind.MONEY)
    def due(self) -> int:
        """What is due of it; below zero it is a credit."""
        return self.closing - self.debt.upcoming

    @derived(after="due", kind=Kind.MONEY)
    def upcoming(self) -> int:
        """What of it is not due yet."""
        return self.debt.upcoming

    @derived(after="upcoming", kind=Kind.DATE)
    def next_due(self) -> str | None:
        """The first day from which something of that is due."""
        return self.debt.next_due.isoformat() if self.debt.next_due else None

    @derived(after="next_due", kind=Kind.MONEY)
    def past_due(self) -> int:
        """What of the balance has been due before the day."""
        return self.debt.past_due

    @property
    def figures(self) -> str:
        """What tells this statement from one with other entries."""
        rows = [(row.id, row.on, row.kind, row.text, row.amount, row.due) for row in self.entries]
        ahead = [self.upcoming, self.next_due] if self.upcoming else []
        return sha256(json.dumps([self.opening, self.currency, rows, *ahead]).encode()).hexdigest()

    @property
    def claims(self) -> dict[str, object]:
        """What a letter keeps that carries it, to be held against the account when it leaves."""
        period = [day.isoformat() if day else None for day in (self.first, self.last)]
        return {"period": period, "figures": self.figures}

    def money(self, minor: int) -> str:
        """An amount as decimal text."""
        return format_amount(minor, self.currency)


def statement_of(
    reader: Reader, number: int, *, first: date | None, last: date | None,
    standing: Sequence[StandingRow] | None = None,
) -> Statement:  # fmt: skip
    """The statement of a contact in scope, from `first` to `last`, all of it by default.

    `standing` is what `standing_entries` gives, where that was asked already. Raises InvalidValue.
    """
    check_period(first, last)
    opening = balance_before(reader, number, first.isoformat()) if first else 0
    period = (first.isoformat() if first else None, last.isoformat() if last else None)
    entries = entries_of(reader, number, *period)
    name = by_ids(reader, [number])[number].display_name
    home = billing_address(reader, number)
    address = tuple(home.lines) if home else ()
    settled_by = standing_entries(reader, number) if standing is None else standing
    owed = debt([row.entry for row in settled_by if _until(row, last)], _day(reader, last))
    return Statement(number, name, setting(reader, "currency"), first, last, opening, entries, address, owed)


def _until(row: StandingRow, last: date | None) -> bool:
    """Whether it counts for settling until the last day, as what was before the period does."""
    return last is None or row.on <= last.isoformat()


def _day(reader: Reader, last: date | None) -> date:
    today = today_of(reader)
    return min(last, today) if last else today


def check_period(first: date | None, last: date | None) -> None:
    """Raise PeriodBackward for one that ends before it begins."""
    if first and last and last < first:
        raise failure("usage.period-backward", last=last, first=first)
