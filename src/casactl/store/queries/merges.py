"""What a merge reads, and what contacts that may be one are compared by."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from casactl.domain.names import filed_under
from casactl.domain.standing import Lifecycle
from casactl.store.queries.contacts import condition_of
from casactl.store.queries.filters import Filters
from casactl.store.reader import Reader, Row
from casactl.store.schema import SPECS

MERGING = f'"lifecycle":"{Lifecycle.MERGED}"'
"""What the log's after of a merged contact holds, and of no other."""


def _whole(reader: Reader) -> Reader:
    return reader.unfenced("a merged contact leads to its winner, and all that hangs on it goes there")


def winner_of(reader: Reader, number: int) -> int | None:
    """The contact that this one was merged into, over every step; itself when it was not; None out of scope."""
    sql = (
        "with recursive way(id, onward) as (select c.id, c.merged_into from {contact} c where c.id = :id "
        "union all select n.id, n.merged_into from way w join {contact} n on n.id = w.onward) "
        "select w.id from way w where w.onward is null"
    )
    row = _whole(reader).one(sql, {"id": number})
    return int(row[0]) if row and reader.in_sight("contact", [row[0]]) else None


def absorbed_by(reader: Reader, number: int) -> dict[int, str]:
    """The names by number of all that were merged into a contact the caller may see, over every step."""
    sql = (
        "with recursive way(id, name) as (select c.id, c.display_name from {contact} c where c.merged_into = :id "
        "and c.merged_into is not null union all select n.id, n.display_name from way w join {contact} n "
        "on n.merged_into = w.id and n.merged_into is not null) "
        "select w.id, w.name from way w order by w.id"
    )
    return dict(_whole(reader).rows(sql, {"id": number})) if reader.in_sight("contact", [number]) else {}


def formerly(reader: Reader, column: str) -> list[tuple[int, str]]:
    """(number, value) of what merged contacts lost of a column in the merge, as the log remembers it.

    The numbers are for following to the winner, who has to be in scope; nothing here is for showing.
    """
    sql = (
        "select c.id, h.before from {contact} c join {change} h on h.contact_id = c.id "
        "where c.merged_into is not null and h.table_name = 'contact' and h.row_id = c.id "
        f"and {reader.contains('h.after', 'merging')} and {reader.contains('h.before', 'column')} order by c.id"
    )
    rows = _whole(reader).rows(sql, {"merging": MERGING, "column": f'"{column}":'})
    found = [(int(number), json.loads(before).get(column)) for number, before in rows]
    return [(number, str(value)) for number, value in found if value]


def merged_named(reader: Reader, name: str) -> list[int]:
    """The numbers of merged contacts of exactly that name, for following to the winner, who has to be in scope."""
    among = reader.among("c.sort_key", "keys")
    sql = f"select c.id from {{contact}} c where {among} and c.lifecycle = 'merged' order by 1"
    return [row[0] for row in _whole(reader).rows(sql, {"keys": reader.bind(filed_under(name))})]


def whole_contacts(reader: Reader, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Every column of some contacts, by number."""
    columns = SPECS["contact"].columns
    listed, where = ", ".join(f"c.{column}" for column in columns), reader.among("c.id", "ids")
    sql = f"select {listed} from {{contact}} c where {where} order by c.id"
    rows = reader.rows(sql, {"ids": reader.bind(ids)})
    return {row[0]: dict(zip(columns, row, strict=True)) for row in rows}


def counts_of(reader: Reader, table: str, ids: Sequence[int]) -> dict[int, int]:
    """How many rows of a table hang on each of these contacts, those with none left out."""
    spec = SPECS[table]
    sql = (
        f"select t.{spec.contact}, count(*) from {{{table}}} t where {reader.among(f't.{spec.contact}', 'ids')} "
        f"group by t.{spec.contact} order by t.{spec.contact}"
    )
    return dict(reader.rows(sql, {"ids": reader.bind(ids)}))


def hanging_on(reader: Reader, table: str, column: str, ids: Sequence[int]) -> list[int]:
    """The numbers of a table's rows that refer to these contacts in a column."""
    sql = f"select t.id from {{{table}}} t where {reader.among(f't.{column}', 'ids')} order by t.id"
    return [row[0] for row in _whole(reader).rows(sql, {"ids": reader.bind(ids)})]


def without_way_in(reader: Reader, operation: int) -> list[tuple[int, str, str]]:
    """(number, name, portal) of contacts that an operation touched whose account or invitation opens nothing."""
    sql = (
        "select c.id, c.display_name, c.portal from {contact} c where c.id in (select h.row_id from {change} h "
        "where h.operation_id = :operation and h.table_name = 'contact') and c.lifecycle <> 'merged' "
        "and ((c.portal = 'invited' and c.invitation_until is null) or (c.portal = 'activated' and not exists "
        "(select 1 from {account} a where a.contact_id = c.id))) order by c.id"
    )
    return [(row[0], row[1], row[2]) for row in reader.rows(sql, {"operation": operation})]


def candidates(reader: Reader, filters: Filters, *, today: str) -> Iterator[Row]:
    """(id, kind, first name, last name, name, phone, e-mail, property, company, point's kind, its key), streamed.

    By number, once for each property that a contact was ever attached to, for each company that it works for, and for
    each further e-mail and phone.
    """
    where, params = condition_of(reader, filters, today=today)
    sql = (
        "select c.id, c.kind, c.first_name, c.last_name, c.name, c.phone, c.email, a.property_id, l.other_id, "
        "p.kind, p.key "
        "from {contact} c left join {attachment} a on a.contact_id = c.id "
        "left join {link} l on l.contact_id = c.id and l.kind = 'works-for' "
        f"left join {{contact_point}} p on p.contact_id = c.id where {where} order by c.id"
    )
    return reader.stream(sql, params)


def told_apart(reader: Reader) -> set[tuple[int, int]]:
    """The pairs that are remembered as two contacts, the lower number first."""
    return {(row[0], row[1]) for row in reader.rows("select contact_id, other_id from {not_duplicate}")}


def remembered(reader: Reader, lower: int, higher: int) -> bool:
    """Whether the pair is remembered as two contacts."""
    sql = "select 1 from {not_duplicate} where contact_id = :lower and other_id = :higher"
    return reader.one(sql, {"lower": lower, "higher": higher}) is not None
