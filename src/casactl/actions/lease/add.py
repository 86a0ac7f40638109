"""Adding a lease: the contact rents a unit for a time, and is attached to it as tenant."""

from __future__ import annotations

from datetime import date

from casactl.actions.contact.attach import attach_row, refuse_retired
from casactl.actions.property.find import find_property
from casactl.domain.abilities import Ability, cannot
from casactl.domain.leases import overlap
from casactl.domain.money import parse_amount
from casactl.domain.outcomes import REFUSED, Outcome, Result
from casactl.domain.remedy import Remedy, Said
from casactl.errors import InvalidValue, Refused
from casactl.store.queries.attachments import attachments_of
from casactl.store.queries.facts import facts_for
from casactl.store.queries.leases import LeaseRow, list_leases
from casactl.store.queries.properties import PropertyRow
from casactl.store.work import UnitOfWork

TENANT = "tenant"
OPEN = "9999-12-31"


class NotAUnit(Refused):
    """A lease is for a unit, not for a building or a whole community."""

    code = "lease.not-a-unit"


class LeaseOverlaps(Refused):
    """The contact leases that unit already on some of the days."""

    code = "lease.overlaps"


def add_lease(
    work: UnitOfWork, ref: str, number: int, unit: str, *, starts: date, ends: date, rent: str | None = None
) -> Outcome:
    """Store a lease of a unit from `starts` to `ends`, both inclusive.

    Raises NotAUnit, RetiredProperty, LeaseOverlaps; InvalidValue for an end before the start or a wrong rent.
    """
    from casactl.store.tables.lease import Lease

    first, last = starts.isoformat(), ends.isoformat()
    if last < first:
        raise InvalidValue(f"The lease would end on {last} (--to), before it starts on {first} (--from).")
    amount = parse_amount(rent, work.setting("currency")) if rent is not None else None
    at = _unit(work, unit)
    facts = facts_for(work.reader, [number], today=work.today.isoformat(), scope=work.reader.scope, belongings=False)[
        number
    ]
    outcome = Outcome("lease.add")
    if reasons := cannot(facts, Ability.BE_ATTACHED):
        outcome.add(Result(ref, None, REFUSED, facts.display_name, tuple(reasons)))
        return outcome
    refuse_overlap(work, number, at.id, (first, last))
    row = {"contact_id": number, "property_id": at.id, "starts": first, "ends": last, "rent": amount}
    lease = work.insert(Lease, [row])[0]
    _attach(work, number, at, first, last)
    work.summary(f"added lease {lease}: {facts.display_name} ({number}) at {at.path} until {last}")
    outcome.add(Result(ref, lease, "added", facts.display_name, note=f"leases {at.path} from {first} to {last}"))
    return outcome


def _unit(work: UnitOfWork, text: str) -> PropertyRow:
    at = find_property(work.reader, text)
    if at.kind != "unit":
        raise NotAUnit(
            f"{at.path} is a {at.kind}; a lease is for a unit.", hint=Remedy("property list", in_=Said(str(at.id)))
        )
    refuse_retired(at)
    return at


def refuse_overlap(
    work: UnitOfWork, contact: int, property_id: int, days: tuple[str, str], *, leaving_out: int | None = None
) -> None:
    """Raise LeaseOverlaps when another lease of the contact on the unit has one of the days."""
    for held in leases_on(work, contact, property_id):
        if held.id != leaving_out and held.began and overlap((held.starts, held.last), days):
            raise LeaseOverlaps(
                f"{held.display_name} leases {held.path} from {held.starts} to {held.last} already (lease {held.id}).",
                hint=Remedy("lease show", held.id),
            )


def leases_on(work: UnitOfWork, contact: int, property_id: int) -> list[LeaseRow]:
    """The contact's leases on one unit, past ones included."""
    rows = list_leases(work.reader, contact=contact, today=work.today.isoformat(), scope=work.reader.scope)
    return [row for row in rows if row.property_id == property_id]


def _attach(work: UnitOfWork, contact: int, at: PropertyRow, first: str, last: str) -> None:
    """Attach as tenant for the time; an attachment that covers it is enough, one that overlaps it is widened."""
    from casactl.store.tables.relations import Attachment

    held = [
        row
        for row in attachments_of(work.reader, contact)
        if row.property_id == at.id and row.role == TENANT and overlap((row.starts, row.ends or OPEN), (first, last))
    ]
    if not held:
        attach_row(work, contact, at, TENANT, date.fromisoformat(first), date.fromisoformat(last))
    elif not any(row.starts <= first and (row.ends or OPEN) >= last for row in held):
        wider = {"starts": min(held[0].starts, first), "ends": max(held[0].ends or OPEN, last)}
        work.update(Attachment, [{"id": held[0].id, "starts": wider["starts"], "ends": _day(wider["ends"])}])


def _day(text: str) -> str | None:
    return None if text == OPEN else text
