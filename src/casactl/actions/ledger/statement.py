"""A contact's statement: name and billing address (PY-1), the entries of a period with the running balance."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from casactl.domain.failures import failure
from casactl.domain.ledger import running
from casactl.domain.money import format_amount
from casactl.domain.shapes import DATE, INNER, MONEY, PROSE, Kind, derived, key
from casactl.store.queries.addresses import billing_address
from casactl.store.queries.contacts import by_ids
from casactl.store.queries.ledger import EntryRow, balance_before, entries_of
from casactl.store.queries.settings import setting
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

    @property
    def figures(self) -> str:
        """What tells this statement from one with other entries."""
        rows = [(row.id, row.on, row.kind, row.text, row.amount, row.due) for row in self.entries]
        return sha256(json.dumps([self.opening, self.currency, rows]).encode()).hexdigest()

    @property
    def claims(self) -> dict[str, object]:
        """What a letter keeps that carries it, to be held against the account when it leaves."""
        period = [day.isoformat() if day else None for day in (self.first, self.last)]
        return {"period": period, "figures": self.figures}

    def money(self, minor: int) -> str:
        """An amount as decimal text."""
        return format_amount(minor, self.currency)


def statement_of(reader: Reader, number: int, *, first: date | None, last: date | None) -> Statement:
    """The statement of a contact in scope, from `first` to `last`, all of it by default.

    Raises InvalidValue.
    """
    check_period(first, last)
    opening = balance_before(reader, number, first.isoformat()) if first else 0
    period = (first.isoformat() if first else None, last.isoformat() if last else None)
    entries = entries_of(reader, number, *period)
    name = by_ids(reader, [number])[number].display_name
    home = billing_address(reader, number)
    address = tuple(home.lines) if home else ()
    return Statement(number, name, setting(reader, "currency"), first, last, opening, entries, address)


def check_period(first: date | None, last: date | None) -> None:
    """Raise PeriodBackward for one that ends before it begins."""
    if first and last and last < first:
        raise failure("usage.period-backward", last=last, first=first)
