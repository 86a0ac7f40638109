"""Leases: added, ended before their agreed day, or withdrawn before they began."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from casactl.actions.contact.attach import end_attachments, refuse_retired
from casactl.actions.find import find_one
from casactl.actions.property.find import find_property
from casactl.actions.rent import Rented, begin_rent, change_rent, end_rents, lengthen_rents
from casactl.domain.abilities import Ability, cannot
from casactl.domain.amounts import Amounts
from casactl.domain.failures import failure
from casactl.domain.leases import OPEN, LeaseStatus, overlap, until_words
from casactl.domain.money import format_amount
from casactl.domain.outcomes import REFUSED, UNCHANGED, UPDATED, Outcome, Result
from casactl.domain.recurring import parse_month_day
from casactl.domain.remedy import Blank, Remedy, Sentence
from casactl.errors import InvalidValue, UsageFault
from casactl.records import dataclass
from casactl.store.queries.facts import facts_for
from casactl.store.queries.leases import AttachmentRow, LeaseRow, attachments_of, lease_by_number, list_leases
from casactl.store.queries.ledger import charges_after
from casactl.store.queries.properties import PropertyRow
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork


def find_lease(reader: Reader, text: str, *, today: str) -> LeaseRow:
    """The lease with that number, within the reader's scope.

    Raises NotFound.
    """
    digits = text.strip()
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else 0
    found = lease_by_number(reader, number, today=today)
    return find_one(found, "lease", f"'{text}'")


TENANT = "tenant"


@dataclass(frozen=True, slots=True)
class Terms:
    """A lease as asked for; without `ends` it is open-ended, with `rent_day` its rent comes round."""

    starts: date
    ends: date | None = None
    rent: str | None = None
    rent_day: str | None = None


def add_lease(work: UnitOfWork, ref: str, number: int, unit: str, terms: Terms) -> Outcome:
    """Store a lease of a unit from the first day to the last, both inclusive, and let its rent come round.

    Raises Refused; InvalidValue for an end before the start, a wrong rent or a rent day without one.
    """
    first, last = terms.starts.isoformat(), terms.ends.isoformat() if terms.ends else OPEN
    if last < first:
        raise InvalidValue(f"The lease would end on {last} (--to), before it starts on {first} (--from).")
    amount = Amounts.of(work.setting).parse(terms.rent) if terms.rent is not None else None
    rent_day = parse_month_day(terms.rent_day, "--rent-day") if terms.rent_day is not None else None
    if rent_day and amount is None:
        raise UsageFault("--rent-day goes with --rent: it is the day on which the rent is charged.")
    at = _unit(work, unit)
    facts = facts_for(work.reader, [number], today=work.today.isoformat(), belongings=False)[number]
    outcome = Outcome("lease.add")
    if reasons := cannot(facts, Ability.BE_ATTACHED):
        outcome.add(Result(ref, None, REFUSED, facts.display_name, tuple(reasons)))
        return outcome
    refuse_overlap(work, number, at.id, (first, last))
    row = {"contact_id": number, "property_id": at.id, "starts": first, "ends": last, "rent": amount}
    lease = work.insert("lease", [row])[0]
    attach_tenant(work, number, at.id, first, last)
    until = until_words(last)
    span = f"from {first} to {last}" if terms.ends else f"from {first} on"
    if rent_day and amount:
        begin_rent(work, Rented(lease, number, at.id), amount, rent_day, starts=terms.starts, until=terms.ends)
        span += f"; due run charges the rent on day {rent_day} of each month"
    work.summary(f"added lease {lease}: {facts.display_name} ({number}) at {at.path} {until}")
    outcome.add(Result(ref, lease, "added", facts.display_name, note=f"leases {at.path} {span}"))
    return outcome


def set_rent(work: UnitOfWork, ref: str, amount: str, starts: date, *, rent_day: str | None = None) -> Outcome:
    """Charge another rent from a day on, or let the first one come round, on a day of each month.

    Raises NotFound, InvalidAmount, InvalidValue.
    """
    lease = find_lease(work.reader, ref, today=work.today.isoformat())
    minor = Amounts.of(work.setting).parse(amount)
    if lease.last < starts.isoformat() or lease.starts > starts.isoformat():
        raise failure("lease.not-then", id=lease.id, on=starts)
    day = parse_month_day(rent_day, "--rent-day") if rent_day is not None else None
    of = Rented(lease.id, lease.contact_id, lease.property_id)
    change_rent(work, of, minor, starts, day=day, last=None if lease.last == OPEN else date.fromisoformat(lease.last))
    if starts <= work.today:
        work.update("lease", [{"id": lease.id, "rent": minor}])
    currency = work.setting("currency")
    money = f"{format_amount(minor, currency)} {currency}"
    work.summary(f"rent of lease {lease.id} is {money} from {starts}: {lease.display_name} ({lease.contact_id})")
    note = f"{lease.path}: {money} from {starts}"
    return Outcome("lease.rent", [Result(ref, lease.id, UPDATED, lease.display_name, note=note)])


def _unit(work: UnitOfWork, text: str) -> PropertyRow:
    at = find_property(work.reader, text)
    if at.kind != "unit":
        raise failure("lease.not-a-unit", path=at.path, kind=at.kind, id=at.id)
    refuse_retired(at)
    return at


def refuse_overlap(
    work: UnitOfWork, contact: int, property_id: int, days: tuple[str, str], *, leaving_out: int | None = None
) -> None:
    """Raise LeaseOverlaps when another lease of the contact on the unit has one of the days."""
    for held in leases_on(work, contact, property_id):
        if held.id != leaving_out and held.began and overlap((held.starts, held.last), days):
            raise failure(
                "lease.overlaps",
                display_name=held.display_name,
                path=held.path,
                starts=held.starts,
                until=until_words(held.last),
                id=held.id,
            )


def leases_on(work: UnitOfWork, contact: int, property_id: int) -> list[LeaseRow]:
    """The contact's leases on one unit, past ones included."""
    rows = list_leases(work.reader, contact=contact, today=work.today.isoformat())
    return [row for row in rows if row.property_id == property_id]


def attach_tenant(work: UnitOfWork, contact: int, unit: int, first: str, last: str) -> None:
    """Attach as tenant for the time; an attachment that covers it is enough, one that overlaps it is widened."""
    held = [
        row
        for row in attachments_of(work.reader, contact)
        if row.property_id == unit and row.role == TENANT and overlap((row.starts, row.ends or OPEN), (first, last))
    ]
    if not held:
        time = {"starts": first, "ends": _day(last)}
        work.insert("attachment", [{"contact_id": contact, "property_id": unit, "role": TENANT, **time}])
    elif not any(row.starts <= first and (row.ends or OPEN) >= last for row in held):
        wider = {"starts": min(held[0].starts, first), "ends": max(held[0].ends or OPEN, last)}
        work.update("attachment", [{"id": held[0].id, "starts": wider["starts"], "ends": _day(wider["ends"])}])


def _day(text: str) -> str | None:
    return None if text == OPEN else text


def end_lease(work: UnitOfWork, ref: str, *, on: date | None) -> Outcome:
    """Make `on` the last day of a lease, or end it at once; its attachment ends with it.

    A lease that has not begun by then is withdrawn: it stays on record, ended, and nobody was attached.
    Raises NotFound, InvalidValue, Refused.
    """
    lease = find_lease(work.reader, ref, today=work.today.isoformat())
    today = work.today.isoformat()
    if on and on.isoformat() > lease.ends:
        raise failure("lease.ends-after-agreed", id=lease.id, ends=lease.ends, on=on)
    if on and on.isoformat() < lease.starts <= today:
        raise failure("lease.has-begun", id=lease.id, starts=lease.starts, on=on)
    facts = facts_for(work.reader, [lease.contact_id], today=today, belongings=False)
    outcome = Outcome("lease.end")
    if reasons := cannot(facts[lease.contact_id], Ability.EDIT):
        outcome.add(Result(ref, lease.id, REFUSED, lease.display_name, tuple(reasons)))
    elif note := _nothing_to_do(lease, on, today):
        outcome.add(Result(ref, lease.id, UNCHANGED, lease.display_name, note=note))
    else:
        last = on or work.today - timedelta(days=1)
        ended = _end(work, ref, lease, last)
        longer = last.isoformat() > lease.last and lease.began
        if longer and lengthen_rents(work, lease.id, date.fromisoformat(lease.last), last):
            ended = replace(ended, note=f"{ended.note}; its rent goes on until then")
        if credited := _settle_charges(work, lease, last, outcome):
            money = format_amount(credited, work.setting("currency"))
            note = f"{ended.note}; credits {money} {work.setting('currency')} of the rent"
            ended = replace(ended, note=note, more={"credited": money})
        outcome.add(ended)
    return outcome


def _settle_charges(work: UnitOfWork, lease: LeaseRow, last: date, outcome: Outcome) -> int:
    """End the rent, and name the other charges at the unit dated after the lease: somebody has to decide (L13).

    Gives how much of the rent is credited.
    """
    credited, total = end_rents(work, lease.id, last)
    for number, on, amount in charges_after(work.reader, lease.contact_id, lease.property_id, last.isoformat()):
        if number in credited:
            continue
        money = f"{format_amount(amount, work.setting('currency'))} {work.setting('currency')}"
        left = f"charge {number} of {money} is dated {on}, after the lease: "
        outcome.warnings.append(Sentence(left, Remedy("ledger void", number, reason=Blank("WHY"))))
    return total


def _nothing_to_do(lease: LeaseRow, on: date | None, today: str) -> str:
    """Why nothing changes: over already, or ending on that day anyhow."""
    if lease.status is not LeaseStatus.ACTIVE and (on is None or on.isoformat() >= lease.last):
        return f"left lease {lease.id} on {lease.last} already" if lease.began else f"never began lease {lease.id}"
    if not lease.began:
        return f"never began lease {lease.id}"
    return f"leaves lease {lease.id} on {lease.last} anyhow" if on and on.isoformat() == lease.last else ""


def _end(work: UnitOfWork, ref: str, lease: LeaseRow, last: date) -> Result:
    day, yesterday = last.isoformat(), (work.today - timedelta(days=1)).isoformat()
    begun = lease.starts <= day
    if day > lease.last:
        refuse_overlap(work, lease.contact_id, lease.property_id, (lease.starts, day), leaving_out=lease.id)
    ended = (None if day == lease.ends else day) if begun else min(day, yesterday)
    _end_attachments(work, lease, last)
    work.update("lease", [{"id": lease.id, "terminated_on": ended}])
    words = f"lease of {lease.path}, last day {day}" if begun else f"lease of {lease.path}, withdrawn before it began"
    work.summary(f"ended lease {lease.id}: {lease.display_name} ({lease.contact_id}) at {lease.path}")
    return Result(ref, lease.id, "ended", lease.display_name, note=words)


def _end_attachments(work: UnitOfWork, lease: LeaseRow, last: date) -> None:
    """End what the lease attached, but for what another lease of the contact there still needs."""
    others = [
        (row.starts, row.last)
        for row in leases_on(work, lease.contact_id, lease.property_id)
        if row.id != lease.id and row.began and row.status is LeaseStatus.ACTIVE
    ]
    ending = {
        row.id: row.starts
        for row in attachments_of(work.reader, lease.contact_id)
        if row.property_id == lease.property_id
        and row.role == TENANT
        and _follows(row, lease, last.isoformat())
        and not any(overlap((row.starts, row.ends or OPEN), other) for other in others)
    }
    end_attachments(work, ending, last)


def _follows(row: AttachmentRow, lease: LeaseRow, last: str) -> bool:
    """Whether an attachment ends with the lease: not one that is older than a lease that never began."""
    if not overlap((row.starts, row.ends or OPEN), (lease.starts, lease.last)):
        return False
    if last < lease.starts and row.starts < lease.starts:
        return False
    return (row.ends or OPEN) > last or row.ends == lease.last
