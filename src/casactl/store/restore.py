"""Putting a store's rows into another: restoring a backup, moving between SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from sqlmodel import Session

from casactl.errors import CasaError, IntegrityFault, Refused
from casactl.store.archive import BackupDiffers, Manifest, unpacked
from casactl.store.files import private_folder
from casactl.store.location import Location, sqlite_url
from casactl.store.opening import (
    LOCK_WAIT,
    build_schema,
    files_of,
    is_empty,
    lock_chain,
    locked,
    making,
    session_on,
    unmade_on_failure,
)
from casactl.store.reader import (
    CorruptStore,
    Reader,
    check_revision,
    connect_for_reading,
    open_reader,
    revision_of,
)
from casactl.store.schema import HEAD, ORDER, REVISIONS, SPECS
from casactl.store.snapshot import snapshot
from casactl.store.verify import verify_log

BATCH = 2000


class WorkspaceHoldsData(Refused):
    """A restore would replace data that nobody agreed to lose."""

    code = "workspace.holds-data"


class CopyDiffers(IntegrityFault):
    """What arrived is not what was sent; the target was left as it was."""

    code = "workspace.copy-differs"


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy brought over; `aside` is where what was there before has been kept."""

    head: str
    rows: dict[str, int]
    aside: Path | None = None


def holds_data(location: Location) -> bool:
    """Whether a store has anything in it beyond its own making and settings.

    Raises ForeignStore, CorruptStore, NewerStore.
    """
    if is_empty(location):
        return False
    reader = open_reader(location, any_revision=True)
    try:
        if revision_of(reader, location) not in REVISIONS:
            check_revision(revision_of(reader, location), location)
        found = reader.rows("select 1 from operation where substr(verb, 1, 10) <> 'workspace.' limit 1") or reader.rows(
            "select 1 from contact union all select 1 from property limit 1", scope=reader.scope
        )
        return bool(found)
    finally:
        reader.close()


def restore(
    backup: Path, location: Location, *, now: datetime, replace: bool = False, dry_run: bool = False,
    wait: float = LOCK_WAIT, beside: Path | None = None,
) -> tuple[Manifest, Copied]:  # fmt: skip
    """Put a verified backup's rows into a store; all or nothing, and over data only with `replace`.

    What is replaced is first backed up into the folder `beside`, or set aside when it is damaged.
    Raises NotABackup, BackupDiffers, NewerStore, WorkspaceHoldsData, ForeignStore.
    """
    with (
        making(location, always=dry_run),
        unpacked(backup, room=location.path and location.path.parent) as (manifest, found),
    ):
        if manifest.revision != HEAD:
            from casactl.store.migrate import upgrade_file

            upgrade_file(found)
        source = Location("sqlite", sqlite_url(found), found)
        with locked(location, verb="workspace.restore", wait=wait), reading(source) as reader:
            replacing = _must_replace(location, agreed=replace)
            aside = _keep(location, beside, now) if replacing and not dry_run else None
            copied = _fill(reader, location, wait=wait, dry_run=dry_run)
    return manifest, Copied(copied.head, copied.rows, aside)


@contextmanager
def move(source: Location, target: Location, *, dry_run: bool = False, wait: float = LOCK_WAIT) -> Iterator[Copied]:
    """Copy a store into an empty place; writers of both wait until the caller has noted where it is now.

    The old store stays as it is.

    Raises WorkspaceHoldsData, NotMigrated, NewerStore, CopyDiffers.
    """
    place = making(target, always=dry_run)
    lock = locked(target, verb="workspace.move", wait=wait)
    with place, lock, unmade_on_failure(target), _held(source, wait):
        if not is_empty(target):
            raise WorkspaceHoldsData(
                f"{target.shown} is not empty; nothing was moved.", hint="choose a place with nothing in it"
            )
        with reading(source) as reader:
            copied = _fill(reader, target, wait=wait, dry_run=dry_run)
        yield copied


def copy_over(source: Location, target: Location, *, wait: float = LOCK_WAIT) -> Copied:
    """Put a store's rows into another, replacing what that holds, all or nothing."""
    with making(target), locked(target, verb="workspace.restore", wait=wait), reading(source) as reader:
        return _fill(reader, target, wait=wait, dry_run=False)


@contextmanager
def _held(source: Location, wait: float) -> Iterator[None]:
    """Keep writers of a store waiting."""
    open_reader(source).close()
    with locked(source, verb="workspace.move", wait=wait):
        if source.path:
            yield
            return
        with session_on(source, wait=wait) as (_, reader):
            lock_chain(reader)
            yield


@contextmanager
def reading(source: Location) -> Iterator[Reader]:
    """A reader that sees one state of a store of this revision."""
    reader = Reader(connect_for_reading(source), source.dialect)
    try:
        with snapshot(reader):
            check_revision(revision_of(reader, source), source)
            yield reader
    finally:
        reader.close()


def _must_replace(location: Location, *, agreed: bool) -> bool:
    """Whether a restore takes something away.

    Raises WorkspaceHoldsData, or what is wrong with the target, when nobody agreed to that.
    """
    try:
        holding = holds_data(location)
    except CorruptStore:
        if not agreed or not location.path:
            raise
        return True
    if holding and not agreed:
        raise WorkspaceHoldsData(
            f"{location.shown} holds data, which a restore replaces; nothing was changed.",
            hint="repeat with --yes, or restore into a new workspace: casactl workspace restore FILE NAME",
        )
    return holding


def _keep(location: Location, beside: Path | None, now: datetime) -> Path:
    """Keep what a restore replaces: a backup of it, or the damaged file itself."""
    from casactl.store.backup import back_up

    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    folder = private_folder(beside or location.file.parent)
    try:
        return back_up(location, folder / f"casactl.before-restore.{stamp}.backup", now=now).path
    except (CorruptStore, BackupDiffers):
        return _set_aside(location, stamp)


def _set_aside(location: Location, stamp: str) -> Path:
    *files, _lock = files_of(location)
    for path in files:
        if path.exists():
            path.rename(path.with_name(f"{path.name}.damaged-{stamp}"))
    return files[0].with_name(f"{files[0].name}.damaged-{stamp}")


def _fill(reader: Reader, target: Location, *, wait: float, dry_run: bool) -> Copied:
    """Copy all rows into a store under its lock, prove them equal, and only then commit."""
    with unmade_on_failure(target, always=dry_run):
        fresh = is_empty(target)
        with session_on(target, wait=wait, references=False) as (session, sink):
            _make_room(session, sink, fresh)
            for table in ORDER:
                _copy_table(reader, session, sink, table)
            rows = {table: _compare_table(reader, sink, table) for table in ORDER}
            _check_references(sink)
            verdict = verify_log(sink)
            if not verdict.ok:
                raise CopyDiffers(f"The log does not verify where it arrived: {verdict.problem}.")
            session.rollback() if dry_run else session.commit()
    return Copied(verdict.head, rows)


def _make_room(session: Session, sink: Reader, fresh: bool) -> None:
    if fresh:
        build_schema(session, sink)
        sink.execute("delete from chain")
        return
    lock_chain(sink)
    if sink.rows("select version_num from alembic_version") != [(HEAD,)]:
        from casactl.store.migrate import upgrade

        upgrade(session.connection())
    if sink.dialect == "postgresql":
        sink.execute(f"truncate {', '.join(ORDER)}")
        return
    for table in ORDER:
        sink.execute(f"delete from {table}", scope=sink.scope)


def _check_references(sink: Reader) -> None:
    """SQLite has not looked at foreign keys while the rows came in; PostgreSQL has."""
    if sink.dialect == "sqlite" and (dangling := sink.one("pragma foreign_key_check")):
        raise CopyDiffers(f"{dangling[0]}: row {dangling[1]} refers to nothing.")


def _rows(reader: Reader, table: str) -> Generator[Sequence[Any], None, None]:
    """Every row of a table in the order of its key."""
    columns = SPECS[table].columns
    sql = f"select {', '.join(columns)} from {table} order by {columns[0]}"
    yield from reader.stream(sql, scope=reader.scope)


def _copy_table(reader: Reader, session: Session, sink: Reader, table: str) -> None:
    columns = ", ".join(SPECS[table].columns)
    with closing(_rows(reader, table)) as rows:
        if sink.dialect == "postgresql":
            statement = f"copy {table} ({columns}) from stdin"
            with _faithful(table), sink.connection.cursor() as cursor, cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join("?" * len(SPECS[table].columns))
        statement = f"insert into {table} ({columns}) values ({marks})"
        while batch := list(islice(rows, BATCH)):
            session.connection().exec_driver_sql(statement, [tuple(row) for row in batch])


@contextmanager
def _faithful(table: str) -> Iterator[None]:
    """PostgreSQL refuses what SQLite keeps, such as a NUL within text: say where."""
    try:
        yield
    except CasaError:
        raise
    except Exception as fault:
        if type(fault).__name__ in ("DataError", "CharacterNotInRepertoire", "UntranslatableCharacter"):
            raise CopyDiffers(f"PostgreSQL cannot hold a value of table '{table}'.") from fault
        raise


def _compare_table(reader: Reader, sink: Reader, table: str) -> int:
    """Every row arrived as it was sent; gives how many."""
    count = 0
    with closing(_rows(reader, table)) as sent, closing(_rows(sink, table)) as arrived:
        for one, other in zip_longest(sent, arrived):
            if one is None or other is None or tuple(one) != tuple(other):
                raise CopyDiffers(f"{table}: row {count + 1} is not what was sent.")
            count += 1
    return count
