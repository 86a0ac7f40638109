"""Postal addresses of contacts, with whom to ask for the key."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import field

from casactl.domain.shapes import INNER, YES_NO, derived
from casactl.records import dataclass
from casactl.store.postal import formatted
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One address; the people who give access to it appear nowhere else (PY-4)."""

    id: int
    contact_id: int
    display_name: str
    label: str | None
    line: str
    city: str | None
    region: str | None
    postcode: str | None
    country: str
    billing: int = field(metadata=YES_NO)
    site: int = field(metadata=YES_NO)
    access_name: str | None = field(metadata=INNER)
    access_phone: str | None = field(metadata=INNER)
    access_email: str | None = field(metadata=INNER)
    access_note: str | None = field(metadata=INNER)
    version: int
    home: str | None = field(metadata=INNER)
    """The workspace's country, None where nobody has set it."""

    @derived(after="site")
    def has_access(self) -> bool:
        """Whether anybody was named or anything said: the key sign (PY-5)."""
        return self.access is not None

    @derived(after="has_access")
    def access(self) -> dict[str, str] | None:
        """Whom to ask for the key, and what to know; None when nothing was said."""
        told = {"name": self.access_name, "phone": self.access_phone, "email": self.access_email,
                "note": self.access_note}  # fmt: skip
        return {key: value for key, value in told.items() if value} or None

    @derived("formatted", after="country")
    def lines(self) -> list[str]:
        """As the post of its country writes it, without the name."""
        place = {"line": self.line, "city": self.city, "region": self.region, "postcode": self.postcode}
        return formatted(place | {"country": self.country}, home=self.home)


SELECT = (
    "select a.id, a.contact_id, c.display_name, a.label, a.line, a.city, a.region, a.postcode, a.country, a.billing, "
    "a.site, a.access_name, a.access_phone, a.access_email, a.access_note, a.version, "
    "(select s.value from setting s where s.name = 'country') from {address} a join {contact} c on c.id = a.contact_id"
)


def addresses_of(reader: Reader, contact: int) -> list[AddressRow]:
    """The addresses of one contact, the billing address first."""
    sql = f"{SELECT} where a.contact_id = :id order by a.billing desc, a.id"
    return [AddressRow(*row) for row in reader.rows(sql, {"id": contact})]


def addresses(
    reader: Reader, *, contact: int | None = None, with_access: bool = False, limit: int | None = None
) -> list[AddressRow]:
    """The addresses of a contact, or of all, newest first; `with_access` those only that say whom to ask."""
    where = ["1 = 1"]
    if contact is not None:
        where.append("a.contact_id = :contact")
    if with_access:
        where.append("coalesce(a.access_name, a.access_phone, a.access_email, a.access_note) is not null")
    sql = f"{SELECT} where {' and '.join(where)} order by a.id desc{' limit :limit' if limit else ''}"
    rows = reader.rows(sql, {"contact": contact, "limit": limit})
    return [AddressRow(*row) for row in rows]


def address_by_number(reader: Reader, number: int) -> AddressRow | None:
    """One address."""
    sql = f"{SELECT} where a.id = :id"
    row = reader.one(sql, {"id": number})
    return AddressRow(*row) if row else None


def billing_address(reader: Reader, contact: int) -> AddressRow | None:
    """Where a contact's statements go by post (PY-1)."""
    sql = f"{SELECT} where a.contact_id = :id and a.billing = 1"
    row = reader.one(sql, {"id": contact})
    return AddressRow(*row) if row else None


def unmarked(reader: Reader, contacts: Sequence[int]) -> list[int]:
    """For each of these contacts with addresses and no billing address: the number of its oldest address."""
    where = reader.among("a.contact_id", "ids")
    return [row[0] for row in reader.rows(_UNMARKED.format(where), {"ids": reader.bind(contacts)})]


def unmarked_by(reader: Reader, operation: int) -> list[int]:
    """The same for the contacts whose addresses an operation changed, as the log says."""
    changes = "select h.{} from {{change}} h where h.operation_id = :operation and h.table_name = 'address'"
    found = reader.rows(_UNMARKED.format(f"a.contact_id in ({changes.format('contact_id')})"), {"operation": operation})
    moved = f"{changes.format('after')} and h.before is not null and {reader.contains('h.after', 'hands')}"
    rows = reader.rows(moved, {"operation": operation, "hands": '"contact_id":'})
    takers = {json.loads(row[0])["contact_id"] for row in rows}
    return sorted({*(row[0] for row in found), *unmarked(reader, sorted(takers))})


_UNMARKED = "select min(a.id) from {{address}} a where {} group by a.contact_id having max(a.billing) = 0 order by 1"


def billing_of(reader: Reader, contacts: Sequence[int]) -> dict[int, int]:
    """The number of each contact's billing address."""
    sql = f"select a.contact_id, a.id from {{address}} a where a.billing = 1 and {reader.among('a.contact_id', 'ids')}"
    return dict(reader.rows(sql, {"ids": reader.bind(contacts)}))
