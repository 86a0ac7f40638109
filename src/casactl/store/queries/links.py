"""A contact's ties to other contacts, from both sides; households; what a tie could lead back to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any

from casactl.domain.shapes import YES_NO, key
from casactl.domain.ties import HOUSEHOLD, KINDS, LOOPING, primary_of
from casactl.records import dataclass
from casactl.store.reader import BATCH, Reader

Tie = dict[str, Any]
"""A row of the table `link`."""

COLUMNS = ("id", "contact_id", "other_id", "kind", "is_primary")
SELECT = f"select {', '.join(f'l.{column}' for column in COLUMNS)} from {{link}} l"
SHOWN_FIRST = "l.is_primary desc, l.id"
"""A person's company is the one whose primary contact the person is, else the one of the earliest tie."""


def _whole(reader: Reader) -> Reader:
    return reader.unfenced("ties lead on over contacts out of sight, whom nobody names")


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A tie as one side sees it: `works-for` the other, or the other's `employer-of`."""

    id: int
    as_: str = field(metadata=key("as"))
    contact_id: int
    display_name: str
    primary: int = field(metadata=YES_NO)


def links_of(reader: Reader, contact: int) -> list[LinkRow]:
    """All ties of one contact whose other side is in scope, those that are the primary first among their like."""
    sql = (
        "select l.id, l.kind, 1, c.id, c.display_name, l.is_primary from {link} l "
        "join {contact} c on c.id = l.other_id where l.contact_id = :id "
        "union all select l.id, l.kind, 0, c.id, c.display_name, l.is_primary from {link} l "
        "join {contact} c on c.id = l.contact_id where l.other_id = :id order by 5, 1"
    )
    found = reader.rows(sql, {"id": contact})
    at_home = any(row[1] == HOUSEHOLD for row in found)
    head = primary_of(households_of(reader, [contact]).get(contact, [])) if at_home else None
    rows = [
        LinkRow(row[0], KINDS[row[1]].name if row[2] else KINDS[row[1]].back, row[3], row[4],
                int(row[3] == head) if row[1] == HOUSEHOLD else row[5])
        for row in found
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.as_, not row.primary))


def ties_between(reader: Reader, one: int, other: int) -> list[Tie]:
    """All ties of one contact to another, and those of households in either direction, the earliest first."""
    sql = (
        f"{SELECT} where (l.contact_id = :one and l.other_id = :other) or (l.contact_id = :other and l.other_id = :one "
        "and l.kind = 'household') order by l.id"
    )
    return _ties(reader.rows(sql, {"one": one, "other": other}))


def marked_for(reader: Reader, other: int, kind: str) -> list[Tie]:
    """The ties of those who are marked as the primary of a kind for a contact."""
    sql = f"{SELECT} where l.other_id = :other and l.kind = :kind and l.is_primary = 1 order by l.id"
    return _ties(_whole(reader).rows(sql, {"other": other, "kind": kind}))


def led_by(reader: Reader, person: int) -> list[tuple[int, str]]:
    """(company, its name) of the companies that somebody active is the primary contact of, and that have pages."""
    sql = (
        "select c.id, c.display_name from {link} l join {contact} p on p.id = l.contact_id "
        "join {contact} c on c.id = l.other_id "
        "where l.contact_id = :person and l.kind = 'works-for' and l.is_primary = 1 and p.lifecycle = 'active' "
        "and (c.lifecycle = 'active' or (c.lifecycle = 'archived' and coalesce(c.lifecycle_before, '') <> 'inactive')) "
        "order by c.id"
    )
    return [(row[0], row[1]) for row in _whole(reader).rows(sql, {"person": person})]


def headed_by(reader: Reader, people: Sequence[int]) -> list[tuple[int, str, int]]:
    """(company, its name, who) of the companies still here whose primary contact is among these people."""
    sql = (
        "select c.id, c.display_name, l.contact_id from {link} l join {contact} c on c.id = l.other_id "
        f"where {reader.among('l.contact_id', 'ids')} and l.kind = 'works-for' and l.is_primary = 1 "
        "and c.lifecycle in ('active', 'inactive') order by c.id"
    )
    found: list[tuple[int, str, int]] = []
    for start in range(0, len(people), BATCH):
        params = {"ids": reader.bind(people[start : start + BATCH])}
        found += [(row[0], row[1], row[2]) for row in reader.rows(sql, params)]
    return found


def companies_of_person(reader: Reader, person: int) -> list[Tie]:
    """The ties of a person to companies, that of the company which is shown first."""
    sql = f"{SELECT} where l.contact_id = :id and l.kind = 'works-for' order by {SHOWN_FIRST}"
    return _ties(_whole(reader).rows(sql, {"id": person}))


def households_of(reader: Reader, ids: Sequence[int]) -> dict[int, list[Tie]]:
    """The ties of each contact's household, over any number of steps; without one the contact is not there."""
    sql = (
        "with recursive home(seed, id) as ("
        f"select l.contact_id, l.contact_id from {{link}} l where {reader.among('l.contact_id', 'ids')} "
        "and l.kind = 'household' union "
        f"select l.other_id, l.other_id from {{link}} l where {reader.among('l.other_id', 'ids')} "
        "and l.kind = 'household' union "
        "select h.seed, case when l.contact_id = h.id then l.other_id else l.contact_id end from home h "
        "join {link} l on (l.contact_id = h.id and l.kind = 'household') "
        "or (l.other_id = h.id and l.kind = 'household')) "
        f"select h.seed, {', '.join(f'l.{column}' for column in COLUMNS)} from home h "
        "join {link} l on l.contact_id = h.id and l.kind = 'household' order by h.seed, l.id"
    )
    found: dict[int, list[Tie]] = {}
    for row in _whole(reader).rows(sql, {"ids": reader.bind(ids)}):
        found.setdefault(row[0], []).extend(_ties([row[1:]]))
    return found


def onward_from(reader: Reader, ids: Sequence[int]) -> list[Tie]:
    """The ties that contacts' own lead on to in their direction, with theirs: of the kinds that could lead back."""
    kinds = ", ".join(f"'{kind}'" for kind in LOOPING)
    sql = (
        "with recursive onward(id, kind) as ("
        f"select l.id, l.kind from {{link}} l where {reader.among('l.contact_id', 'ids')} "
        f"and l.kind in ({kinds}) union "
        "select n.id, n.kind from onward w join {link} l on l.id = w.id "
        "join {link} n on n.contact_id = l.other_id and n.kind = w.kind) "
        f"{SELECT} join onward w on w.id = l.id order by l.id"
    )
    return _ties(_whole(reader).rows(sql, {"ids": reader.bind(ids)}))


def ties_around(reader: Reader, ids: Sequence[int]) -> set[int]:
    """The numbers of the ties that make up the households of contacts, and of those that theirs lead on to."""
    homes = households_of(reader, ids).values()
    return {tie["id"] for ties in (*homes, onward_from(reader, ids)) for tie in ties}


def another_employee(reader: Reader, company: int, person: int) -> int | None:
    """Somebody else who works for a company and is still here, the earliest; only one in scope."""
    sql = (
        "select l.contact_id from {link} l join {contact} c on c.id = l.contact_id where l.other_id = :company "
        "and l.kind = 'works-for' and l.contact_id <> :person and c.lifecycle in ('active', 'inactive') "
        "order by l.id limit 1"
    )
    row = reader.one(sql, {"company": company, "person": person})
    return int(row[0]) if row else None


def led(reader: Reader, companies: Sequence[int]) -> set[int]:
    """Those of these companies that have a primary contact."""
    sql = (
        f"select l.other_id from {{link}} l where {reader.among('l.other_id', 'ids')} and l.kind = 'works-for' "
        "and l.is_primary = 1"
    )
    return {row[0] for row in _whole(reader).rows(sql, {"ids": reader.bind(companies)})}


def unled(reader: Reader, *, after: int, limit: int) -> list[tuple[int, str, int | None]]:
    """Companies without a primary contact, behind a number: (number, name, the earliest tie of a person still here)."""
    sql = (
        "select k.id, k.display_name, (select min(l.id) from {link} l join {contact} p on p.id = l.contact_id "
        "where l.other_id = k.id and l.kind = 'works-for' and p.lifecycle in ('active', 'inactive')) from {contact} k "
        "where k.kind = 'company' and k.id > :after and k.lifecycle not in ('erased', 'merged') and not exists "
        "(select 1 from {link} m where m.other_id = k.id and m.kind = 'works-for' and m.is_primary = 1) "
        "order by k.id limit :limit"
    )
    rows = reader.rows(sql, {"after": after, "limit": limit})
    return [(row[0], row[1], row[2]) for row in rows]


def _ties(rows: Sequence[Sequence[Any]]) -> list[Tie]:
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]
