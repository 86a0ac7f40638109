"""Through whom contacts are reached: the primary contacts of companies and of households."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from casactl.domain.mail_routing import Through
from casactl.domain.ties import primary_of
from casactl.store.queries.addresses import SELECT as ADDRESSES
from casactl.store.queries.addresses import AddressRow
from casactl.store.queries.links import households_of
from casactl.store.queries.settings import setting
from casactl.store.reader import BATCH, Reader, Row

PERSON = "c.id, c.display_name, case when c.bounced_at is null then c.email end, c.phone, c.portal"
HERE = "c.lifecycle in ('active', 'inactive')"
"""Whoever is archived or gone takes letters for nobody."""


def through_whom(reader: Reader, ids: Sequence[int], *, postal: bool = False) -> dict[int, Through]:
    """Who takes letters for these contacts, if asked with their `postal` address; who reads their own is not there.

    A letter goes the same way whoever sends it; what may be shown of that is its lister's.
    """
    whole = reader.unfenced("letters go one way whoever sends them; who is out of sight is marked as that")
    first = setting(reader, "company_first") == "on"
    found: dict[int, Through] = {}
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        found |= _at_home(whole, part)
        if first:
            found |= _leading(whole, part)
    seen = reader.in_sight("contact", (through.id for through in found.values()))
    if postal:
        lines = postal_lines(whole, list({through.id for through in found.values()}))
        found = {number: replace(each, postal=lines.get(each.id, ())) for number, each in found.items()}
    return {number: replace(each, seen=each.id in seen) for number, each in found.items()}


def postal_lines(reader: Reader, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The billing addresses of contacts, line by line, without the name (PY-1)."""
    found: dict[int, tuple[str, ...]] = {}
    for start in range(0, len(ids), BATCH):
        among = reader.among("c.id", "ids")
        sql = f"{ADDRESSES} where a.billing = 1 and {among}"
        rows = (AddressRow(*row) for row in reader.rows(sql, {"ids": reader.bind(ids[start : start + BATCH])}))
        found |= {row.contact_id: tuple(row.lines) for row in rows}
    return found


def _leading(reader: Reader, companies: Sequence[int]) -> dict[int, Through]:
    sql = (
        f"select l.other_id, {PERSON} from {{link}} l join {{contact}} c on c.id = l.contact_id "
        f"where {reader.among('l.other_id', 'ids')} and l.kind = 'works-for' and l.is_primary = 1 and {HERE}"
    )
    rows = reader.rows(sql, {"ids": reader.bind(companies)})
    return {row[0]: _through(row[1:], first=True) for row in rows}


def _at_home(reader: Reader, members: Sequence[int]) -> dict[int, Through]:
    heads = {member: primary_of(ties) for member, ties in households_of(reader, members).items()}
    heads = {member: head for member, head in heads.items() if head != member}
    if not heads:
        return {}
    sql = f"select {PERSON} from {{contact}} c where {reader.among('c.id', 'ids')} and {HERE}"
    bound = {"ids": reader.bind({head for head in heads.values() if head})}
    rows = reader.rows(sql, bound)
    people = {row[0]: _through(row, first=False) for row in rows}
    return {member: people[head] for member, head in heads.items() if head in people}


def _through(row: Row, *, first: bool) -> Through:
    number, name, email, phone, portal = row
    return Through(number, name, email, phone, invited=portal != "not-invited", first=first)


def reached_through(reader: Reader, ids: Sequence[int]) -> list[int]:
    """The contacts for whom these contacts may take letters: their companies, and those whom they live with."""
    found: set[int] = set()
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        sql = (
            f"select l.other_id from {{link}} l where {reader.among('l.contact_id', 'ids')} and l.kind = 'works-for' "
            "and l.is_primary = 1"
        )
        found |= {row[0] for row in reader.rows(sql, {"ids": reader.bind(part)})}
        for ties in households_of(reader, part).values():
            found |= {number for tie in ties for number in (tie["contact_id"], tie["other_id"])}
    return sorted(found)
