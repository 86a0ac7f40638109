"""Properties: by path, as a list, who is attached, and whether they are in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from casactl.domain.properties import below, path_key
from casactl.domain.shapes import DATE, INNER, YES_NO, key
from casactl.records import dataclass
from casactl.store.reader import Reader
from casactl.store.schema import SPECS

COLUMNS = "p.id, p.kind, p.name, p.path, p.path_key, p.parent_id, p.retired, p.version, p.share"


@dataclass(frozen=True, slots=True)
class PropertyRow:
    """A property with how many contacts are attached to it today."""

    id: int
    kind: str
    name: str
    path: str
    path_key: str = field(metadata=INNER)
    parent_id: int | None = field(metadata=INNER)
    retired: int = field(metadata=YES_NO)
    version: int = field(metadata=INNER)
    share: int | None = None
    """A unit's part in what is spread by shares."""
    attached: int = field(default=0, metadata=key(after="path"))
    below: int = 0
    """How many properties stand below it, the retired left out unless they are asked for."""


@dataclass(frozen=True, slots=True)
class Occupancy:
    """A contact's attachment to a property."""

    id: int = field(metadata=INNER)
    contact_id: int
    display_name: str
    lifecycle: str
    role: str = field(metadata=key(title="as"))
    starts: str = field(metadata=key("from", DATE, title="since"))
    ends: str | None = field(metadata=key("to", DATE, title="last day"))


def by_key(reader: Reader, path: str) -> PropertyRow | None:
    """The property at a path, whatever its case and accents."""
    sql = f"select {COLUMNS} from {{property}} p where p.path_key = :key"
    row = reader.one(sql, {"key": path_key(path)})
    return PropertyRow(*row) if row else None


def by_number(reader: Reader, number: int) -> PropertyRow | None:
    """The property with that number."""
    sql = f"select {COLUMNS} from {{property}} p where p.id = :id"
    row = reader.one(sql, {"id": number})
    return PropertyRow(*row) if row else None


def ending_in(reader: Reader, path: str, *, limit: int = 20) -> list[PropertyRow]:
    """Properties whose path ends in these whole steps (`Block A/12`)."""
    tail = "/" + path_key(path)
    end = "substr(p.path_key, -length(:tail))" if reader.dialect == "sqlite" else "right(p.path_key, length(:tail))"
    sql = f"select {COLUMNS} from {{property}} p where {end} = :tail order by p.path_order limit :limit"
    return [PropertyRow(*row) for row in reader.rows(sql, {"tail": tail, "limit": limit})]


def all_paths(reader: Reader) -> list[str]:
    """Every path, to find near matches of a mistyped one."""
    sql = "select p.path from {property} p order by p.path_order"
    return [row[0] for row in reader.rows(sql)]


def paths_starting(reader: Reader, text: str, *, limit: int) -> list[str]:
    """Paths that start so, for completion."""
    low = path_key(text) + ("/" if text.endswith("/") else "")
    sql = (
        "select p.path from {property} p where p.path_key >= :low and p.path_key < :high "
        "order by p.path_key limit :limit"
    )
    params = {"low": low, "high": low + "\U0010ffff", "limit": limit}
    return [row[0] for row in reader.rows(sql, params)]


def list_properties(
    reader: Reader, *, within: str | None, kind: str | None, retired: bool, today: str
) -> list[PropertyRow]:
    """Properties in the order of their paths, `within` one and what lies below it."""
    at = path_key(within) if within else ""
    first, last = below(at) if within else ("", "\U0010ffff")
    sql = (
        f"select {COLUMNS}, (select count(distinct a.contact_id) from {{attachment}} a "
        "join {contact} c on c.id = a.contact_id where a.property_id = p.id "
        "and (a.ends is null or a.ends >= :today)), (select count(*) from {property} b "
        "where b.path_key > p.path_key || '/' and b.path_key < p.path_key || '0'"
        + ("" if retired else " and b.retired = 0")
        + ") from {property} p where (p.path_key = :key or (p.path_key >= :first and p.path_key < :last)) "
        + (" and p.kind = :kind" if kind else "")
        + ("" if retired else " and p.retired = 0")
        + " order by p.path_order"
    )
    params = {"key": at, "first": first, "last": last, "kind": kind, "today": today}
    return [PropertyRow(*row) for row in reader.rows(sql, params)]


def children(reader: Reader, number: int) -> int:
    """How many properties lie directly below."""
    row = reader.one("select count(*) from {property} p where p.parent_id = :id", {"id": number})
    return int(row[0]) if row else 0


def descendants(reader: Reader, key: str) -> list[PropertyRow]:
    """Everything below a path, in the order of the paths."""
    first, last = below(key)
    sql = (
        f"select {COLUMNS} from {{property}} p where p.path_key >= :first and p.path_key < :last order by p.path_order"
    )
    return [PropertyRow(*row) for row in reader.rows(sql, {"first": first, "last": last})]


def occupancies(reader: Reader, number: int) -> list[Occupancy]:
    """Everybody who was ever attached to a property, the present first."""
    sql = (
        "select a.id, c.id, c.display_name, c.lifecycle, a.role, a.starts, a.ends from {attachment} a "
        "join {contact} c on c.id = a.contact_id where a.property_id = :id "
        "order by a.ends is not null, a.ends desc, a.starts, a.id"
    )
    return [Occupancy(*row) for row in reader.rows(sql, {"id": number})]


def ever_attached(reader: Reader, number: int) -> bool:
    """Whether anybody was ever attached to a property, seen or not."""
    return reader.one("select 1 from {attachment} a where a.property_id = :id limit 1", {"id": number}) is not None


def keys_to_ids(reader: Reader, keys: list[str]) -> dict[str, int]:
    """Property numbers by path key, for the keys that exist and are not retired."""
    sql = f"select p.path_key, p.id from {{property}} p where p.retired = 0 and {reader.among('p.path_key', 'keys')} "
    return dict(reader.rows(sql, {"keys": reader.bind(keys)}))


def kinds_of(reader: Reader, numbers: Sequence[int]) -> dict[int, str]:
    """The kinds of some properties, by number."""
    sql = f"select p.id, p.kind from {{property}} p where {reader.among('p.id', 'ids')}"
    return dict(reader.rows(sql, {"ids": reader.bind(numbers)}))


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
    sql = "select p.name from {property} p where p.parent_id = :id order by p.path_order limit :limit"
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
        "order by p.path_order, a.id limit :limit"
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
