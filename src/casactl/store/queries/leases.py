"""Leases with their contact and unit."""

from __future__ import annotations

from dataclasses import dataclass

from casactl.domain.leases import LeaseStatus, status_on
from casactl.domain.money import format_amount
from casactl.domain.properties import below, path_key
from casactl.store.reader import Reader

COLUMNS = (
    "l.id, l.contact_id, c.display_name, l.property_id, p.path, l.starts, l.ends, l.terminated_on, l.rent, l.version"
)
TABLES = "{lease} l join {contact} c on c.id = l.contact_id join {property} p on p.id = l.property_id"
IS = {
    LeaseStatus.ACTIVE: "coalesce(l.terminated_on, l.ends) >= :today",
    LeaseStatus.EXPIRED: "l.terminated_on is null and l.ends < :today",
    LeaseStatus.TERMINATED: "l.terminated_on < :today",
}


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """A lease; `ends` is the agreed last day, `terminated_on` the last day where that is another."""

    id: int
    contact_id: int
    display_name: str
    property_id: int
    path: str
    starts: str
    ends: str
    terminated_on: str | None
    rent: int | None
    version: int

    @property
    def last(self) -> str:
        """The last day."""
        return self.terminated_on or self.ends

    @property
    def began(self) -> bool:
        """Whether it ever runs: one that was withdrawn ends before it starts."""
        return self.starts <= self.last

    def status(self, day: str) -> LeaseStatus:
        """Where it stands on a day."""
        return status_on(day, ends=self.ends, terminated_on=self.terminated_on)

    def as_dict(self, currency: str, *, today: str) -> dict[str, object]:
        """The JSON shape; `rent` null when none was agreed."""
        return {
            "id": self.id,
            "contact_id": self.contact_id,
            "display_name": self.display_name,
            "property": self.path,
            "from": self.starts,
            "to": self.ends,
            "terminated_on": self.terminated_on,
            "rent": None if self.rent is None else format_amount(self.rent, currency),
            "currency": currency,
            "status": str(self.status(today)),
        }


FIELDS = tuple(LeaseRow(0, 0, "", 0, "", "", "", None, None, 1).as_dict("GBP", today=""))
"""The keys of a lease, in order: what `--fields` takes."""


def list_leases(
    reader: Reader,
    *,
    status: LeaseStatus | None = None,
    contact: int | None = None,
    within: str | None = None,
    today: str,
) -> list[LeaseRow]:
    """Leases by their last day, of everybody or of one contact, on a property and what lies below it (a path)."""
    where, params = ["1 = 1"], dict[str, object]()
    if status:
        where.append(IS[status])
        params["today"] = today
    if contact is not None:
        where.append("l.contact_id = :contact")
        params["contact"] = contact
    if within is not None:
        key = path_key(within)
        first, last = below(key)
        where.append("(p.path_key = :path or (p.path_key >= :path_from and p.path_key < :path_to))")
        params |= {"path": key, "path_from": first, "path_to": last}
    order = "coalesce(l.terminated_on, l.ends), l.id"
    sql = f"select {COLUMNS} from {TABLES} where {' and '.join(where)} order by {order}"
    return [LeaseRow(*row) for row in reader.rows(sql, params)]


def lease_by_number(reader: Reader, number: int) -> LeaseRow | None:
    """One lease, None when there is none or its contact is out of sight."""
    sql = f"select {COLUMNS} from {TABLES} where l.id = :id"
    row = reader.one(sql, {"id": number})
    return LeaseRow(*row) if row else None
