"""Leases, deposits and times at places of many contacts together, as an import meets them and an export writes them."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.domain.leases import LeaseDays
from casactl.records import dataclass
from casactl.store.queries.leases import RENT
from casactl.store.queries.settings import today_of
from casactl.store.reader import Reader, Row


@dataclass(frozen=True, slots=True)
class HeldLease(LeaseDays):
    """A lease, with the day of the month on which its rent comes round."""

    id: int
    contact: int
    property_id: int
    path: str
    starts: str
    ends: str
    terminated_on: str | None
    rent: int | None
    rent_day: int | None


def leases_of(reader: Reader, contacts: Sequence[int]) -> list[HeldLease]:
    """All leases of some contacts, the earliest first."""
    sql = (
        f"select l.id, l.contact_id, l.property_id, p.path, l.starts, l.ends, l.terminated_on, {RENT}, "
        "(select max(r.rent_day) from {recurring} r where r.lease_id = l.id) from {lease} l "
        f"join {{property}} p on p.id = l.property_id where {reader.among('l.contact_id', 'ids')} "
        "order by l.contact_id, l.starts, l.id"
    )
    params = {"ids": reader.bind(contacts), "today": today_of(reader).isoformat()}
    return [HeldLease(*row) for row in reader.rows(sql, params)]


def deposits_taken(reader: Reader, contacts: Sequence[int]) -> list[Row]:
    """What was taken of each of some contacts, and what is held of it; nobody of whom nothing was."""
    sql = (
        "select d.contact_id, cast(sum(case when d.kind = 'taken' then d.amount else 0 end) as bigint), "
        f"cast(sum(d.amount) as bigint) from {{deposit}} d where {reader.among('d.contact_id', 'ids')} "
        "group by d.contact_id"
    )
    return reader.rows(sql, {"ids": reader.bind(contacts)})


def times_of(reader: Reader, contacts: Sequence[int]) -> list[Row]:
    """(contact, number, property, path, role, from, to) of each attachment of some contacts, past ones included."""
    sql = (
        "select a.contact_id, a.id, a.property_id, p.path, a.role, a.starts, a.ends from {attachment} a "
        f"join {{property}} p on p.id = a.property_id where {reader.among('a.contact_id', 'ids')} order by a.id"
    )
    return reader.rows(sql, {"ids": reader.bind(contacts)})


def any_lease(reader: Reader) -> bool:
    """Whether anybody has a lease at all."""
    return reader.one("select 1 from {lease} l limit 1") is not None


def any_time(reader: Reader) -> bool:
    """Whether anybody is attached to anything, or was."""
    return reader.one("select 1 from {attachment} a limit 1") is not None


def any_deposit(reader: Reader) -> bool:
    """Whether a deposit is held of anybody."""
    return reader.one("select 1 from {deposit} d limit 1") is not None
