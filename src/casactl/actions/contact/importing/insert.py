"""The rows of one batch of an import, collected by table and written a table at a time."""

from __future__ import annotations

from typing import Any

from casactl.actions.contact.importing.address import Address
from casactl.actions.contact.importing.candidate import Candidate
from casactl.actions.contact.importing.leases import coming_rent, deposit_row, lease_rows
from casactl.actions.contact.importing.tenancy import LeaseTerms, Stay, Tenancy
from casactl.actions.contact.points import point_row
from casactl.actions.contact.values import naming
from casactl.domain.addresses import OWN
from casactl.domain.contact_points import Point
from casactl.domain.contact_types import PERSON, ContactKind
from casactl.domain.standing import Lifecycle
from casactl.store.encoding import encode_row
from casactl.store.work import UnitOfWork

ACTIVE, ARCHIVED = str(Lifecycle.ACTIVE), str(Lifecycle.ARCHIVED)
TABLES = ("contact", "contact_point", "address", "tag", "attachment", "link", "lease", "recurring", "deposit")
"""In the order in which they refer to each other."""


class BatchInsert:
    """Collects the rows of one batch and writes them."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._today = work.today.isoformat()
        self._rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}

    def company(self, name: str, type_: str) -> int:
        """Add a company with nothing but its name; gives its number."""
        row = Candidate(0, (), kind=ContactKind.COMPANY.value, type=type_, name=name)
        return self.contact(row)

    def contact(self, row: Candidate) -> int:
        """Add a contact's own row and its tags; gives its number."""
        number = self._work.take("contact")
        custom = {name: value for name, value in row.custom.items() if value} if row.custom else None
        values: dict[str, Any] = {
            "id": number, "external_id": row.external_id, "kind": row.kind or PERSON,
            "type": row.type,
            "first_name": row.first_name, "last_name": row.last_name, "name": row.name,
            "title": row.title, "suffix": row.suffix, "family_first": row.family_first,
            "do_not": row.do_not,
            "email": row.email, "phone": row.phone,
            "phone_shown": row.phone_shown, "custom": encode_row(custom) if custom else None,
            "created_at": row.created_at or self._work.now, "lifecycle": row.lifecycle or ACTIVE,
            "lifecycle_before": ACTIVE if row.lifecycle == ARCHIVED else None,
        }  # fmt: skip
        values |= naming(values["kind"], values)
        self._rows["contact"].append(values)
        for point in row.points:
            self.point(number, point)
        for tag_key, tag in row.tags.items():
            self.tag(number, tag_key, tag)
        return number

    def address(self, contact: int, address: Address, *, billing: bool, site: bool = False) -> None:
        """Add an address; one that is not the billing address is a site (PY-3)."""
        marks = {"billing": int(billing), "site": int(site or not billing)}
        self._rows["address"].append(dict(zip(OWN, address, strict=True)) | marks | {"contact_id": contact})

    def point(self, contact: int, point: Point) -> None:
        """Add a further e-mail or phone."""
        self._rows["contact_point"].append(point_row(contact, point))

    def tag(self, contact: int, key: str, name: str) -> None:
        """Put a tag on a contact."""
        self._rows["tag"].append({"contact_id": contact, "name": name, "name_key": key})

    def attach(self, contact: int, property_: int, role: str, stay: Stay | None = None) -> None:
        """Attach a contact from today on, or for the time that the row says."""
        row: dict[str, Any] = {"contact_id": contact, "property_id": property_, "role": role, "starts": self._today}
        if stay:
            row |= {"starts": stay.first or self._today, "ends": stay.last}
        self._rows["attachment"].append(row)

    def lease(self, contact: int, unit: int, terms: LeaseTerms) -> None:
        """Add a lease, and let its rent come round."""
        for table, row in lease_rows(self._work, contact, unit, terms):
            self._rows[table].append(row)

    def rent(self, contact: int, unit: int, lease: int, terms: LeaseTerms) -> None:
        """Let the rent of a lease come round that is there."""
        if row := coming_rent(self._work, contact, unit, lease, terms):
            self._rows["recurring"].append(row)

    def deposit(self, contact: int, tenancy: Tenancy, amount: int) -> None:
        """Take a deposit."""
        self._rows["deposit"].append(deposit_row(self._work, contact, tenancy, amount))

    def employ(self, person: int, company: int, *, primary: bool = False) -> None:
        """Say which company a person works for, and whether as its primary contact."""
        row = {"contact_id": person, "other_id": company, "kind": "works-for", "is_primary": int(primary)}
        self._rows["link"].append(row)

    def write(self) -> None:
        """Write everything collected."""
        for table, rows in self._rows.items():
            self._work.insert(table, rows)
            rows.clear()
