"""Undo: an operation's changes, streamed backwards, put back where they still stand.

Takes any operation back in constant memory, as a new operation that can itself be undone. Where something has built
on it, the rest is only looked at, so that all of it is found. What nets to nothing builds on nothing: money that was
voided, plans that ended without having run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from operator import eq
from typing import Any

from casactl.domain.failures import failure
from casactl.records import dataclass
from casactl.store import derived, mail_left, spent
from casactl.store.blobs import free_afterwards, is_there
from casactl.store.built_upon import Obstacles, first_values, looping, misplaced
from casactl.store.encoding import row_encoder
from casactl.store.journal import TOUCHED
from casactl.store.queries.addresses import billing_of
from casactl.store.reversal import reverse
from casactl.store.schema import SPECS
from casactl.store.table_spec import TableSpec, Undo
from casactl.store.work import UnitOfWork

BATCH = 1000
LISTED = 10

Held = Mapping[int, dict[str, Any]]
"""Rows as they are, by number."""


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


def take_back(work: UnitOfWork, operation: int, revision: str, *, ceiling: int) -> int:
    """Undo every change of `operation` (recorded at schema `revision`); gives how many there were.

    Messages of which mail has left stay, and money that is voided already: uncounted. Operations up to `ceiling` may
    have built on it. Raises BuiltUpon, Refused; the caller takes back what was done until then.
    """
    _refuse_erased(work, operation)
    obstacles = Obstacles(work, operation, ceiling)
    total, tables = 0, set()
    for run in _runs(work, operation, revision):
        tables.add(run[0].table)
        total += _put_back(work, obstacles, operation, _without_what_left(work, run))
    if "property" in tables and not obstacles:
        misplaced(work, operation, obstacles)
    if "link" in tables and not obstacles:
        looping(work, operation, obstacles)
    if obstacles:
        raise obstacles.resolved()
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
    if SPECS[run[0].table].undo is Undo.STAY:
        return []
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


def _put_back(work: UnitOfWork, obstacles: Obstacles, operation: int, run: Sequence[_Step]) -> int:
    """Undo one run, unless something stands in the way or has before; gives how many changes there were."""
    if not run:
        return 0
    spec = SPECS[run[0].table]
    held = {row["id"]: row for row in work.fetch(spec.name, [step.row for step in run])}
    if run[0].before is None:
        return _remove(work, obstacles, spec, run, held)
    if run[0].after is None:
        return _bring_back(work, obstacles, spec, run, held)
    _parted(work, obstacles, spec, operation, run, held)
    return _restore(work, obstacles, spec, run, held)


def _parted(
    work: UnitOfWork, obstacles: Obstacles, spec: TableSpec, operation: int, run: Sequence[_Step], held: Held
) -> None:
    """What keeps a row from going back to its earlier contact: later changes of it, and later rows that refer to it."""
    back = {s.row: s for s in run if spec.contact and f'"{spec.contact}":' in (s.after or "")}
    if not back:
        return
    _changed_since(work, obstacles, spec, back, held)
    for table, column in spec.referred_by:
        if table != spec.name and SPECS[table].journalled and SPECS[table].contact and SPECS[table].owns:
            sql = (
                f"select t.id, t.{column} from {table} t where {work.reader.among(f't.{column}', 'ids')} and not "
                "exists (select 1 from change h where h.operation_id = :operation and h.table_name = :table "
                "and h.row_id = t.id)"
            )
            if table in spent.WHERE:
                sql += f" and not ({spent.WHERE[table]})"
            params = {"ids": work.reader.bind(back), "operation": operation, "table": table}
            for row, target in work.store.rows(sql, params):
                obstacles.given(table, row, since=back[target].number, column=column, same=partial(eq, target))


def _changed_since(
    work: UnitOfWork, obstacles: Obstacles, spec: TableSpec, back: Mapping[int, _Step], held: Held
) -> None:
    """A plan that ran for its new contact, an attachment that ended there: what became of it is that contact's own."""
    for row, wanted in first_values(work, spec, {step.row: step.number for step in back.values()}).items():
        now = held.get(row)
        if now is None or spent.is_spent(spec.name, now):
            continue
        if any(now[column] != value for column, value in wanted.items()):
            obstacles.changed(spec.name, row, since=back[row].number, wanted=wanted, now=now)


def _remove(work: UnitOfWork, obstacles: Obstacles, spec: TableSpec, run: Sequence[_Step], held: Held) -> int:
    """Take rows away again that the operation added."""
    standing = [step for step in run if not (spec.undo is Undo.REVERSE and _voided(held.get(step.row)))]
    ids = [step.row for step in standing]
    now = _unchanged(obstacles, spec, standing, held)
    if spec.undo is not Undo.REVERSE:  # what is reversed stays where others refer to it
        _referred_to(work, obstacles, spec, standing, ids)
    if obstacles:
        return 0
    if spec.undo is Undo.REVERSE:
        reverse(work, [held[number] for number in ids], text="undone")
        return len(ids)
    spent.let_go(work, spec, ids)
    if spec.name == "contact":
        derived.forget(work, ids)
        mail_left.forget(work, spec, ids)
    elif spec.names_bytes:
        free_afterwards(work, [held[number]["sha256"] for number in ids])
    elif spec.name == "users":
        derived.claim_for_users(work, [{"id": number, "email": None} for number in ids])
        mail_left.forget(work, spec, ids)
    elif spec.name == "message":
        mail_left.let_go(work, ids)
    elif spec.name == "arrears_step":
        mail_left.part(work, ids)
    work.run(f"delete from {spec.name} where {work.reader.among('id', 'ids')}", ids=work.reader.bind(ids))
    work.journal.record(spec.name, [(s.row, s.contact, now[s.row], None) for s in standing])
    derived.after_delete(work, spec, [held[number] for number in ids])
    return len(ids)


def _voided(row: Mapping[str, Any] | None) -> bool:
    return row is not None and bool(row["voided"])


def _unchanged(obstacles: Obstacles, spec: TableSpec, run: Sequence[_Step], held: Held) -> dict[int, str]:
    """The rows as they are, for the journal, where they are as they were added, or have ended without effect."""
    encode = row_encoder(spec)
    texts: dict[int, str] = {}
    for step in run:
        now = held.get(step.row)
        text = encode(tuple(now.values())) if now else ""
        if text != step.after and not spent.is_spent(spec.name, now):
            kept = json.loads(step.after or "{}")
            wanted = {column: kept.get(column) for column in spec.recorded}
            obstacles.changed(spec.name, step.row, since=step.number, wanted=wanted, now=now)
        texts[step.row] = text
    return texts


def _referred_to(work: UnitOfWork, obstacles: Obstacles, spec: TableSpec, run: Sequence[_Step], ids: list[int]) -> None:
    """Rows that refer to those that go; rows of the same run go together, and what is spent goes along."""
    since = {step.row: step.number for step in run}
    for table, column in spec.referred_by:
        if not SPECS[table].journalled:
            continue
        sql = f"select id, {column} from {table} where {work.reader.among(column, 'ids')}"
        if table == spec.name:
            sql += f" and not {work.reader.among('id', 'ids')}"
        if table in spent.WHERE:
            sql += f" and not ({spent.WHERE[table]})"
        for row, target in work.store.rows(sql, {"ids": work.reader.bind(ids)}):
            obstacles.given(table, row, since=since[target], column=column, same=partial(eq, target))


def _bring_back(work: UnitOfWork, obstacles: Obstacles, spec: TableSpec, run: Sequence[_Step], held: Held) -> int:
    """Add rows again that the operation removed."""
    for step in run:
        if step.row in held:
            obstacles.there(spec.name, step.row, since=step.number)
    rows = [_whole(work, spec, step) for step in run]
    if spec.names_bytes:
        _insist_on_bytes(work, spec, rows)
    _claimed(work, obstacles, spec, run, rows)
    _paired(work, obstacles, spec, run, rows)
    _orphaned(work, obstacles, spec, run, rows)
    if obstacles:
        return 0
    work.put(spec, rows)
    work.journal.record(spec.name, [(s.row, s.contact, None, s.before) for s in run])
    derived.after_insert(work, spec, rows)
    return len(rows)


def _insist_on_bytes(work: UnitOfWork, spec: TableSpec, rows: Sequence[dict[str, Any]]) -> None:
    """Raise CannotBeUndone when bytes that these rows name again are not there."""
    for row in rows:
        if "sha256" in row and (work.folder is None or not is_there(work.folder, row["sha256"])):
            called = f", {row['name']}," if "name" in row else ""
            raise failure("undo.impossible", f"The bytes of {spec.name} {row['id']}{called} are gone; file it again.")


def _orphaned(
    work: UnitOfWork, obstacles: Obstacles, spec: TableSpec, run: Sequence[_Step], rows: Sequence[dict[str, Any]]
) -> None:
    """What rows refer to that come back, and is not there any more."""
    since = {step.row: step.number for step in run}
    for column, target in spec.references:
        wanted = {row[column] for row in rows if row[column] is not None}
        sql = f"select id from {target} where {work.reader.among('id', 'ids')}"
        sql += " and lifecycle <> 'erased'" if target == "contact" else ""
        bound = {"ids": work.reader.bind(wanted)}
        there = {row[0] for row in work.store.rows(sql, bound)} if wanted else set()
        there |= {row["id"] for row in rows} if target == spec.name else set()
        for row in rows:
            if row[column] is not None and row[column] not in there:
                obstacles.removed(target, row[column], since=since[row["id"]])


def _whole(work: UnitOfWork, spec: TableSpec, step: _Step) -> dict[str, Any]:
    kept = json.loads(step.before or "{}")
    fill: dict[str, Any] = {"id": step.row, "version": 1, "updated_at": work.now, "balance": 0, "path_order": ""}
    return {column: kept.get(column, fill.get(column)) for column in spec.columns}


def _restore(work: UnitOfWork, obstacles: Obstacles, spec: TableSpec, run: Sequence[_Step], held: Held) -> int:
    """Put the earlier values of changed rows back."""
    rows: list[dict[str, Any]] = []
    for step in run:
        after, before = json.loads(step.after or "{}"), json.loads(step.before or "{}")
        now = held.get(step.row)
        if now is None or any(now[column] != value for column, value in after.items()):
            obstacles.changed(spec.name, step.row, since=step.number, wanted=after, now=now)
        else:
            rows.append({"id": step.row, **before})
    _claimed(work, obstacles, spec, run, rows)
    _paired(work, obstacles, spec, run, [{**held[row["id"]], **row} for row in rows])
    if obstacles:
        return 0
    if spec.names_bytes:
        _insist_on_bytes(work, spec, rows)
        free_afterwards(work, [held[row["id"]]["sha256"] for row in rows if "sha256" in row])
    work.change(spec, [(row["id"], tuple((k, v) for k, v in row.items() if k != "id")) for row in rows if len(row) > 1])
    touched = [step.row for step in run if step.after == TOUCHED]
    work.count_up(spec.name, touched)
    work.journal.record(spec.name, [(s.row, s.contact, s.after, s.before) for s in run])
    derived.after_update(work, spec, held, rows, [step.row for step in run])
    if spec.undo is Undo.REVERSE:
        spent.follow(work, {row["id"]: row["contact_id"] for row in rows if "contact_id" in row})
    return len(rows) - len(touched)


def _claimed(
    work: UnitOfWork, obstacles: Obstacles, spec: TableSpec, run: Sequence[_Step], rows: Sequence[dict[str, Any]]
) -> None:
    """What only one row may have, and somebody else has taken since: an e-mail, an external id, a path, a mark."""
    since = {step.row: step.number for step in run}
    if spec.name == "address":
        for number, other in _marked_since(work, rows).items():
            obstacles.given("address", other, since=since[number], column="billing", same=bool)
    for column, unique in UNIQUE.get(spec.name, {}).items():
        wanted = {_key(column, row[column]): row["id"] for row in rows if row.get(column)}
        sql = f"select {unique.key}, {', '.join(unique.holders)} from {unique.table} where {{}}"
        bound = {"keys": work.reader.bind(list(wanted))}
        giving = {row["id"] for row in rows if column in row and not row[column]}
        for found, *held in work.store.rows(sql.format(work.reader.among(unique.key, "keys")), bound) if wanted else []:
            table, other = next((t, n) for t, n in zip(unique.holders.values(), held, strict=True) if n is not None)
            if (table, other) != (spec.name, wanted[found]) and not (table == spec.name and other in giving):
                obstacles.given(table, other, since=since[wanted[found]], column=column, same=_holding(column, found))


def _paired(
    work: UnitOfWork, obstacles: Obstacles, spec: TableSpec, run: Sequence[_Step], rows: Sequence[dict[str, Any]]
) -> None:
    """What there may be once only, and is there anew: the same tag of a contact, a second open case."""
    columns = TOGETHER.get(spec.name)
    if not columns:
        return
    since = {step.row: step.number for step in run}
    wanted = {tuple(row[column] for column in columns): row["id"] for row in rows if _counts(spec, row)}
    whose, ids = {key[0] for key in wanted}, [row["id"] for row in rows]
    sql = (
        f"select id, {', '.join(columns)} from {spec.name} where {work.reader.among(columns[0], 'whose')} "
        f"and not {work.reader.among('id', 'ids')}" + (" and closed_at is null" if "closed_at" in spec.columns else "")
    )
    bound = {"whose": work.reader.bind(whose), "ids": work.reader.bind(ids)}
    for other, *key in work.store.rows(sql, bound) if wanted else []:
        if (number := wanted.get(tuple(key))) is not None:
            same = partial(eq, key[0])
            obstacles.given(spec.name, other, since=since[number], column=columns[0], same=same)


def _counts(spec: TableSpec, row: Mapping[str, Any]) -> bool:
    """Whether a row keeps others from being: of cases only an open one does."""
    return "closed_at" not in spec.columns or row["closed_at"] is None


def _holding(column: str, key: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str | int) and bool(value) and _key(column, value) == key


def _marked_since(work: UnitOfWork, rows: Sequence[dict[str, Any]]) -> dict[int, int]:
    """The addresses that have the billing mark now and keep it, by those that would get it back (PY-3)."""
    marked = {row["id"]: row.get("contact_id") for row in rows if row.get("billing")}
    giving = {row["id"] for row in rows if row.get("billing") == 0}
    unknown = [number for number, contact in marked.items() if contact is None]
    for row in work.fetch("address", unknown, ("id", "contact_id")):
        marked[row["id"]] = row["contact_id"]
    held = billing_of(work.store, [contact for contact in marked.values() if contact is not None]) if marked else {}
    return {
        number: held[contact]
        for number, contact in marked.items()
        if contact is not None and held.get(contact, number) not in giving | {number}
    }


@dataclass(frozen=True, slots=True)
class _Unique:
    """Where it stands who has a value that only one row may have: the column that holds it, those that say who."""

    table: str
    key: str
    holders: Mapping[str, str]
    """The column with a holder's number, and the holder's table."""


TOGETHER: dict[str, tuple[str, ...]] = {
    "tag": ("contact_id", "name_key"),
    "contact_point": ("contact_id", "kind", "key"),
    "link": ("contact_id", "kind", "other_id"),
    "follower": ("contact_id", "engagement_id"),
    "not_duplicate": ("contact_id", "other_id"),
    "user_community": ("user_id", "property_id"),
    "handover_case": ("contact_id",),
}
"""Columns that together only one row may have, of cases only one that is open."""

_CLAIM = _Unique("claim", "key", {"contact_id": "contact", "user_id": "users"})
UNIQUE: dict[str, dict[str, _Unique]] = {
    "contact": {"email": _CLAIM, "external_id": _Unique("contact", "external_id", {"id": "contact"})},
    "users": {"email": _CLAIM},
    "property": {"path_key": _Unique("property", "path_key", {"id": "property"})},
    "setting": {"name": _Unique("setting", "name", {"id": "setting"})},
    "custom_field": {"name": _Unique("custom_field", "name", {"id": "custom_field"})},
    "import_mapping": {"name": _Unique("import_mapping", "name", {"id": "import_mapping"})},
    "saved_view": {"name": _Unique("saved_view", "name", {"id": "saved_view"})},
    "avatar": {"contact_id": _Unique("avatar", "contact_id", {"id": "avatar"})},
}


def _key(column: str, value: str | int) -> str | int:
    return derived.claim_of(str(value)) or "" if column == "email" else value
