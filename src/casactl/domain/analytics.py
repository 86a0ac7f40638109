"""How a contact pays: what was charged, what came in, and how long charges took to be paid.

All of it follows from the ledger's standing entries, those that were not voided and are no reversal:

- **charged** is the sum of the charges, fees among them.
- **paid** is what came in less what was paid back: payments minus refunds. Credits and write-offs are not payments.
- A charge is **settled** as ageing settles it: what lowers the balance meets the charges by due date, then number.
  It is settled on the day of the entry that brought in the last of it. A refund takes back what came in last.
- Only charges that payments alone settled in full count for the **days to pay** (from the day of the charge; 0 when
  the money was there before) and for the **share paid in time** (settled on the due date or before it).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from casactl.domain.ledger import CHARGES, Entry, EntryKind
from casactl.records import dataclass


@dataclass(frozen=True, slots=True)
class Settled:
    """A charge that nothing is left of, and when the last of it came in; `paid` when payments alone did it."""

    charge: Entry
    on: date
    paid: bool

    @property
    def days(self) -> int:
        """From the day of the charge; money that was there before took none."""
        return max((self.on - self.charge.on).days, 0)

    @property
    def in_time(self) -> bool:
        """Whether it was settled on its due date or before."""
        return self.on <= self.charge.day


@dataclass(frozen=True, slots=True)
class PayingHabits:
    """Minor units that were charged and paid; days and share are None where no charge was paid."""

    charged: int
    paid: int
    average_days: float | None
    share_in_time: float | None


def paying_habits(entries: Iterable[Entry]) -> PayingHabits:
    """What the standing entries say of how a contact pays: days to one decimal, the share to two."""
    standing = list(entries)
    sums = dict.fromkeys(EntryKind, 0)
    for entry in standing:
        sums[entry.kind] += entry.amount
    took = [each for each in settled(standing) if each.paid]
    count = len(took)
    return PayingHabits(
        sum(sums[kind] for kind in CHARGES),
        -sums[EntryKind.PAYMENT] - sums[EntryKind.REFUND],
        round(sum(each.days for each in took) / count, 1) if count else None,
        round(sum(each.in_time for each in took) / count, 2) if count else None,
    )


def settled(entries: Sequence[Entry]) -> Iterator[Settled]:
    """The charges that are settled in full, by due date, each met by what came in first and is still there."""
    coming = iter(_came_in(entries))
    left, day, by_payment = 0, date.min, True
    for charge in sorted((e for e in entries if e.kind in CHARGES), key=lambda e: e.turn):
        missing, paid = charge.amount, True
        while missing:
            if not left:
                arrival = next(coming, None)
                if arrival is None:
                    return
                left, day, by_payment = arrival
            taken = min(left, missing)
            left, missing, paid = left - taken, missing - taken, paid and by_payment
        yield Settled(charge, day, paid)


def _came_in(entries: Sequence[Entry]) -> list[tuple[int, date, bool]]:
    """What lowered the balance and was not paid back, by day and number: amount, day, whether it was a payment.

    A refund that is dated before the money it paid back takes from what comes next.
    """
    kept: list[tuple[int, date, bool]] = []
    owed = 0
    for entry in sorted((e for e in entries if e.kind not in CHARGES), key=lambda e: (e.on, e.id)):
        if entry.amount > 0:
            owed += entry.amount
            while owed and kept:
                amount, day, by_payment = kept.pop()
                back = min(amount, owed)
                owed -= back
                if amount > back:
                    kept.append((amount - back, day, by_payment))
        else:
            back = min(-entry.amount, owed)
            owed -= back
            if -entry.amount > back:
                kept.append((-entry.amount - back, entry.on, entry.kind is EntryKind.PAYMENT))
    return kept
