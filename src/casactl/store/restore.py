"""Putting a store's rows into another: restoring a backup, moving between SQLite and PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import Session

from casactl.errors import IntegrityFault, Refused
from casactl.store.backup import BATCH, Manifest, tables_at, unpacked
from casactl.store.files import private_folder
from casactl.store.location import Location, sqlite_url
from casactl.store.opening import LOCK_WAIT, build_schema, is_empty, locked, session_on
from casactl.store.reader import NewerStore, Reader, connect_for_reading, open_reader
from casactl.store.schema import HEAD, REVISIONS, SPECS
from casactl.store.verify import verify_log


class WorkspaceHoldsData(Refused):
    """A restore would replace data that nobody agreed to lose."""

    code = "workspace.holds-data"


class CopyDiffers(IntegrityFault):
    """What arrived is not what was sent; the target was left as it was."""

    code = "workspace.copy-differs"


def holds_data(location: Location) -> bool:
    """Whether a store has anything in it beyond its own making."""
    if location.path and not location.path.exists():
        return False
    if is_empty(location):
        return False
    reader = open_reader(location, any_revision=True)
    try:
        found = reader.rows(
            "select 1 from property union all select 1 from contact limit 1", scope=reader.scope
        )
        return bool(found)
    finally:
        reader.close()


def restore(backup: Path, location: Location, *, wait: float = LOCK_WAIT) -> Manifest:
    """Put a verified backup's rows into a store, replacing what it holds; all or nothing."""
    with unpacked(backup) as (manifest, database):
        if manifest.revision not in REVISIONS:
            raise NewerStore(
                f"{backup} was made by a newer casactl (schema revision {manifest.revision}).",
                hint="upgrade casactl on this machine",
            )
        source = Location("sqlite", sqlite_url(database), database)
        copy_store(source, location, manifest.revision, wait=wait)
    return manifest


def copy_store(source: Location, target: Location, revision: str, *, wait: float = LOCK_WAIT) -> None:
    """Copy every row of a store of `revision` into `target`, verified before it is committed."""
    if target.path:
        private_folder(target.path.parent)
    with locked(target, verb="workspace.restore", wait=wait):
        fresh = is_empty(target)
        reader = Reader(connect_for_reading(source), source.dialect)
        try:
            with session_on(target, wait=wait) as (session, sink):
                _make_room(session, sink, fresh)
                _copy_rows(reader, session, sink, revision)
                _compare(reader, sink, revision)
                session.commit()
        finally:
            reader.close()


def _make_room(session: Session, sink: Reader, fresh: bool) -> None:
    if fresh:
        build_schema(session, sink)
        sink.execute("delete from chain")
        return
    if sink.rows("select version_num from alembic_version") != [(HEAD,)]:
        from casactl.store.migrate import upgrade

        upgrade(session.connection())
    _empty(sink)


def _empty(sink: Reader) -> None:
    sink.execute("update operation set undoes = null")
    sink.execute("update property set parent_id = null")
    for table in reversed(tables_at(HEAD)):
        sink.execute(f"delete from {table}")


def _copy_rows(reader: Reader, session: Session, sink: Reader, revision: str) -> None:
    mark = "%s" if sink.dialect == "postgresql" else "?"
    connection = session.connection()
    for table in tables_at(revision):
        columns = SPECS[table].columns
        statement = f"insert into {table} ({', '.join(columns)}) values ({', '.join([mark] * len(columns))})"
        batch: list[tuple[object, ...]] = []
        for row in reader.stream(
            f"select {', '.join(columns)} from {table} order by {columns[0]}", scope=reader.scope
        ):
            batch.append(tuple(row))
            if len(batch) >= BATCH:
                connection.exec_driver_sql(statement, batch)
                batch = []
        if batch:
            connection.exec_driver_sql(statement, batch)


def _compare(reader: Reader, sink: Reader, revision: str) -> None:
    """Same count of rows everywhere, the same chain, and a log that verifies where it arrived."""
    for table in tables_at(revision):
        counted = f"select count(*) from {table}"
        sent, arrived = reader.rows(counted, scope=reader.scope), sink.rows(counted, scope=sink.scope)
        if sent != arrived:
            raise CopyDiffers(f"{table}: {sent[0][0]} rows were sent, {arrived[0][0]} arrived.")
    verdict = verify_log(sink)
    if not verdict.ok:
        raise CopyDiffers(f"The log does not verify where it arrived: {verdict.problem}.")
