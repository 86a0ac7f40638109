"""Undo: an operation's changes, streamed backwards, put back where they still stand.

Takes any operation back in constant memory, as a new operation that can itself be undone. Where
something has built on it, nothing is changed and what built on it is listed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from casactl.domain.failures import failure
from casactl.domain.remedy import Remedy
from casactl.errors import CasaError
from casactl.store import derived, mail_left
from casactl.store.blobs import free_afterwards, is_there
from casactl.store.encoding import row_encoder
from casactl.store.queries.addresses import billing_of
from casactl.store.reader import Row
from casactl.store.reversal import reverse
from casactl.store.schema import SPECS
from casactl.store.table_spec import TableSpec, Undo
from casactl.store.work import UnitOfWork

BATCH = 1000
LISTED = 10


@dataclass(frozen=True, slots=True)
class _Step:
    """One recorded change."""

    number: int
    table: str
    row: int
    contact: int | None
    before: str | None
    after: str | None

    @property
    def shape(self) -> tuple[str, bool, bool]:
        return self.table, self.before is None, self.after is None


def take_back(work: UnitOfWork, operation: int, revision: str) -> int:
    """Undo every change of `operation` (recorded at schema `revision`); gives how many there were.

    Messages of which mail has left stay, uncounted. Raises Refused; nothing has been
    changed then, the caller rolls back.
    """
    _refuse_erased(work, operation)
    total, last = 0, 0
    for run in _runs(work, operation, revision):
        last = max(last, run[0].number)
        taken = _without_what_left(work, run)
        conflicts = _put_back(work, operation, taken) if taken else []
        if conflicts:
            raise _built_upon(work, operation, conflicts, last)
        total += len(taken)
    return total


def _refuse_erased(work: UnitOfWork, operation: int) -> None:
    """Raise CannotBeUndone when any contact that the operation concerns has been erased since, or by it."""
    sql = (
        "select distinct c.id from change h join contact c on c.id = h.contact_id "
        "where h.operation_id = :operation and c.lifecycle = 'erased' order by c.id"
    )
    gone = [row[0] for row in work.store.rows(sql, {"operation": operation})]
    if gone:
        whom = f"contact {gone[0]}, which was" if len(gone) == 1 else f"{len(gone):,} contacts that were"
        more = f" ({', '.join(map(str, gone[:LISTED]))}{', …' if len(gone) > LISTED else ''})" if len(gone) > 1 else ""
        raise failure("undo.impossible", f"Operation {operation} concerns {whom} erased{more}; erasure is final.")


def _runs(work: UnitOfWork, operation: int, revision: str) -> Iterator[list[_Step]]:
    """Neighbouring changes of one table and shape, no row twice, newest first."""
    run: list[_Step] = []
    rows: set[int] = set()
    for step in _steps(work, operation):
        if SPECS[step.table].since > revision:
            raise failure(
                "undo.impossible", f"Operation {operation} is older than the present shape of table '{step.table}'."
            )
        if run and (step.shape != run[0].shape or step.row in rows or len(run) >= BATCH):
            yield run
            run, rows = [], set()
        run.append(step)
        rows.add(step.row)
    if run:
        yield run


def _without_what_left(work: UnitOfWork, run: list[_Step]) -> list[_Step]:
    """The steps that can be taken back: what was mailed stays as it is."""
    if run[0].before is not None:
        return run
    left = mail_left.stays(work, run[0].table, [step.row for step in run])
    return [step for step in run if step.row not in left]


def _steps(work: UnitOfWork, operation: int) -> Iterator[_Step]:
    sql = (
        "select id, table_name, row_id, contact_id, before, after, salt from change "
        "where operation_id = :operation and id < :below order by id desc limit :batch"
    )
    below = 1 << 62
    while rows := work.store.rows(sql, {"operation": operation, "below": below, "batch": BATCH}):
        for row in rows:
            if row[6] is None:
                raise failure(
                    "undo.impossible",
                    f"Operation {operation} mentions a contact that was erased, and the log forgot it with the "
                    "contact.",
                )
            yield _Step(*row[:6])
        below = rows[-1][0]


def _put_back(work: UnitOfWork, operation: int, run: Sequence[_Step]) -> list[_Step]:
    """Undo one run; gives the steps that something has built on instead, if there are any."""
    spec = SPECS[run[0].table]
    held = {row["id"]: row for row in work.fetch(spec.name, [step.row for step in run])}
    if run[0].before is None:
        return _remove(work, spec, run, held)
    if run[0].after is None:
        return _bring_back(work, spec, run, held)
    return _parted(work, spec, operation, run) or _restore(work, spec, run, held)


def _parted(work: UnitOfWork, spec: TableSpec, operation: int, run: Sequence[_Step]) -> list[_Step]:
    """Steps that would give a row back to its earlier contact, away from later rows that refer to it."""
    back = {step.row for step in run if spec.contact and f'"{spec.contact}":' in (step.after or "")}
    found: set[int] = set()
    for table, column in spec.referred_by if back else ():
        if SPECS[table].journalled and SPECS[table].contact and SPECS[table].owns:
            sql = (
                f"select distinct t.{column} from {table} t where {work.reader.among(f't.{column}', 'ids')} and not "
                "exists (select 1 from change h where h.operation_id = :operation and h.table_name = :table "
                "and h.row_id = t.id)"
            )
            params = {"ids": work.reader.bind(back), "operation": operation, "table": table}
            found |= {row[0] for row in work.store.rows(sql, params)}
    return [step for step in run if step.row in found]


def _remove(work: UnitOfWork, spec: TableSpec, run: Sequence[_Step], held: dict[int, dict[str, Any]]) -> list[_Step]:
    """Take rows away again that the operation added."""
    encode = row_encoder(spec)
    conflicts = [s for s in run if s.row not in held or encode(tuple(held[s.row].values())) != s.after]
    ids = [step.row for step in run]
    if spec.undo is not Undo.REVERSE:  # what is reversed stays where others refer to it
        conflicts += _referred_to(work, spec, run, ids)
    if conflicts:
        return conflicts
    if spec.undo is Undo.REVERSE:
        reverse(work, [held[number] for number in ids], text="undone")
        return []
    if spec.name == "contact":
        derived.forget(work, ids)
        mail_left.forget(work, ids)
    elif spec.names_bytes:
        free_afterwards(work, [held[number]["sha256"] for number in ids])
    elif spec.name == "users":
        derived.claim_for_users(work, [{"id": number, "email": None} for number in ids])
    elif spec.name == "message":
        mail_left.let_go(work, ids)
    elif spec.name == "arrears_step":
        mail_left.part(work, ids)
    work.run(f"delete from {spec.name} where {work.reader.among('id', 'ids')}", ids=work.reader.bind(ids))
    work.journal.record(spec.name, [(s.row, s.contact, s.after, None) for s in run])
    return []


def _referred_to(work: UnitOfWork, spec: TableSpec, run: Sequence[_Step], ids: list[int]) -> list[_Step]:
    """Steps whose rows others refer to; rows of the same run go together."""
    found: set[int] = set()
    for table, column in spec.referred_by:
        if not SPECS[table].journalled:
            continue
        sql = f"select distinct {column} from {table} where {work.reader.among(column, 'ids')}"
        if table == spec.name:
            sql += f" and not {work.reader.among('id', 'ids')}"
        found |= {row[0] for row in work.store.rows(sql, {"ids": work.reader.bind(ids)})}
    return [step for step in run if step.row in found]


def _bring_back(
    work: UnitOfWork, spec: TableSpec, run: Sequence[_Step], held: dict[int, dict[str, Any]]
) -> list[_Step]:
    """Add rows again that the operation removed."""
    conflicts = [step for step in run if step.row in held]
    rows = [_whole(work, spec, step) for step in run]
    if spec.names_bytes:
        _insist_on_bytes(work, spec, rows)
    conflicts += _claimed(work, spec, run, rows) + _orphaned(work, spec, run, rows)
    if conflicts:
        return conflicts
    work.put(spec, rows)
    work.journal.record(spec.name, [(s.row, s.contact, None, s.before) for s in run])
    derived.after_insert(work, spec, rows)
    return []


def _insist_on_bytes(work: UnitOfWork, spec: TableSpec, rows: Sequence[dict[str, Any]]) -> None:
    """Raise CannotBeUndone when bytes that these rows name again are not there."""
    for row in rows:
        if "sha256" in row and (work.folder is None or not is_there(work.folder, row["sha256"])):
            called = f", {row['name']}," if "name" in row else ""
            raise failure("undo.impossible", f"The bytes of {spec.name} {row['id']}{called} are gone; file it again.")


def _orphaned(work: UnitOfWork, spec: TableSpec, run: Sequence[_Step], rows: list[dict[str, Any]]) -> list[_Step]:
    """Steps whose rows refer to something that is not there any more."""
    missing: set[int] = set()
    for column, target in spec.references:
        wanted = {row[column] for row in rows if row[column] is not None}
        sql = f"select id from {target} where {work.reader.among('id', 'ids')}"
        sql += " and lifecycle <> 'erased'" if target == "contact" else ""
        bound = {"ids": work.reader.bind(wanted)}
        there = {row[0] for row in work.store.rows(sql, bound)}
        there |= {row["id"] for row in rows} if target == spec.name else set()
        missing |= {row["id"] for row in rows if row[column] is not None and row[column] not in there}
    return [step for step in run if step.row in missing]


def _whole(work: UnitOfWork, spec: TableSpec, step: _Step) -> dict[str, Any]:
    kept = json.loads(step.before or "{}")
    fill: dict[str, Any] = {"id": step.row, "version": 1, "updated_at": work.now, "balance": 0}
    return {column: kept.get(column, fill.get(column)) for column in spec.columns}


def _restore(work: UnitOfWork, spec: TableSpec, run: Sequence[_Step], held: dict[int, dict[str, Any]]) -> list[_Step]:
    """Put the earlier values of changed rows back."""
    rows: list[dict[str, Any]] = []
    conflicts: list[_Step] = []
    for step in run:
        after, before = json.loads(step.after or "{}"), json.loads(step.before or "{}")
        now = held.get(step.row)
        if now is None or any(now[column] != value for column, value in after.items()):
            conflicts.append(step)
        else:
            rows.append({"id": step.row, **before})
    conflicts += _claimed(work, spec, run, rows)
    if conflicts:
        return conflicts
    if spec.names_bytes:
        _insist_on_bytes(work, spec, rows)
        free_afterwards(work, [held[row["id"]]["sha256"] for row in rows if "sha256" in row])
    work.change(spec, [(row["id"], tuple((k, v) for k, v in row.items() if k != "id")) for row in rows])
    work.journal.record(spec.name, [(s.row, s.contact, s.after, s.before) for s in run])
    derived.after_update(work, spec, held, rows, [step.row for step in run])
    return []


def _claimed(work: UnitOfWork, spec: TableSpec, run: Sequence[_Step], rows: list[dict[str, Any]]) -> list[_Step]:
    """Steps whose e-mail, external id, path or mark somebody else has taken since."""
    taken = _marked_since(work, rows) if spec.name == "address" else set()
    for column, (table, key, holder) in UNIQUE.get(spec.name, {}).items():
        wanted = {_key(column, row[column]): row["id"] for row in rows if row.get(column)}
        sql = f"select {key}, {holder} from {table} where {work.reader.among(key, 'keys')}"
        bound = {"keys": work.reader.bind(list(wanted))}
        giving = {row["id"] for row in rows if column in row and not row[column]}
        for found, other in work.store.rows(sql, bound) if wanted else []:
            if other != wanted[found] and other not in giving:
                taken.add(wanted[found])
    return [step for step in run if step.row in taken]


def _marked_since(work: UnitOfWork, rows: Sequence[dict[str, Any]]) -> set[int]:
    """Addresses that would get the billing mark back, of contacts where another one has it that keeps it (PY-3)."""
    marked = {row["id"]: row.get("contact_id") for row in rows if row.get("billing")}
    giving = {row["id"] for row in rows if row.get("billing") == 0}
    unknown = [number for number, contact in marked.items() if contact is None]
    for row in work.fetch("address", unknown, ("id", "contact_id")):
        marked[row["id"]] = row["contact_id"]
    held = billing_of(work.store, [contact for contact in marked.values() if contact is not None]) if marked else {}
    return {
        number
        for number, contact in marked.items()
        if contact is not None and held.get(contact, number) not in giving | {number}
    }


UNIQUE: dict[str, dict[str, tuple[str, str, str]]] = {
    "contact": {
        "email": ("claim", "key", "contact_id"),
        "external_id": ("contact", "external_id", "id"),
    },
    "users": {"email": ("claim", "key", "user_id")},
    "property": {"path_key": ("property", "path_key", "id")},
    "setting": {"name": ("setting", "name", "id")},
    "custom_field": {"name": ("custom_field", "name", "id")},
    "avatar": {"contact_id": ("avatar", "contact_id", "id")},
}
"""(table, key, holder) that says who has a value that only one row may have."""


def _key(column: str, value: str) -> str:
    return derived.claim_of(value) or "" if column == "email" else value


def _built_upon(work: UnitOfWork, operation: int, conflicts: list[_Step], newest: int) -> CasaError:
    lines = []
    for step in conflicts[:LISTED]:
        later = _later(work, step, operation)
        lines.append(f"{step.table} {step.row}{f' (operation {later})' if later else ''}")
    more = f" and {len(conflicts) - LISTED} more" if len(conflicts) > LISTED else ""
    later = _later(work, conflicts[0], operation)
    return failure(
        "undo.built-upon",
        f"Operation {operation} cannot be undone, later work has built on it: {', '.join(lines)}{more}.",
        hint=Remedy("undo", later, why="the later operation first") if later else Remedy("log list"),
    )


def _later(work: UnitOfWork, step: _Step, operation: int) -> int | None:
    """The latest operation that is not undone and touched the row or, for a contact, what hangs on it."""
    sql = (
        "select max(operation_id) from change where id > :number and operation_id > :operation "
        "and (contact_id = :contact or (table_name = :table and row_id = :row))"
    )
    params = {"number": step.number, "operation": operation, "contact": step.contact, "table": step.table,
              "row": step.row}  # fmt: skip
    row: Row | None = work.store.one(sql, params)
    return row[0] if row else None
