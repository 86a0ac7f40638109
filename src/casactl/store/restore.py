"""Putting a store's rows into another: restoring a backup, moving between SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace as replaced
from datetime import datetime
from pathlib import Path

from casactl.domain.failures import failure
from casactl.domain.remedy import Blank, Remedy, Sentence
from casactl.errors import CasaError
from casactl.store.archive import BackupDiffers, limit, unpacked
from casactl.store.carried import Unpacking, unpack_documents
from casactl.store.carry_over import carry_over
from casactl.store.check_schema import foreign_names
from casactl.store.copying import Copied, fill, reading
from casactl.store.engine import LOCK_WAIT, StatementFailed, transaction
from casactl.store.files import private_folder
from casactl.store.journal import Origin
from casactl.store.location import Location, sqlite_url
from casactl.store.manifest import Manifest
from casactl.store.opening import (
    files_of,
    is_empty,
    lock_chain,
    locked,
    making,
    unmade_on_failure,
)
from casactl.store.queries.log import head
from casactl.store.queries.settings import workspace_id
from casactl.store.reader import (
    CorruptStore,
    Reader,
    check_revision,
    open_reader,
    revision_of,
)
from casactl.store.schema import HEAD, REVISIONS
from casactl.store.work import UnitOfWork

BATCH = 2000


def holds_data(location: Location) -> bool:
    """Whether a store has anything in it beyond its own making and settings.

    Raises StoreFault, CorruptStore.
    """
    if is_empty(location):
        return False
    reader = open_reader(location, any_revision=True)
    try:
        if revision_of(reader, location) not in REVISIONS:
            check_revision(revision_of(reader, location), location)
        worked = "select 1 from operation where substr(verb, 1, 10) <> 'workspace.'"
        whole = reader.unfenced("what is restored over may hold nothing, whoever restores")
        return bool(whole.rows(f"{worked} union all select 1 from contact union all select 1 from property limit 1"))
    finally:
        reader.close()


def restore(
    backup: Path, location: Location, origin: Origin, *, now: datetime, replace: bool = False, dry_run: bool = False,
    wait: float = LOCK_WAIT, beside: Path | None = None, allow_missing: bool = False,
) -> tuple[Manifest, Copied]:  # fmt: skip
    """Put a verified backup's rows into a store; all or nothing, and over data only with `replace`.

    What is replaced is first backed up into the folder `beside`, or set aside when it is damaged. The restore
    stands in the log that came with the backup, with the head of that and of what was there before. Bytes of
    documents that are missing are named, where they are allowed to be.
    Raises Unreadable, BackupDiffers, StoreFault, Refused.
    """
    with (
        making(location, always=dry_run),
        unpacked(backup, room=location.path and location.path.parent) as (manifest, found),
    ):
        _modernise(found, manifest, backup)
        source = Location("sqlite", sqlite_url(found), found)
        with (
            unmade_on_failure(location, always=dry_run),
            locked(location, verb="workspace.restore", wait=wait),
            reading(source) as reader,
            _documents(backup, manifest, found, beside, dry_run=dry_run) as documents,
        ):
            if documents.missing and not allow_missing:
                raise _lacking(backup, documents.missing)
            limit(reader.connection, found.stat().st_size)
            replacing = _must_replace(location, agreed=replace)
            before = _head_of(location) if replacing else None
            revived = _revived(reader, location) if before else ()
            aside = _keep(location, beside, now) if replacing and not dry_run else None

            def complete(sink: Reader) -> int | None:
                if not dry_run:
                    documents.keep()
                return _note(sink, origin, before, now, manifest.revision)

            with _from_stranger(backup):
                copied = fill(reader, location, wait=wait, dry_run=dry_run, then=complete)
            foreign = tuple(foreign_names(reader))
    return manifest, replaced(
        copied, aside=aside, missing=tuple(documents.missing), foreign_tables=foreign, revived=revived
    )


def _modernise(found: Path, manifest: Manifest, backup: Path) -> None:
    """Bring a backup's database to this program's revision."""
    if manifest.revision == HEAD:
        return
    from casactl.store.migrate import upgrade_file

    try:
        upgrade_file(found)
    except CasaError as fault:
        raise BackupDiffers(f"{backup}: {fault.message}") from fault
    except Exception as fault:  # rows that a migration stumbles over: whoever wrote them, it was not casactl
        raise BackupDiffers(f"{backup} holds rows that casactl does not write ({type(fault).__name__}).") from fault


@contextmanager
def _documents(
    backup: Path, manifest: Manifest, found: Path, beside: Path | None, *, dry_run: bool
) -> Iterator[Unpacking]:
    """A backup's documents, forgotten at the end unless they were kept."""
    if beside is None:
        yield Unpacking()
        return
    with _from_stranger(backup):
        documents = unpack_documents(backup, manifest, found, beside, dry_run=dry_run)
    try:
        yield documents
    finally:
        documents.discard()


def _lacking(backup: Path, missing: Sequence[str]) -> CasaError:
    more = f" and of {len(missing) - 1:,} more" if len(missing) > 1 else ""
    return failure(
        "backup.incomplete",
        f"{backup} does not hold the bytes of {missing[0]}{more}; nothing was changed.",
        hint=Remedy("workspace restore", str(backup), Blank("NAME"), allow_missing=True, why="all the rest of it"),
    )


@contextmanager
def _from_stranger(backup: Path) -> Iterator[None]:
    """Say of what a database does not take that the backup is to blame.

    Raises BackupDiffers.
    """
    try:
        yield
    except (StatementFailed, sqlite3.Error, UnicodeDecodeError, CorruptStore) as fault:
        raise BackupDiffers(f"{backup} holds rows that casactl does not write; nothing was changed.") from fault


def _head_of(location: Location) -> str | None:
    """The log's head, None where the store is too damaged to tell."""
    try:
        reader = open_reader(location, any_revision=True)
    except CorruptStore:
        return None
    try:
        return head(reader)[0]
    except CorruptStore:
        return None
    finally:
        reader.close()


def _revived(backup: Reader, location: Location) -> tuple[int, ...]:
    """The contacts of a backup who have been erased since from the workspace that it was made of."""
    with closing(open_reader(location, any_revision=True)) as reader:
        if workspace_id(reader) != workspace_id(backup):
            return ()
        erased = [row[0] for row in reader.rows("select c.id from {contact} c where c.lifecycle = 'erased'")]
    sql = (
        f"select c.id from {{contact}} c where {backup.among('c.id', 'ids')} and c.lifecycle <> 'erased' order by c.id"
    )
    return tuple(row[0] for row in backup.rows(sql, {"ids": backup.bind(erased)}))


def _note(sink: Reader, origin: Origin, before: str | None, now: datetime, revision: str) -> int | None:
    """Write the restore down, in the log that has just come in, with what older rows become."""
    work = UnitOfWork(sink, origin, now=now, dry_run=False)
    carry_over(work, revision)
    heads = {"head": work.journal.head, "head_before": before}
    work.journal.begin().payload["arguments"] |= heads
    work.summary(f"restored a backup{', over what was there' if before else ''}")
    work.finish()
    return work.operation


@contextmanager
def move(source: Location, target: Location, *, dry_run: bool = False, wait: float = LOCK_WAIT) -> Iterator[Copied]:
    """Copy a store into an empty place; writers of both wait until the caller has noted where it is now.

    The old store stays as it is.

    Raises Refused, NotMigrated, StoreFault, IntegrityFault.
    """
    place = making(target, always=dry_run)
    lock = locked(target, verb="workspace.move", wait=wait)
    with place, lock, unmade_on_failure(target), _held(source, wait):
        if not is_empty(target):
            raise failure(
                "workspace.holds-data",
                f"{target.shown} is not empty; nothing was moved.",
                hint="choose a place with nothing in it",
            )
        with reading(source) as reader:
            copied = fill(reader, target, wait=wait, dry_run=dry_run)
        yield copied


@contextmanager
def _held(source: Location, wait: float) -> Iterator[None]:
    """Keep writers of a store waiting."""
    open_reader(source).close()
    with locked(source, verb="workspace.move", wait=wait):
        if source.path:
            yield
            return
        with transaction(source, wait=wait) as reader:
            lock_chain(reader)
            yield


def _must_replace(location: Location, *, agreed: bool) -> bool:
    """Whether a restore takes something away.

    Raises Refused, or what is wrong with the target, when nobody agreed to that.
    """
    try:
        holding = holds_data(location)
    except CorruptStore:
        if not agreed or not location.path:
            raise
        return True
    if holding and not agreed:
        raise failure(
            "workspace.holds-data",
            f"{location.shown} holds data, which a restore replaces; nothing was changed.",
            hint=Sentence(
                "repeat with --yes, or restore into a new workspace: ",
                Remedy("workspace restore", Blank("FILE"), Blank("NAME")),
            ),
        )
    return holding


def _keep(location: Location, beside: Path | None, now: datetime) -> Path:
    """Keep what a restore replaces: a backup of it, or the damaged file itself."""
    from casactl.store.backup import back_up

    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    folder = private_folder(beside or location.file.parent)
    try:
        return back_up(location, folder / f"casactl.before-restore.{stamp}.backup", now=now, documents=folder).path
    except (CorruptStore, BackupDiffers):
        return _set_aside(location, stamp)


def _set_aside(location: Location, stamp: str) -> Path:
    *files, _lock = files_of(location)
    for path in files:
        if path.exists():
            path.rename(path.with_name(f"{path.name}.damaged-{stamp}"))
    return files[0].with_name(f"{files[0].name}.damaged-{stamp}")
