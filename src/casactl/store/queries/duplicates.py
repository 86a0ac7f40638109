"""What duplicates are found by: names, phones, e-mails and belongings of everybody, and the pairs that are two."""

from __future__ import annotations

from collections.abc import Iterator

from casactl.store.queries.contacts import condition_of
from casactl.store.queries.filters import Filters
from casactl.store.reader import Reader, Row


def candidates(reader: Reader, filters: Filters, *, today: str) -> Iterator[Row]:
    """(id, kind, first name, last name, name, phone, e-mail, property, company) by number, streamed.

    A contact comes once for each property that it was ever attached to, and for each company it works for.
    """
    where, params = condition_of(reader, filters, today=today)
    sql = (
        "select c.id, c.kind, c.first_name, c.last_name, c.name, c.phone, c.email, a.property_id, l.other_id "
        "from {contact} c left join {attachment} a on a.contact_id = c.id "
        "left join {link} l on l.contact_id = c.id and l.kind = 'works-for' "
        f"where {where} order by c.id"
    )
    return reader.stream(sql, params)


def told_apart(reader: Reader) -> set[tuple[int, int]]:
    """The pairs that are remembered as two contacts, the lower number first."""
    return {(row[0], row[1]) for row in reader.rows("select contact_id, other_id from {not_duplicate}")}


def remembered(reader: Reader, lower: int, higher: int) -> bool:
    """Whether the pair is remembered as two contacts."""
    sql = "select 1 from {not_duplicate} where contact_id = :lower and other_id = :higher"
    return reader.one(sql, {"lower": lower, "higher": higher}) is not None
