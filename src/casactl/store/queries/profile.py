"""What the page about one contact asks beside what lists ask: each statement led by an index on the contact."""

from __future__ import annotations

import json
from collections.abc import Sequence

from casactl.records import dataclass
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Particulars:
    """What stands on a contact's own row and in no list."""

    oldest_due: str | None
    invited_at: str | None
    invitation_until: str | None


@dataclass(frozen=True, slots=True)
class MoveRow:
    """The operation that led to the life cycle that a contact is in; the reason is empty where none was given."""

    at: str
    actor: str
    verb: str
    reason: str


def particulars(reader: Reader, contact: int) -> Particulars:
    """The particulars of a contact that is in scope."""
    sql = "select c.oldest_due, c.invited_at, c.invitation_until from {contact} c where c.id = :contact"
    row = reader.one(sql, {"contact": contact})
    return Particulars(*row) if row else Particulars(None, None, None)


def last_move(reader: Reader, contact: int, verbs: Sequence[str]) -> MoveRow | None:
    """The latest operation of these verbs that changed a contact and was not undone.

    It is the office's: an attorney is not to be told.
    """
    undone = (
        "exists (select 1 from {operation_part} u where u.undoes = o.id and not exists "
        "(select 1 from {operation_part} r where r.undoes = u.id))"
    )
    sql = (
        "select o.at, o.actor, o.verb, o.payload from {change} h join {operation_part} o on o.id = h.operation_id "
        f"where h.contact_id = :contact and h.table_name = 'contact' and {reader.among('o.verb', 'verbs')} "
        f"and not {undone} order by h.id desc limit 1"
    )
    row = reader.one(sql, {"contact": contact, "verbs": reader.bind(verbs)})
    if row is None:
        return None
    at, actor, verb, payload = row
    return MoveRow(at, actor, verb, str(json.loads(payload).get("reason", "")) if payload else "")


def heard_of(reader: Reader, contact: int) -> list[str]:
    """The first and the last moment of a contact's messages and notes, as far as they may be seen."""
    sql = (
        "select min(n.created_at) as first, max(n.created_at) as last from {note} n where n.contact_id = :id union all "
        "select min(m.created_at) as first, max(m.created_at) as last from {message} m where m.contact_id = :id"
    )
    rows = reader.rows(sql, {"id": contact})
    return [moment for row in rows for moment in row if moment]
