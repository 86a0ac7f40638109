"""The log as people read it: operations, their changes, and a contact's history."""

from __future__ import annotations

import json
from dataclasses import field
from typing import Any

from casactl.domain.shapes import INNER, MOMENT, Kind, derived, key
from casactl.records import dataclass
from casactl.store.journal import TOUCHED, request_digest
from casactl.store.reader import Reader, Row

COLUMNS = "o.id, o.at, o.actor, o.os_user, o.verb, o.payload, o.contacts, o.undoes"
UNDONE = "(select max(u.id) from {operation_part} u where u.undoes = o.id)"


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One operation; `payload` is None when it was erased, `undone_by` the latest operation that undid it."""

    id: int = field(metadata=key("operation", title="no"))
    at: str = field(metadata=MOMENT)
    actor: str = field(metadata=key(title="who"))
    os_user: str
    verb: str = field(metadata=key(title="what"))
    payload: str | None = field(metadata=INNER)
    contacts: int
    undoes: int | None
    undone_by: int | None

    @derived(after="verb", kind=Kind.PROSE)
    def summary(self) -> str:
        """What was done, in words; empty when erased."""
        return str(self.details.get("summary", ""))

    @derived(after="undone_by", kind=Kind.TEXT)
    def channel(self) -> str | None:
        """The door that it came in by: `web` of the portal; the terminal says nothing."""
        return self.details.get("channel")

    @property
    def unattended(self) -> bool:
        """Whether cron did it, and nobody's bare `undo` takes it back (U3)."""
        return bool(self.details.get("unattended") or "planned_by" in self.details.get("arguments", {}))

    @property
    def details(self) -> dict[str, Any]:
        """The payload: arguments, reason, summary; empty when erased."""
        return dict(json.loads(self.payload)) if self.payload else {}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change of an operation."""

    id: int
    operation_id: int
    contact_id: int | None
    table: str
    row: int
    before: str | None
    after: str | None


def operations(
    reader: Reader, *, contact: int | None = None, since: str | None = None, actor: str | None = None,
    verb: str | None = None, limit: int | None = None, after: int | None = None, whole: bool = True,
) -> list[OperationRow]:  # fmt: skip
    """Operations that match, newest first; `after` continues behind an operation.

    Whoever is fenced sees those that concern nobody out of sight; not `whole` when only a part is shown anyway.
    """
    where = ["1 = 1"]
    if contact is not None:
        where.append("o.id in (select h.operation_id from {change} h where h.contact_id = :contact)")
    if since is not None:
        where.append("o.at >= :since")
    if actor is not None:
        where.append("o.actor = :actor")
    if verb is not None:
        where.append("(o.verb = :verb or substr(o.verb, 1, length(:verb) + 1) = :verb || '.')")
    if after is not None:
        where.append("o.id < :after")
    seen = "operation" if whole else "operation_part"
    sql = f"select {COLUMNS}, {UNDONE} from {{{seen}}} o where {' and '.join(where)} order by o.id desc"
    params = {
        "contact": contact,
        "since": since,
        "actor": actor,
        "verb": verb,
        "limit": limit,
        "after": after,
    }
    limited = sql + (" limit :limit" if limit is not None else "")
    return [OperationRow(*row) for row in reader.rows(limited, params)]


def _whole(reader: Reader) -> Reader:
    return reader.unfenced("what is undone, repeated or the newest is a matter of the whole log")


def operation(reader: Reader, number: int) -> OperationRow | None:
    """One operation, where it is in sight."""
    sql = f"select {COLUMNS}, {UNDONE} from {{operation}} o where o.id = :id"
    row = reader.one(sql, {"id": number})
    return OperationRow(*row) if row else None


def actor_of(reader: Reader, number: int) -> str | None:
    """Who did an operation, in sight or not."""
    row = _whole(reader).one("select actor from {operation} where id = :id", {"id": number})
    return str(row[0]) if row else None


def revision_of_operation(reader: Reader, number: int) -> str:
    """The schema revision under which an operation was recorded."""
    row = _whole(reader).one("select revision from {operation} where id = :id", {"id": number})
    return str(row[0]) if row else ""


def holds_changes(reader: Reader, number: int) -> bool:
    """Whether the log holds rows that an operation changed: of a password or a link it never does."""
    return bool(_whole(reader).one("select 1 from {change} where operation_id = :id limit 1", {"id": number}))


LEAVES_NOTHING = ("portal.view", "portal.unblock", "workspace.restore", "workspace.migrate")
"""What stands in the log and has changed nothing that could be taken back."""


def signed_by_operation(reader: Reader, number: int) -> tuple[int, int] | None:
    """(contract, contact) of a signature that an operation left behind, and that still stands."""
    sql = (
        "select s.engagement_id, s.contact_id from {change} h join {signature} s on s.id = h.row_id "
        "where h.operation_id = :id and h.table_name = 'signature' and h.before is null"
    )
    row = reader.one(sql, {"id": number})
    return (row[0], row[1]) if row else None


WORDS = ("title", "text", "document_id", "amount")
"""What of a contract is signed."""


def signed_since(reader: Reader, number: int) -> tuple[int, int] | None:
    """(contract, contact) of a signature under words that an operation had changed."""
    touched = " or ".join(reader.contains("h.after", name) for name in WORDS)
    sql = (
        "select s.engagement_id, s.contact_id from {change} h join {signature} s on s.engagement_id = h.row_id "
        "where h.operation_id = :id and h.table_name = 'engagement' and h.before is not null and h.after is not null "
        f"and ({touched}) order by s.id limit 1"
    )
    row = reader.one(sql, {"id": number, **{name: f'"{name}":' for name in WORDS}})
    return (row[0], row[1]) if row else None


MANY = "batch"
"""Several commands as one operation, which says itself what they were."""


def made_by(reader: Reader, number: int) -> list[str]:
    """The verbs that an operation goes back to: of an undo, and of an undo of one, what was taken back first.

    Of several commands that were one operation, those of all.
    """
    sql = (
        "with recursive back (id, verb, payload, undoes) as ("
        "select id, verb, payload, undoes from {operation} where id = :id union all "
        "select o.id, o.verb, o.payload, o.undoes from {operation} o join back b on o.id = b.undoes) "
        "select verb, payload from back where undoes is null"
    )
    row = _whole(reader).one(sql, {"id": number})
    if row is None:
        return []
    verb, payload = row
    return list(json.loads(payload or "{}").get("verbs", ())) or ([] if verb == MANY else [str(verb)])


def reaches(reader: Reader, number: int) -> bool:
    """Whether whoever is fenced reaches every row that an operation changed."""
    if not reader.fenced:
        return True
    return reader.one("select 1 from {change_beyond} h where h.operation_id = :id limit 1", {"id": number}) is None


BY_ITSELF = ('"unattended":true', '"planned_by":')
"""What the payload of an operation says that cron ran; the second in the words of 0.1.0."""


def undoable(reader: Reader, actor: str) -> OperationRow | None:
    """The actor's latest operation that is neither an undo nor undone, nor made by an unattended run (U3)."""
    payload = "coalesce(o.payload, '')"
    own = f"and not {reader.contains(payload, 'now')} and not {reader.contains(payload, 'once')}"
    sql = (
        f"select {COLUMNS}, (select max(u.id) from {{operation}} u where u.undoes = o.id) from {{operation}} o "
        "where o.actor = :actor and o.undoes is null and o.verb <> 'workspace.add' and o.id < :before "
        f"and not {reader.among('o.verb', 'looks')} {own} order by o.id desc limit {PAGE}"
    )
    marks = dict(zip(("now", "once"), BY_ITSELF, strict=True))
    params = {"actor": actor, "looks": reader.bind(LEAVES_NOTHING), "before": 1 << 62, **marks}
    while rows := _whole(reader).rows(sql, params):
        for row in rows:
            if row[-1] is None or is_undone(reader, row[0]) is None:
                return OperationRow(*row)
        params["before"] = rows[-1][0]
    return None


PAGE = 100


def is_undone(reader: Reader, number: int) -> int | None:
    """The operation that undid this one and has not been undone itself, whatever undid that."""
    rows = _whole(reader).rows("select id from {operation} where undoes = :id order by id desc", {"id": number})
    return next((undo for (undo,) in rows if is_undone(reader, undo) is None), None)


def by_request(reader: Reader, request_id: str) -> Row | None:
    """(operation, verb, actor, payload) of the command that ran under a request id."""
    whole = _whole(reader)
    workspace = whole.rows("select workspace from chain")[0][0]
    sql = "select id, verb, actor, payload from {operation} where request_id = :id"
    return whole.one(sql, {"id": request_digest(workspace, request_id)})


SAYS = "coalesce(after, '') <> :touched"
"""Leaves out what only raises a contact's version (`TOUCHED`): what changed stands beside it."""


def changes_of(reader: Reader, number: int, *, limit: int, after: int = 0) -> list[ChangeRow]:
    """An operation's changes in order."""
    sql = (
        "select id, operation_id, contact_id, table_name, row_id, before, after from {change} "
        f"where operation_id = :id and id > :after and {SAYS} order by id limit :limit"
    )
    return [
        ChangeRow(*row) for row in reader.rows(sql, {"id": number, "after": after, "limit": limit, "touched": TOUCHED})
    ]


def count_changes(reader: Reader, number: int) -> int:
    """How many changes an operation made."""
    row = reader.one(
        f"select count(*) from {{change}} where operation_id = :id and {SAYS}", {"id": number, "touched": TOUCHED}
    )
    return int(row[0]) if row else 0


def history_of(reader: Reader, contact: int) -> list[tuple[OperationRow, list[ChangeRow]]]:
    """A contact's changes by operation, newest first."""
    sql = (
        "select id, operation_id, contact_id, table_name, row_id, before, after from {change} "
        f"where contact_id = :id and {SAYS} order by operation_id, id"
    )
    grouped: dict[int, list[ChangeRow]] = {}
    for row in reader.rows(sql, {"id": contact, "touched": TOUCHED}):
        change = ChangeRow(*row)
        grouped.setdefault(change.operation_id, []).append(change)
    found = operations(reader, contact=contact, whole=False)
    return [(each, grouped.get(each.id, [])) for each in found]


def head(reader: Reader) -> tuple[str, int]:
    """The chain's head and how many operations there are."""
    row = _whole(reader).one("select head, (select coalesce(max(id), 0) from {operation}) from chain where id = 1")
    assert row is not None
    return str(row[0]), int(row[1])
