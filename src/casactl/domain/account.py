"""An account as a letter about a debt tells it: each open charge, what of it is due, and what is still to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from casactl.domain.ledger import Entry, EntryKind, open_entries
from casactl.records import dataclass

FEE = "fee"
"""The kind of a charge for being late."""


@dataclass(frozen=True, slots=True)
class OpenCharge:
    """What is left of a charge, in minor units."""

    id: int
    kind: str
    on: date
    due: date
    amount: int
    left: int
    what: str
    place: str


@dataclass(frozen=True, slots=True)
class Account:
    """What is open on a day: `due` on it or before, and what falls due later."""

    due: tuple[OpenCharge, ...]
    later: tuple[OpenCharge, ...]

    @property
    def total(self) -> int:
        """What is due."""
        return sum(each.left for each in self.due)

    @property
    def fees(self) -> int:
        """What of it is fees."""
        return sum(each.left for each in self.due if each.kind == FEE)

    def left_of(self, asked: Mapping[str, int]) -> int:
        """What is still open of what a letter asked for: amounts by the number of their entry."""
        held = {str(each.id): each.left for each in (*self.due, *self.later)}
        return sum(min(amount, held.get(number, 0)) for number, amount in asked.items())


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An entry that counts for settling: neither voided nor a reversal."""

    id: int
    kind: str
    on: str
    due: str | None
    amount: int
    text: str | None
    place: str | None


def account_of(lines: Sequence[AccountLine], today: date) -> Account:
    """What is open of these entries, by whether its day has passed."""
    held = {line.id: line for line in lines}
    entries = [
        Entry(
            line.id, date.fromisoformat(line.on), line.amount,
            date.fromisoformat(line.due) if line.due else None,
            EntryKind.REFUND if line.kind == EntryKind.REFUND else EntryKind.CHARGE,
        )
        for line in lines
    ]  # fmt: skip
    found = [
        OpenCharge(
            each.entry.id, held[each.entry.id].kind, each.entry.on, each.entry.day, each.entry.amount, each.left,
            held[each.entry.id].text or str(held[each.entry.id].kind).capitalize(), held[each.entry.id].place or "",
        )
        for each in open_entries(entries)
    ]  # fmt: skip
    found.sort(key=lambda each: (each.due, each.id))
    return Account(
        tuple(each for each in found if each.due <= today), tuple(each for each in found if each.due > today)
    )
