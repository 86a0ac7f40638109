"""Leases with their contact and unit, and attachments with their property."""

from __future__ import annotations

from dataclasses import field

from casactl.domain.leases import OPEN, LeaseDays, LeaseStatus, status_on
from casactl.domain.shapes import DATE, INNER, MONEY, Kind, currency_behind, derived, key
from casactl.records import dataclass
from casactl.store.queries.places import at_or_below
from casactl.store.reader import Reader

RENT = (
    "coalesce((select r.amount from {recurring} r where r.lease_id = l.id and r.starts <= :today "
    "order by r.starts desc, r.id desc limit 1), l.rent)"
)
"""The rent of the day: another one may have been agreed on since the lease was made, from a day that has come."""
COLUMNS = (
    f"l.id, l.contact_id, c.display_name, l.property_id, p.path, l.starts, l.ends, l.terminated_on, {RENT}, l.version"
)
TABLES = "{lease} l join {contact} c on c.id = l.contact_id join {property} p on p.id = l.property_id"
IS = {
    LeaseStatus.ACTIVE: "coalesce(l.terminated_on, l.ends) >= :today",
    LeaseStatus.EXPIRED: "l.terminated_on is null and l.ends < :today",
    LeaseStatus.TERMINATED: "l.terminated_on < :today",
}


@dataclass(frozen=True, slots=True)
class LeaseRow(LeaseDays):
    """A lease; `ends` is the agreed last day, `terminated_on` the last day where that is another."""

    id: int
    contact_id: int
    display_name: str
    property_id: int = field(metadata=INNER)
    path: str = field(metadata=key("property"))
    starts: str = field(metadata=key("from", DATE))
    ends: str = field(metadata=INNER)
    terminated_on: str | None = field(metadata=DATE)
    rent: int | None = field(metadata=MONEY)
    version: int = field(metadata=INNER)
    today: str = field(metadata=INNER)

    currency = currency_behind("rent")

    @derived("to", after="from", kind=Kind.DATE)
    def agreed_until(self) -> str | None:
        """The agreed last day; None where none was agreed."""
        return None if self.ends == OPEN else self.ends

    @derived(after="currency")
    def status(self) -> LeaseStatus:
        """Where it stands today."""
        return status_on(self.today, ends=self.ends, terminated_on=self.terminated_on)


def list_leases(
    reader: Reader,
    *,
    status: LeaseStatus | None = None,
    contact: int | None = None,
    within: str | None = None,
    today: str,
) -> list[LeaseRow]:
    """Leases by their last day, of everybody or of one contact, on a property and what lies below it (a path)."""
    where, params = ["1 = 1"], dict[str, object](today=today)
    if status:
        where.append(IS[status])
    if contact is not None:
        where.append("l.contact_id = :contact")
        params["contact"] = contact
    if within is not None:
        there, bound = at_or_below(within)
        where.append(there)
        params |= bound
    order = "coalesce(l.terminated_on, l.ends), l.id"
    sql = f"select {COLUMNS} from {TABLES} where {' and '.join(where)} order by {order}"
    return [LeaseRow(*(*row, today)) for row in reader.rows(sql, params)]


def lease_by_number(reader: Reader, number: int, *, today: str) -> LeaseRow | None:
    """One lease, None when there is none or its contact is out of sight."""
    sql = f"select {COLUMNS} from {TABLES} where l.id = :id"
    row = reader.one(sql, {"id": number, "today": today})
    return LeaseRow(*(*row, today)) if row else None


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """An attachment with its property's path."""

    id: int = field(metadata=INNER)
    property_id: int = field(metadata=INNER)
    path: str = field(metadata=key("property"))
    role: str
    starts: str = field(metadata=key("from", DATE))
    ends: str | None = field(metadata=key("to", DATE))
    version: int = field(metadata=INNER)

    def holds_on(self, day: str) -> bool:
        """Whether it holds on a day or later: no end, or an end not before it."""
        return self.ends is None or self.ends >= day


def attachments_of(reader: Reader, contact: int) -> list[AttachmentRow]:
    """All attachments of one contact that the caller has already been let to see."""
    sql = (
        "select a.id, a.property_id, p.path, a.role, a.starts, a.ends, a.version from {attachment} a "
        "join {property} p on p.id = a.property_id where a.contact_id = :id "
        "order by a.ends is not null, a.ends desc, p.path_order, a.id"
    )
    return [AttachmentRow(*row) for row in reader.rows(sql, {"id": contact})]
