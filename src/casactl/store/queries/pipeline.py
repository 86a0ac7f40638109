"""Leads, prospects and clients: who came in, and every change of a contact's type that the log tells of."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.records import dataclass
from casactl.store.reader import Reader

CHANGING = ("contact.promote", "contact.edit", "contact.import")
"""The verbs that change a contact's type; what `undo` does is seen from the operation that it undid."""
GONE = "c.lifecycle in ('erased', 'merged')"


@dataclass(frozen=True, slots=True)
class CameIn:
    """Contacts added in one minute (UTC) with the same present type and life cycle."""

    minute: str
    type: str
    lifecycle: str
    contacts: int


def came_in(reader: Reader, *, types: Sequence[str], since: str) -> list[CameIn]:
    """The contacts of these types that were added since a moment and are not gone."""
    sql = (
        "select substr(c.created_at, 1, 16), c.type, c.lifecycle, count(*) from {contact} c "
        f"where {reader.among('c.type', 'types')} and c.created_at >= :since and not {GONE} "
        "group by substr(c.created_at, 1, 16), c.type, c.lifecycle order by 1, 2, 3"
    )
    params = {"types": reader.bind(types), "since": since}
    return [CameIn(*row) for row in reader.rows(sql, params)]


@dataclass(frozen=True, slots=True)
class TypeChange:
    """A contact whose type an operation changed; before and after are JSON."""

    contact_id: int
    operation_id: int
    at: str
    before: str
    after: str


def type_changes(reader: Reader, *, since: str) -> list[TypeChange]:
    """Every change of type since a moment, in order, whether or not it was undone; erased ones are not told."""
    sql = (
        "select h.row_id, o.id, o.at, h.before, h.after from {operation_part} o "
        "join {change} h on h.operation_id = o.id join {contact} c on c.id = h.row_id "
        f"where o.at >= :since and {reader.among('o.verb', 'verbs')} and h.table_name = 'contact' "
        f"and h.before is not null and h.after is not null and {reader.contains('h.after', 'mark')} and not {GONE} "
        "order by h.id"
    )
    params = {"since": since, "verbs": reader.bind(CHANGING), "mark": '"type":"'}
    return [TypeChange(*row) for row in reader.rows(sql, params)]


def undoings(reader: Reader, *, since: str) -> list[tuple[int, int]]:
    """(operation, the one that it undid), in order, since a moment."""
    sql = "select o.id, o.undoes from {operation_part} o where o.at >= :since and o.undoes is not null order by o.id"
    return [(row[0], row[1]) for row in reader.rows(sql, {"since": since})]


@dataclass(frozen=True, slots=True)
class Mover:
    """A contact whose type was changed, as it is now."""

    id: int
    created_at: str
    type: str
    lifecycle: str


def movers(reader: Reader, contacts: Sequence[int]) -> list[Mover]:
    """Those of these contacts that are not gone."""
    sql = (
        f"select c.id, c.created_at, c.type, c.lifecycle from {{contact}} c where {reader.among('c.id', 'ids')} "
        f"and not {GONE} order by c.id"
    )
    rows = reader.rows(sql, {"ids": reader.bind(contacts)})
    return [Mover(*row) for row in rows]


def standing_now(reader: Reader, *, types: Sequence[str]) -> dict[str, int]:
    """How many active contacts of each of these types there are, whenever they came."""
    sql = (
        f"select c.type, count(*) from {{contact}} c where {reader.among('c.type', 'types')} "
        "and c.lifecycle = 'active' group by c.type order by c.type"
    )
    return {row[0]: int(row[1]) for row in reader.rows(sql, {"types": reader.bind(types)})}
