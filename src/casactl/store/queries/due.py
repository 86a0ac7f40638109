"""Scheduled actions: what is planned, what is due."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import field
from itertools import islice
from typing import Any

from casactl.domain.remedy import restored
from casactl.domain.shapes import DATE, INNER, derived, key
from casactl.records import dataclass
from casactl.store.reader import Reader, Row

COLUMNS = "s.id, s.contact_id, s.verb, s.due_on, s.state, s.reason, s.reasons, s.actor, s.created_at, s.details"
OPEN = "s.state in ('pending', 'blocked')"


@dataclass(frozen=True, slots=True)
class ScheduledRow:
    """A scheduled action; `on` is None for "as soon as nothing blocks it"."""

    id: int
    contact_id: int
    verb: str
    on: str | None = field(metadata=DATE)
    state: str
    reason: str | None = field(metadata=INNER)
    reasons_json: str | None = field(metadata=INNER)
    actor: str = field(metadata=INNER)
    created_at: str = field(metadata=INNER)
    details_json: str | None = field(default=None, metadata=INNER)
    display_name: str = field(default="", metadata=key(after="contact_id"))

    @derived(after="state")
    def reasons(self) -> list[dict[str, Any]]:
        """Why it was blocked when it was last tried."""
        return list(restored(json.loads(self.reasons_json))) if self.reasons_json else []

    @property
    def details(self) -> dict[str, Any]:
        """What the verb needs beside a reason."""
        return dict(json.loads(self.details_json)) if self.details_json else {}


def scheduled(
    reader: Reader, *, everything: bool, contact: int | None, lapsed_since: str | None = None
) -> list[ScheduledRow]:
    """Open actions by date, or all of them, of everybody or of one contact; with a day, also what lapsed since."""
    lately = f"({OPEN} or (s.state = 'lapsed' and s.updated_at >= :since))"
    where = ["1 = 1" if everything else lately if lapsed_since else OPEN]
    if contact is not None:
        where.append("s.contact_id = :contact")
    sql = (
        f"select {COLUMNS}, c.display_name from {{scheduled}} s join {{contact}} c on c.id = s.contact_id "
        f"where {' and '.join(where)} order by coalesce(s.due_on, ''), s.id"
    )
    rows = reader.rows(sql, {"contact": contact, "since": lapsed_since})
    return [ScheduledRow(*row) for row in rows]


def open_starting(reader: Reader, text: str, *, limit: int) -> list[tuple[int, str, str | None, str]]:
    """Open actions whose number starts so, for completion: number, verb, day, and whose."""
    sql = (
        "select s.id, s.verb, s.due_on, c.display_name from {scheduled} s join {contact} c on c.id = s.contact_id "
        f"where {OPEN} and substr(cast(s.id as text), 1, length(:text)) = :text order by s.id limit :limit"
    )
    return [(row[0], row[1], row[2], row[3]) for row in reader.rows(sql, {"text": text, "limit": limit})]


def due(reader: Reader, as_of: str, *, after: tuple[str, int] = ("", 0), limit: int) -> list[ScheduledRow]:
    """Open actions that are due on a day, those without a date first; `after` is where the last batch ended."""
    on, number = after
    rows: list[Row] = []
    if not on:  # two statements, so that each walks the index of open actions
        sql = f"select {COLUMNS} from {{scheduled}} s where {OPEN} and s.due_on is null and s.id > :id"
        params: dict[str, object] = {"id": number, "limit": limit}
        rows = reader.rows(f"{sql} order by s.id limit :limit", params)
        number = 0
    if len(rows) < limit:
        later = "(s.due_on, s.id) > (:on, :id) and s.due_on <= :as_of"
        sql = f"select {COLUMNS} from {{scheduled}} s where {OPEN} and {later}"
        params = {"as_of": as_of, "on": on, "id": number, "limit": limit - len(rows)}
        rows += reader.rows(f"{sql} order by s.due_on, s.id limit :limit", params)
    return [ScheduledRow(*row) for row in rows]


def anything_open(reader: Reader) -> bool:
    """Whether anything is planned for anybody."""
    return reader.one(f"select 1 from {{scheduled}} s where {OPEN} limit 1") is not None


def any_due(reader: Reader, as_of: str) -> bool:
    """Whether anything has to be looked at on a day."""
    sql = f"select 1 from {{scheduled}} s where {OPEN} and (s.due_on is null or s.due_on <= :as_of)"
    sql += " limit 1"
    return reader.one(sql, {"as_of": as_of}) is not None


def planned_days(reader: Reader, as_of: str) -> list[str]:
    """The days up to one for which anything is planned, in order."""
    sql = f"select distinct s.due_on from {{scheduled}} s where {OPEN} and s.due_on <= :as_of order by s.due_on"
    return [row[0] for row in reader.rows(sql, {"as_of": as_of})]


def open_of(reader: Reader, contacts: Sequence[int]) -> list[ScheduledRow]:
    """Open actions of some contacts."""
    sql = (
        f"select {COLUMNS}, c.display_name from {{scheduled}} s join {{contact}} c on c.id = s.contact_id "
        f"where {OPEN} and {reader.among('s.contact_id', 'ids')} order by s.id"
    )
    return [ScheduledRow(*row) for row in reader.rows(sql, {"ids": reader.bind(contacts)})]


FEW = 5000
"""From so many contacts on, all open actions are read instead of theirs."""


def open_concerning(reader: Reader, contacts: Iterable[int], *, verbs: Collection[str] = ()) -> list[ScheduledRow]:
    """Open actions of some contacts, perhaps a great many, and all of these verbs."""
    listed = list(islice(contacts, FEW))
    if len(listed) < FEW and not verbs:
        return open_of(reader, listed) if listed else []
    rows = reader.rows(f"select {COLUMNS} from {{scheduled}} s where {OPEN} order by s.id")
    some = {*listed, *contacts}
    return [row for row in (ScheduledRow(*each) for each in rows) if row.contact_id in some or row.verb in verbs]


def planned_for_workers(reader: Reader) -> list[int]:
    """The contacts with open actions who have work to do for others."""
    sql = (
        "select distinct s.contact_id from {scheduled} s join {engagement} e on e.assignee_id = s.contact_id "
        f"and e.assignee_id <> e.contact_id where {OPEN} order by s.contact_id"
    )
    return [row[0] for row in reader.rows(sql)]


def planned_after(reader: Reader, operation: int) -> list[ScheduledRow]:
    """Open actions of the contacts that an operation changed, planned by later ones."""
    made = "select m.row_id from {change} m where m.table_name = 'scheduled' and m.before is null"
    sql = (
        f"select {COLUMNS} from {{scheduled}} s where {OPEN} and s.contact_id in "
        "(select h.contact_id from {change} h where h.operation_id = :operation) "
        f"and s.id in ({made} and m.after is not null and m.operation_id > :operation) order by s.id"
    )
    return [ScheduledRow(*row) for row in reader.rows(sql, {"operation": operation})]


def by_number(reader: Reader, number: int) -> ScheduledRow | None:
    """One scheduled action."""
    sql = f"select {COLUMNS} from {{scheduled}} s where s.id = :id"
    row = reader.one(sql, {"id": number})
    return ScheduledRow(*row) if row else None
