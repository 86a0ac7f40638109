"""The rent of a lease: a charge that comes round by calendar months, from the first day to the last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from casactl.domain.failures import failure
from casactl.domain.ledger import EntryKind
from casactl.domain.money import format_amount
from casactl.domain.recurring import Rhythm, check_first
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
    row = {
        "contact_id": of.contact, "property_id": of.property, "lease_id": of.lease, "amount": amount, "text": text,
        "every": MONTHLY, "starts": starts.isoformat(), "until": until.isoformat() if until else None,
        "rent_day": day, "next_on": starts.isoformat(),
    }  # fmt: skip
    return work.insert("recurring", [row])[0]


def end_rents(work: UnitOfWork, lease: int, last: date) -> list[int]:
    """Let no rent of a lease come after its last day, and credit what was charged beyond it.

    Gives the numbers of the charges that were credited; the credits are said as warnings.
    """
    credited: list[int] = []
    for row in rents_of(work.reader, lease):
        if row.until is None or row.until > last.isoformat():
            _shorten(work, row, last)
            credited += list(_credit_beyond(work, row, last))
    return credited


def _shorten(work: UnitOfWork, row: RecurringRow, last: date) -> None:
    work.update("recurring", [{"id": row.id, "until": last.isoformat()}])
    coming = date.fromisoformat(row.coming)
    if coming > last and (coming.year, coming.month) == (last.year, last.month) and row.starts <= last.isoformat():
        sql = f"update recurring set next_on = {work.mark} where id = {work.mark}"
        work.execute_many(sql, [(last.isoformat(), row.id)])  # the last month's part comes by its last day


def _credit_beyond(work: UnitOfWork, row: RecurringRow, last: date) -> Iterator[int]:
    """Credit of each period that was posted what the lease does not hold of it any more."""
    currency, rhythm = work.setting("currency"), row.rhythm
    shorter = Rhythm(rhythm.starts, rhythm.every, last, rhythm.rent_day)
    for period in posted(work.reader, row.id):
        on = date.fromisoformat(period.period)
        held = shorter.share(on, row.amount) if row.starts <= last.isoformat() else 0
        if period.voided or period.amount <= held:
            continue
        _credit(work, row, period, period.amount - held, last)
        money = f"{format_amount(period.amount - held, currency)} {currency}"
        work.warnings.append(f"credited {money} of charge {period.id}, dated {on}: the days after {last}")
        yield period.id


def _credit(work: UnitOfWork, row: RecurringRow, period: PostedRow, amount: int, last: date) -> None:
    text = f"{row.text or TEXT} after {last}"
    entry = {
        "contact_id": period.contact_id, "kind": str(EntryKind.CREDIT), "on_date": work.today.isoformat(),
        "amount": -amount, "text": text, "property_id": row.property_id,
    }  # fmt: skip
    work.insert("ledger_entry", [entry])


def change_rent(work: UnitOfWork, of: Rented, amount: int, starts: date) -> int:
    """Charge another rent from a day on: what was charged for days from then on is credited, and comes anew.

    Raises InvalidValue where no rent comes round.
    """
    rents = [row for row in rents_of(work.reader, of.lease) if row.until is None or row.until >= starts.isoformat()]
    if not rents:
        raise failure("lease.no-rent", id=of.lease)
    old = rents[-1]
    if starts.isoformat() < old.starts:
        raise failure("usage.ends-before-start", f"Its rent begins on {old.starts}; it cannot change on {starts}.")
    end_rents(work, of.lease, starts - timedelta(days=1))
    until = date.fromisoformat(old.until) if old.until else None
    return begin_rent(
        work, of, amount, old.rent_day or starts.day, starts=starts, until=until, text=old.text or TEXT
    )  # fmt: skip
