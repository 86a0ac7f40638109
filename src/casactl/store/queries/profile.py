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


@dataclass(frozen=True, slots=True)
class GivenRow:
    """Work for somebody else that a contact has to do."""

    id: int
    contact_id: int
    display_name: str
    kind: str
    title: str
    state: str
    starts: str | None
    due: str | None
    next_visit: str | None
    path: str | None

    def as_dict(self) -> dict[str, object]:
        """The JSON shape: the keys of a piece of work that say what, for whom, where and when."""
        return {
            "id": self.id,
            "kind": self.kind,
            "contact_id": self.contact_id,
            "display_name": self.display_name,
            "title": self.title,
            "state": self.state,
            "start": self.starts,
            "due": self.due,
            "next_visit": self.next_visit,
            "property": self.path,
        }


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


def assigned_to(reader: Reader, contact: int, *, scope: Scope) -> list[GivenRow]:
    """The open work for others that a contact has been given, by its day."""
    sql = (
        "select e.id, e.contact_id, c.display_name, e.kind, e.title, e.state, e.starts, e.due, e.next_visit, p.path "
        "from engagement e join contact c on c.id = e.contact_id left join property p on p.id = e.property_id "
        f"where e.assignee_id = :id and e.contact_id <> :id and e.state = 'open' and {scope.predicate('c.id')} "
        "order by coalesce(e.due, e.next_visit, e.starts, '9999-99-99'), e.id"
    )
    return [GivenRow(*row) for row in reader.rows(sql, {"id": contact} | scope.params, scope=scope)]


def heard_of(reader: Reader, contact: int, *, scope: Scope) -> list[str]:
    """The first and the last moment of a contact's messages and notes, as far as they may be seen."""
    bounds = "select min({0}.created_at) as first, max({0}.created_at) as last from {1} {0} where {0}.contact_id = :id"
    noted = f"{bounds.format('n', 'note')} and {scope.papers('n.visibility')}"
    written = f"{bounds.format('m', 'message')} and {'1 = 1' if scope.attorney is None else '1 = 0'}"
    rows = reader.rows(f"{noted} union all {written}", {"id": contact})
    return [moment for row in rows for moment in row if moment]
