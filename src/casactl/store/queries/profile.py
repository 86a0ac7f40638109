"""What the page about one contact asks beside what lists ask: each statement led by an index on the contact."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from casactl.store.reader import Reader
from casactl.store.scope import Scope


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


def particulars(reader: Reader, contact: int, *, scope: Scope) -> Particulars:
    """The particulars of a contact that is in scope."""
    sql = (
        "select c.oldest_due, c.invited_at, c.invitation_until from contact c "
        f"where c.id = :contact and {scope.predicate('c.id')}"
    )
    row = reader.one(sql, {"contact": contact} | scope.params, scope=scope)
    return Particulars(*row) if row else Particulars(None, None, None)


def last_move(reader: Reader, contact: int, verbs: Sequence[str]) -> MoveRow | None:
    """The latest operation of these verbs that changed a contact and was not undone.

    It is the office's: an attorney is not to be told.
    """
    undone = (
        "exists (select 1 from operation u where u.undoes = o.id and not exists "
        "(select 1 from operation r where r.undoes = u.id))"
    )
    sql = (
        "select o.at, o.actor, o.verb, o.payload from change h join operation o on o.id = h.operation_id "
        f"where h.contact_id = :contact and h.table_name = 'contact' and {reader.among('o.verb', 'verbs')} "
        f"and not {undone} order by h.id desc limit 1"
    )
    row = reader.one(sql, {"contact": contact, "verbs": reader.bind(verbs)})
    if row is None:
        return None
    at, actor, verb, payload = row
    return MoveRow(at, actor, verb, str(json.loads(payload).get("reason", "")) if payload else "")


def heard_of(reader: Reader, contact: int, *, scope: Scope) -> list[str]:
    """The first and the last moment of a contact's messages and notes, as far as they may be seen."""
    bounds = "select min({0}.created_at) as first, max({0}.created_at) as last from {1} {0} where {0}.contact_id = :id"
    noted = f"{bounds.format('n', 'note')} and {scope.papers('n.visibility')}"
    written = f"{bounds.format('m', 'message')} and {'1 = 1' if scope.attorney is None else '1 = 0'}"
    rows = reader.rows(f"{noted} union all {written}", {"id": contact})
    return [moment for row in rows for moment in row if moment]
