"""Postal addresses of contacts, with whom to ask for the key."""

from __future__ import annotations

from dataclasses import dataclass

from casactl.store.reader import Reader
from casactl.store.scope import Scope

SELECT = (
    "select a.id, a.contact_id, c.display_name, a.line, a.city, a.region, a.postcode, a.country, a.label, a.billing, "
    "a.site, a.access_name, a.access_phone, a.access_email, a.access_note, a.version from address a "
    "join contact c on c.id = a.contact_id"
)


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One address; the people who give access to it appear nowhere else (PY-4)."""

    id: int
    contact_id: int
    display_name: str
    line: str
    city: str | None
    region: str | None
    postcode: str | None
    country: str
    label: str | None
    billing: int
    site: int
    access_name: str | None
    access_phone: str | None
    access_email: str | None
    access_note: str | None
    version: int

    @property
    def access(self) -> dict[str, str] | None:
        """Whom to ask for the key, and what to know; None when nothing was said."""
        told = {"name": self.access_name, "phone": self.access_phone, "email": self.access_email,
                "note": self.access_note}  # fmt: skip
        return {key: value for key, value in told.items() if value} or None

    def as_dict(self) -> dict[str, object]:
        """The JSON shape; `has_access` is the key sign (PY-5)."""
        return {
            "id": self.id,
            "contact_id": self.contact_id,
            "label": self.label,
            "line": self.line,
            "city": self.city,
            "region": self.region,
            "postcode": self.postcode,
            "country": self.country,
            "billing": bool(self.billing),
            "site": bool(self.site),
            "has_access": self.access is not None,
            "access": self.access,
            "version": self.version,
        }


def addresses_of(reader: Reader, contact: int, *, scope: Scope) -> list[AddressRow]:
    """The addresses of one contact, the billing address first."""
    sql = f"{SELECT} where a.contact_id = :id and {scope.predicate('c.id')} order by a.billing desc, a.id"
    return [AddressRow(*row) for row in reader.rows(sql, {"id": contact} | scope.params, scope=scope)]
