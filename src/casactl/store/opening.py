"""Opening a workspace's store for a command: create it, migrate it, begin and end the transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from casactl.domain.failures import failure
from casactl.errors import IntegrityFault, Refused, StoreFault
from casactl.records import dataclass
from casactl.store.engine import LOCK_WAIT, refuse_network_file_system, transaction
from casactl.store.files import private_folder
from casactl.store.journal import GENESIS, Origin
from casactl.store.location import Location
from casactl.store.lock import lock_path, writing
from casactl.store.reader import (
    NotMigrated,
    Reader,
    check_revision,
    connect_for_reading,
    revision_of,
)
from casactl.store.schema import HEAD
from casactl.store.work import UnitOfWork

if TYPE_CHECKING:
    from casactl.store.kept import Kept


class StoreExists(Refused):
    """Data is already where a new store should go."""

    code = "workspace.exists"


@contextmanager
def locked(location: Location, *, verb: str, wait: float = LOCK_WAIT) -> Iterator[None]:
    """The writer's lock of a SQLite store; PostgreSQL queues on the chain row instead."""
    with writing(location.file, verb=verb, wait=wait) if location.path else nullcontext():
        yield


@contextmanager
def open_work(
    location: Location, origin: Origin, *, now: datetime, dry_run: bool = False, wait: float = LOCK_WAIT,
    backups: Path | None = None, tell: Callable[[Migrated], None] = lambda migrated: None, kept: Kept | None = None,
) -> Iterator[UnitOfWork]:  # fmt: skip
    """The unit of work: commits at the end, rolls back on a failure or a dry run.

    An older store is backed up into `backups` and migrated first, and `tell` hears of it; a newer,
    foreign or corrupt one is refused before anything touches it. Where commands follow each other, a connection is
    `kept` for the next one. Raises WriterBusy, StoreFault, IntegrityFault.
    """
    with locked(location, verb=origin.verb, wait=wait):
        ready = kept is not None and kept.is_ready(location)
        if not ready and (migrated := _prepare(location, backups, origin, now=now, dry_run=dry_run, wait=wait)):
            tell(migrated)
        with transaction(location, wait=wait, kept=kept) as reader:
            lock_chain(reader)
            work = UnitOfWork(reader, origin, now=now, dry_run=dry_run)
            work.folder = backups or (location.path.parent if location.path else None)
            yield work
            if not dry_run:
                work.finish()
                reader.connection.commit()
        if kept and work.afterwards:
            kept.forget(location)  # they read its files: closing one of these would let go of SQLite's own locks
        for step in () if dry_run else work.afterwards:
            work.warnings += step(location, work.folder, wait)


def lock_chain(reader: Reader) -> None:
    """Queue behind other writers on PostgreSQL: the first statement of every write."""
    if reader.dialect == "postgresql":
        reader.execute("select head from chain where id = 1 for update")


@dataclass(frozen=True, slots=True)
class Migrated:
    """Where an older store's backup is, and what people should know of what its rows became."""

    backup: Path
    told: Sequence[str] = ()


def _prepare(
    location: Location, backups: Path | None, origin: Origin, *, now: datetime, dry_run: bool, wait: float
) -> Migrated | None:
    """Refuse what is no store of this program's revision; migrate an older one."""
    reader = Reader(connect_for_reading(location), location.dialect)
    try:
        revision = revision_of(reader, location)
    finally:
        reader.close()
    try:
        check_revision(revision, location)
    except NotMigrated:
        if dry_run:
            raise
        return migrate(location, backups, origin, now=now, wait=wait)
    return None


def migrate(location: Location, backups: Path | None, origin: Origin, *, now: datetime, wait: float) -> Migrated | None:
    """Back an older store up, then bring its schema and its rows to this program's; the writer's lock is held.

    Gives None when another command has migrated the store meanwhile.
    """
    from casactl.store.backup import back_up
    from casactl.store.carry_over import VERB, carry_over
    from casactl.store.migrate import upgrade

    folder = private_folder(backups or location.file.parent)
    with transaction(location, wait=wait) as reader:
        lock_chain(reader)
        revision = revision_of(reader, location)
        if revision == HEAD:
            return None
        target = folder / f"casactl.before-{HEAD}.{now.strftime('%Y%m%dT%H%M%SZ')}.backup"
        back_up(location, target, now=now)
        upgrade(reader)
        work = UnitOfWork(reader, Origin(VERB, origin.actor, origin.os_user), now=now, dry_run=False)
        told = carry_over(work, revision)
        work.finish()
        reader.connection.commit()
    return Migrated(target, told)


def try_migration(location: Location, *, wait: float) -> None:
    """Go through a migration and take it back; the writer's lock is held."""
    from casactl.store.migrate import upgrade

    with transaction(location, wait=wait) as reader:
        lock_chain(reader)
        upgrade(reader)


def create_store(
    location: Location, origin: Origin, *, now: datetime, settings: dict[str, str] | None = None,
    wait: float = LOCK_WAIT,
) -> int | None:  # fmt: skip
    """Make an empty store: schema, chain row, settings; gives the number of its first operation.

    A failure leaves nothing behind. Raises StoreExists when there is data already.
    """
    with making(location), locked(location, verb=origin.verb, wait=wait), unmade_on_failure(location):
        refuse_existing(location)
        with transaction(location, wait=wait) as reader:
            build_schema(reader)
            work = UnitOfWork(reader, origin, now=now, dry_run=False)
            _keep_settings(work, settings or {})
            work.finish()
            reader.connection.commit()
            return work.operation


@contextmanager
def making(location: Location, *, always: bool = False) -> Iterator[None]:
    """The folder for a SQLite file, made private; gone again (or `always`) when what goes into it fails."""
    if not location.path:
        yield
        return
    made = [each for each in (location.path.parent, *location.path.parent.parents) if not each.exists()]
    stays = False
    try:
        refuse_network_file_system(location.path)
        private_folder(location.path.parent)
        yield
        stays = not always
    except OSError as fault:
        raise failure(
            "workspace.read-only",
            f"{fault.filename or location.path.parent} cannot be made: {fault.strerror or fault}.",
        ) from fault
    finally:
        for folder in () if stays else made:
            with suppress(OSError):
                folder.rmdir()


@contextmanager
def unmade_on_failure(location: Location, *, always: bool = False) -> Iterator[None]:
    """Remove a SQLite file that was not there before when what fills it fails, its lock file too."""
    fresh = location.path is not None and not (location.path.exists() and location.path.stat().st_size)
    done = False
    try:
        yield
        done = not always
    finally:
        if fresh and not done:
            for path in files_of(location):
                path.unlink(missing_ok=True)


def files_of(location: Location) -> list[Path]:
    """A SQLite database, what SQLite keeps beside it, and the writer's lock."""
    path = location.file
    return [path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal")), lock_path(path)]


def build_schema(reader: Reader, *, workspace: str | None = None) -> None:
    """All tables at the newest revision, and the chain row of an empty log."""
    from casactl.store.migrate import upgrade

    if reader.dialect == "postgresql" and reader.rows("show server_encoding") != [("UTF8",)]:
        raise failure("workspace.encoding", "The PostgreSQL database does not hold UTF-8 text.")
    upgrade(reader)
    reader.execute(
        "insert into chain (id, workspace, head, numbers) values (1, :workspace, :head, '{}')",
        {"workspace": workspace or uuid4().hex, "head": GENESIS},
    )


def refuse_existing(location: Location) -> None:
    """Raise StoreExists when something is where a new store should go."""
    if location.path:
        try:
            taken = location.path.exists() and location.path.stat().st_size
        except OSError as fault:
            raise failure(
                "workspace.unreadable", f"{location.path} cannot be reached: {fault.strerror or fault}."
            ) from fault
        if taken and not _is_blank(location):
            raise StoreExists(f"There is already a file at {location.path}; it was left untouched.")
        return
    reader = Reader(connect_for_reading(location), location.dialect)
    try:
        tables = reader.rows("select 1 from pg_tables where schemaname = current_schema() limit 1")
    finally:
        reader.close()
    if tables:
        raise StoreExists(f"The database {location.shown} already holds tables; it was left untouched.")


def _is_blank(location: Location) -> bool:
    """Whether a SQLite file has no table at all: what a creation that was killed leaves behind."""
    try:
        reader = Reader(connect_for_reading(location), location.dialect)
    except (StoreFault, IntegrityFault):
        return False
    try:
        return not reader.rows("select 1 from sqlite_master limit 1")
    finally:
        reader.close()


def is_empty(location: Location) -> bool:
    """Whether nothing is there yet, so that a first write may create the store."""
    try:
        refuse_existing(location)
    except StoreExists:
        return False
    return True


def _keep_settings(work: UnitOfWork, settings: dict[str, str]) -> None:
    work.journal.begin().payload["workspace"] = work.workspace_id
    work.insert("setting", [{"name": name, "value": value} for name, value in settings.items()])
    work.summary("made the workspace")
