"""The rent of a lease: a charge that comes round by calendar months, from the first day to the last."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from casactl.domain.dates import show_date
from casactl.domain.failures import failure
from casactl.domain.ledger import EntryKind
from casactl.domain.money import format_amount
from casactl.domain.recurring import Rhythm, check_first, is_rent_day
from casactl.records import dataclass
from casactl.store.queries.recurring import PostedRow, RecurringRow, posted, rents_of
from casactl.store.work import UnitOfWork

MONTHLY = "1m"
TEXT = "Rent"


@dataclass(frozen=True, slots=True)
class Rented:
    """Whose lease it is, and of which unit."""

    lease: int
    contact: int
    property: int


def begin_rent(
    work: UnitOfWork, of: Rented, amount: int, day: int, *, starts: date, until: date | None, text: str = TEXT
) -> int:
    """Let a rent come round; gives its number.

    Raises InvalidValue for one from too long ago.
    """
    check_first(starts, work.today)
    return work.insert("recurring", [rent_row(of, amount, day, starts=starts, until=until, text=text)])[0]


def rent_row(
    of: Rented, amount: int, day: int, *, starts: date, until: date | None, text: str = TEXT
) -> dict[str, Any]:
    """A rent as it is stored, its first period on the first day."""
    return {
        "contact_id": of.contact, "property_id": of.property, "lease_id": of.lease, "amount": amount, "text": text,
        "every": MONTHLY, "starts": starts.isoformat(), "until": until.isoformat() if until else None,
        "rent_day": day, "next_on": starts.isoformat(),
    }  # fmt: skip


def end_rents(work: UnitOfWork, lease: int, last: date) -> tuple[list[int], int]:
    """Let no rent of a lease come after its last day, and credit what is left of the charges beyond it.

    Gives the numbers of the charges that are credited, now or before, and how much is now, which is said as warnings.
    """
    credited: list[int] = []
    total = 0
    for row in rents_of(work.reader, lease):
        if row.until is None or row.until > last.isoformat():
            shorten(work, row, last)
            total += credit_beyond(work, row, last)
        credited += [period.id for period in posted(work.reader, row.id) if period.credited]
    return credited, total


def lengthen_rents(work: UnitOfWork, lease: int, before: date, last: date) -> bool:
    """Let the rents that ended with a lease on the day `before` go on until a later one; gives whether any does.

    Of a month that a run has come to, the added days are a rent of their own, which comes round once like any other.
    """
    goes_on = False
    newest = {row.starts: row for row in rents_of(work.reader, lease) if row.rent_day is not None}
    starts = sorted(newest)
    for n, row in enumerate(newest[each] for each in starts):
        first = max(before + timedelta(days=1), date.fromisoformat(row.starts))
        until = min(last, date.fromisoformat(starts[n + 1]) - timedelta(days=1)) if n + 1 < len(starts) else last
        if row.until != before.isoformat() or (until < first and row.starts <= before.isoformat()):
            continue
        if until < first or _is_still_to_come(row, first):
            work.update("recurring", [{"id": row.id, "until": until.isoformat()}])
        else:
            of = Rented(lease, row.contact_id or 0, row.property_id or 0)
            added = rent_row(of, row.amount, row.rent_day or 1, starts=first, until=until, text=row.text or TEXT)
            work.insert("recurring", [added])
        goes_on = goes_on or until >= first
    return goes_on


def _is_still_to_come(row: RecurringRow, first: date) -> bool:
    """Whether the month of a day is charged as a whole, on its own day: no run has come to it, and no end cut it."""
    coming = date.fromisoformat(row.coming)
    whole = row.coming == row.starts or is_rent_day(coming, row.rent_day or 1)
    return whole and (coming.year, coming.month) <= (first.year, first.month)


def shorten(work: UnitOfWork, row: RecurringRow, last: date) -> None:
    """Let the last day be another one; of a rent the last month's part still comes, by that day."""
    work.update("recurring", [{"id": row.id, "until": last.isoformat()}])
    come_in_time(work, replace(row, until=last.isoformat()))


def come_in_time(work: UnitOfWork, row: RecurringRow) -> None:
    """Let the next charge of a rent stand on the day that its end leaves to it, which may be another one now."""
    coming = row.rhythm.within_month(date.fromisoformat(row.coming)).isoformat()
    if coming != row.coming and row.starts <= coming:
        sql = f"update recurring set next_on = {work.mark} where id = {work.mark}"
        work.execute_many(sql, [(coming, row.id)])


def credit_beyond(work: UnitOfWork, row: RecurringRow, last: date) -> int:
    """Credit of each period of a rent that was posted what is left of it beyond its last day; gives the sum."""
    total = 0
    currency, rhythm = work.setting("currency"), row.rhythm
    shorter = Rhythm(rhythm.starts, rhythm.every, last, rhythm.rent_day)
    for period in posted(work.reader, row.id):
        on = date.fromisoformat(period.period)
        held = shorter.share(on, row.amount) if row.starts <= last.isoformat() else 0
        if period.left <= held:
            continue
        _credit(work, row, period, period.left - held, last)
        money = f"{format_amount(period.left - held, currency)} {currency}"
        work.warnings.append(f"credited {money} of charge {period.id}, dated {on}: the days after {last}")
        total += period.left - held
    return total


def _credit(work: UnitOfWork, row: RecurringRow, period: PostedRow, amount: int, last: date) -> None:
    text = f"{row.text or TEXT} after {show_date(last.isoformat(), work.setting('date_format'))}"
    entry = {
        "contact_id": period.contact_id, "kind": str(EntryKind.CREDIT), "on_date": work.today.isoformat(),
        "amount": -amount, "text": text, "property_id": row.property_id,
        "recurring_id": row.id, "period": period.period,
    }  # fmt: skip
    work.insert("ledger_entry", [entry])


def change_rent(work: UnitOfWork, of: Rented, amount: int, starts: date, *, day: int | None, last: date | None) -> int:
    """Charge another rent from a day on: what was charged for days from then on is credited, and comes anew.

    Where none comes round yet the first one does, on the `day` of each month until the lease's `last` day. Raises
    InvalidValue without a day for it.
    """
    rents = [row for row in rents_of(work.reader, of.lease) if row.until is None or row.until >= starts.isoformat()]
    if not rents:
        if day is None:
            raise failure("lease.no-rent", id=of.lease)
        return begin_rent(work, of, amount, day, starts=starts, until=last)
    old = rents[-1]
    if starts.isoformat() < old.starts:
        raise failure("usage.ends-before-start", f"Its rent begins on {old.starts}; it cannot change on {starts}.")
    end_rents(work, of.lease, starts - timedelta(days=1))
    until = date.fromisoformat(old.until) if old.until else None
    return begin_rent(
        work, of, amount, day or old.rent_day or starts.day, starts=starts, until=until, text=old.text or TEXT
    )  # fmt: skip
