"""What stands in a property's way: what lies below it, who is or was there, who holds a path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casactl.domain.properties import below
from casactl.store.queries.properties import COLUMNS, PropertyRow
from casactl.store.reader import Reader
from casactl.store.schema import SPECS


@dataclass(frozen=True, slots=True)
class Inhabitant:
    """A contact that is attached somewhere."""

    contact_id: int
    display_name: str
    property_id: int
    path: str
    role: str


def by_keys(reader: Reader, keys: Sequence[str]) -> list[PropertyRow]:
    """The properties at these path keys, retired ones included."""
    sql = f"select {COLUMNS} from {{property}} p where {reader.among('p.path_key', 'keys')}"
    return [PropertyRow(*row) for row in reader.rows(sql, {"keys": reader.bind(keys)})]


def child_names(reader: Reader, number: int, *, limit: int) -> list[str]:
    """The first names of what lies directly below."""
    sql = "select p.name from {property} p where p.parent_id = :id order by p.path_key limit :limit"
    return [row[0] for row in reader.rows(sql, {"id": number, "limit": limit})]


def count_below(reader: Reader, key: str) -> int:
    """How many properties lie below a path, at any depth."""
    first, last = below(key)
    sql = "select count(*) from {property} p where p.path_key >= :first and p.path_key < :last"
    row = reader.one(sql, {"first": first, "last": last})
    return int(row[0]) if row else 0


def attached_within(reader: Reader, key: str, *, today: str, limit: int) -> list[Inhabitant]:
    """Who is attached today to a property or to anything below it, path by path."""
    first, last = below(key)
    sql = (
        "select c.id, c.display_name, p.id, p.path, a.role from {property} p "
        "join {attachment} a on a.property_id = p.id join {contact} c on c.id = a.contact_id "
        "where (p.path_key = :key or (p.path_key >= :first and p.path_key < :last)) "
        "and (a.ends is null or a.ends >= :today) "
        "order by p.path_key, a.id limit :limit"
    )
    params = {"key": key, "first": first, "last": last, "today": today, "limit": limit}
    return [Inhabitant(*row) for row in reader.rows(sql, params)]


def count_attached_within(reader: Reader, key: str, *, today: str) -> int:
    """How many attachments hold today at a property or below it, whoever may see them."""
    first, last = below(key)
    sql = (
        "select count(*) from {property} p join {attachment} a on a.property_id = p.id "
        "where (p.path_key = :key or (p.path_key >= :first and p.path_key < :last)) "
        "and (a.ends is null or a.ends >= :today)"
    )
    row = reader.one(sql, {"key": key, "first": first, "last": last, "today": today})
    return int(row[0]) if row else 0


def mentioned_in(reader: Reader, number: int) -> list[str]:
    """The tables that refer to a property, apart from attachments and the tree: leases, ledger entries …"""
    tables = [(t, c) for t, c in SPECS["property"].referred_by if t not in ("attachment", "property")]
    sql = " union all ".join(
        f"select '{table}' where exists (select 1 from {{{table}}} t where t.{column} = :id)"
        for table, column in tables
    )
    whole = reader.unfenced("a property stays for as long as any row refers to it")
    return sorted(str(row[0]) for row in whole.rows(sql, {"id": number}))
