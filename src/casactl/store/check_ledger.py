"""Proving the ledger: entries agree with their kind and with what reversed them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casactl.domain.ledger import SIGN
from casactl.domain.recurring import NO_MORE, Rhythm
from casactl.domain.visits import parse_interval
from casactl.errors import CasaError
from casactl.store.reader import Reader


def ledger(reader: Reader) -> Iterator[str]:
    """Every entry, against itself and its reversals."""
    yield from _signs(reader)
    yield from _reversals(reader)
    yield from _voids(reader)
    yield from _bank_lines(reader)
    yield from _invoices(reader)
    yield from _deposits(reader)
    yield from _rounds(reader)
    yield from _credited(reader)


def _signs(reader: Reader) -> Iterator[str]:
    signs = " or ".join(
        f"(e.kind = '{kind}' and e.amount {'<=' if sign > 0 else '>='} 0)" for kind, sign in SIGN.items()
    )
    for number, kind, amount in reader.stream(f"select e.id, e.kind, e.amount from ledger_entry e where {signs}"):
        yield f"ledger entry {number}, a {kind}, has an amount of {amount} minor units"


def _reversals(reader: Reader) -> Iterator[str]:
    sql = (
        "select r.id, r.reverses from ledger_entry r left join ledger_entry e on e.id = r.reverses "
        "where (r.kind = 'reversal' and e.id is null) or (r.kind <> 'reversal' and r.reverses is not null) "
        "or r.amount <> -e.amount or r.contact_id <> e.contact_id order by r.id"
    )
    for number, other in reader.stream(sql):
        yield f"ledger entry {number} is not the reverse of entry {other}"


def _voids(reader: Reader) -> Iterator[str]:
    reversed_ = "exists (select 1 from ledger_entry r where r.reverses = e.id and r.voided = 0)"
    sql = (
        f"select e.id, e.voided from ledger_entry e where (e.voided = 1 and not {reversed_}) "
        f"or (e.voided = 0 and {reversed_}) order by e.id"
    )
    for number, voided in reader.stream(sql):
        yield f"ledger entry {number} counts as {'voided' if voided else 'standing'}, which its reversals contradict"


def _bank_lines(reader: Reader) -> Iterator[str]:
    """Every payment that came of a bank's line, against its line and its contact."""
    sql = (
        "select b.id, b.line_id, b.entry_id from bank_match b join ledger_entry e on e.id = b.entry_id "
        "join bank_line l on l.id = b.line_id where e.contact_id <> b.contact_id or e.kind <> 'payment' "
        "or e.amount >= 0 or l.amount <= 0 order by b.id"
    )
    for number, line, entry in reader.stream(sql):
        yield f"bank match {number} says that ledger entry {entry} came of line {line}, which they contradict"
    over = (
        "select l.id, l.amount, cast(-sum(e.amount) as bigint) from bank_line l join bank_match b on b.line_id = l.id "
        "join ledger_entry e on e.id = b.entry_id and e.voided = 0 group by l.id, l.amount "
        "having -sum(e.amount) > l.amount order by l.id"
    )
    for line, amount, posted in reader.stream(over):
        yield f"bank line {line} of {amount} minor units has payments of {posted}"


def _invoices(reader: Reader) -> Iterator[str]:
    """Invoices are numbered without a gap, and come to what their lines say."""
    expected = 1
    sql = (
        "select i.number, i.total, cast(coalesce((select sum(l.amount) from invoice_line l where l.invoice_id = i.id), "
        "0) as bigint) from invoice i order by i.number"
    )
    for number, total, lines in reader.stream(sql):
        if number != expected:
            yield f"invoice {expected} is missing"
        if total != lines:
            yield f"invoice {number} comes to {total} minor units, its lines to {lines}"
        expected = number + 1


def _deposits(reader: Reader) -> Iterator[str]:
    """What was taken adds to what is held, what was returned or applied takes from it, and never more than there is."""
    wrong = "case when d.kind = 'taken' then d.amount <= 0 else d.amount >= 0 end"
    for number, kind, amount in reader.stream(f"select d.id, d.kind, d.amount from deposit d where {wrong} order by 1"):
        yield f"deposit {number}, {kind}, has an amount of {amount} minor units"
    held = "select d.contact_id, {} from deposit d group by d.contact_id having sum(d.amount) < 0 order by 1"
    sums = ", ".join(
        f"cast(coalesce(sum(case when d.kind = '{kind}' then abs(d.amount) end), 0) as bigint)"
        for kind in ("taken", "returned", "applied")
    )
    for contact, taken, returned, applied in reader.stream(held.format(sums)):
        yield f"of contact {contact} {taken} minor units of deposit were taken, {returned} returned, {applied} applied"
    unpaid = (
        "select d.id from deposit d where d.kind = 'applied' and not exists (select 1 from ledger_entry e "
        "where e.contact_id = d.contact_id and e.kind = 'payment' and e.amount = d.amount and e.on_date = d.on_date "
        "and e.voided = 0) order by 1"
    )
    for (number,) in reader.stream(unpaid):
        yield f"deposit {number} was applied, and no payment that stands says so"


def _rounds(reader: Reader) -> Iterator[str]:
    """What comes round goes on behind what was posted of it, on a day of its rhythm."""
    sql = (
        "select r.id, r.starts, r.every, r.rent_day, coalesce(r.next_on, r.starts), (select max(e.period) "
        "from ledger_entry e where e.recurring_id = r.id and e.kind <> 'reversal') from recurring r order by r.id"
    )
    for number, starts, every, rent_day, coming, posted in reader.stream(sql):
        if posted is not None and posted >= coming:
            yield f"recurring {number} goes on with {coming}, though {posted} has been posted"
        elif coming != NO_MORE and not _is_of_rhythm(coming, starts, every, rent_day):
            yield f"recurring {number} goes on with {coming}, which is no day of its rhythm from {starts} on"


def _credited(reader: Reader) -> Iterator[str]:
    """No more is credited for a period of what comes round than was charged for it."""
    sql = (
        "select e.recurring_id, e.period, e.contact_id, cast(-sum(e.amount) as bigint) from ledger_entry e "
        "where e.recurring_id is not null and e.kind in ('charge', 'credit') and e.voided = 0 "
        "group by e.recurring_id, e.period, e.contact_id having sum(e.amount) < 0 order by 1, 2, 3"
    )
    for number, period, contact, more in reader.stream(sql):
        yield f"for {period} of recurring {number}, contact {contact} was credited {more} minor units more than charged"


def _is_of_rhythm(coming: str, starts: str, every: str, rent_day: int | None) -> bool:
    try:
        rhythm = Rhythm(date.fromisoformat(starts), parse_interval(every), rent_day=rent_day)
        return rhythm.has(date.fromisoformat(coming))
    except (ValueError, CasaError):  # whoever edits rows may have left anything there
        return False
