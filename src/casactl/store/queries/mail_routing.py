"""Through whom contacts are reached: the primary contacts of companies and of households."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.domain.mail_routing import Through
from casactl.domain.ties import primary_of
from casactl.store.queries.links import households_of
from casactl.store.queries.settings import setting
from casactl.store.reader import BATCH, Reader, Row
from casactl.store.scope import Scope

HERE = "c.lifecycle in ('active', 'inactive')"
"""Whoever is archived or gone takes letters for nobody."""


def through_whom(reader: Reader, ids: Sequence[int]) -> dict[int, Through]:
    """Who takes letters for these contacts; those who only read their own are not there.

    Asks past the scope: a letter goes the same way whoever sends it, and what may be shown of it is its lister's.
    """
    first = setting(reader, "company_first") == "on"
    found: dict[int, Through] = {}
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        found |= _at_home(reader, part)
        if first:
            found |= _leading(reader, part)
    return found


def _leading(reader: Reader, companies: Sequence[int]) -> dict[int, Through]:
    person, scope = _person(reader)
    sql = (
        f"select l.other_id, {person} from link l join contact c on c.id = l.contact_id "
        f"where {reader.among('l.other_id', 'ids')} and l.kind = 'works-for' and l.is_primary = 1 and {HERE}"
    )
    rows = reader.rows(sql, {"ids": reader.bind(companies)} | scope.params, scope=scope)
    return {row[0]: _through(row[1:], first=True) for row in rows}


def _at_home(reader: Reader, members: Sequence[int]) -> dict[int, Through]:
    heads = {member: primary_of(ties) for member, ties in households_of(reader, members).items()}
    heads = {member: head for member, head in heads.items() if head != member}
    if not heads:
        return {}
    person, scope = _person(reader)
    sql = f"select {person} from contact c where {reader.among('c.id', 'ids')} and {HERE}"
    bound = {"ids": reader.bind({head for head in heads.values() if head})}
    rows = reader.rows(sql, bound | scope.params, scope=scope)
    people = {row[0]: _through(row, first=False) for row in rows}
    return {member: people[head] for member, head in heads.items() if head in people}


def _person(reader: Reader) -> tuple[str, Scope]:
    """The columns of somebody whose letters these are, whoever asks; the last says whether they may see who it is."""
    seen = reader.scope.predicate("c.id")
    return f"c.id, c.display_name, c.email, c.phone, c.portal, case when {seen} then 1 else 0 end", reader.scope


def _through(row: Row, *, first: bool) -> Through:
    number, name, email, phone, portal, seen = row
    return Through(number, name, email, phone, invited=portal != "not-invited", first=first, seen=bool(seen))


def reached_through(reader: Reader, ids: Sequence[int]) -> list[int]:
    """The contacts for whom these contacts may take letters: their companies, and those whom they live with."""
    found: set[int] = set()
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        sql = (
            f"select l.other_id from link l where {reader.among('l.contact_id', 'ids')} and l.kind = 'works-for' "
            "and l.is_primary = 1"
        )
        found |= {row[0] for row in reader.rows(sql, {"ids": reader.bind(part)})}
        for ties in households_of(reader, part).values():
            found |= {number for tie in ties for number in (tie["contact_id"], tie["other_id"])}
    return sorted(found)
