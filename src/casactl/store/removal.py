"""Deleting a workspace's store: its file and what goes with it, or casactl's tables on a server; and its copies."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from casactl.errors import CasaError
from casactl.store.blobs import FOLDER as DOCUMENTS
from casactl.store.copies import BACKUPS, DATABASE, LIST, OWN, Copy, noted
from casactl.store.engine import transaction
from casactl.store.files import DUE_RUN, OUTBOX
from casactl.store.location import Location, parse_url, sqlite_url
from casactl.store.opening import files_of, locked
from casactl.store.reader import CorruptStore, NoWorkspaceStore, open_reader, revision_of
from casactl.store.schema import ORDER


def delete_store(location: Location, *, wait: float) -> None:
    """Delete a store for good; one that is not there any more is fine.

    Raises StoreFault for what is none of casactl's, WriterBusy.
    """
    if location.path and not location.path.exists():
        return
    with locked(location, verb="workspace.remove", wait=wait):
        try:
            reader = open_reader(location, any_revision=True)
            try:
                revision_of(reader, location)
            finally:
                reader.close()
        except NoWorkspaceStore:
            return
        except CorruptStore:
            pass  # a damaged file is deleted like a sound one
        _unlink(location) if location.path else _drop(location, wait)


def _unlink(location: Location) -> None:
    for path in files_of(location):
        path.unlink(missing_ok=True)


def _drop(location: Location, wait: float) -> None:
    with transaction(location, wait=wait) as opened:
        reader = opened.unfenced("a workspace is removed with all its tables")
        for table in ("alembic_version", *reversed(ORDER)):
            reader.execute(f"drop table if exists {table}")
        reader.connection.commit()


def delete_files(folder: Path) -> None:
    """Delete what casactl keeps in a workspace's folder beside the database; what people put there stays."""
    for name in (DOCUMENTS, OUTBOX):
        with suppress(OSError):
            shutil.rmtree(folder / name)
    for pattern in (*OWN, LIST, DUE_RUN):
        for path in folder.glob(pattern):
            with suppress(OSError):
                path.unlink()
    with suppress(OSError):
        folder.rmdir()


def wipe_copies(location: Location, folder: Path, wait: float, contacts: Collection[int]) -> list[str]:
    """Remove what casactl left behind of the workspace at `location`; says what went, and what may hold them still."""
    gone, said = _wiped(path for pattern in OWN for path in sorted(folder.glob(pattern)))
    made: list[str] = []
    for copy in [*noted(folder), *_beside(folder)]:
        if copy.kind == DATABASE:
            _drop_copy(copy.where, location, wait, gone, said)
        elif copy.may_hold(contacts) and Path(copy.where).exists():
            made.append(copy.where)
    made += [str(path) for path in folder.glob(BACKUPS)]
    if gone:
        said.append(f"removed, for they still held who was erased: {', '.join(gone)}")
    if made:
        said.append(f"made before, so these may still hold who was erased: {', '.join(sorted(set(made)))}")
    return said


def _beside(folder: Path) -> list[Copy]:
    """The database that earlier releases left in the folder when they moved it, without a note."""
    path = folder / "casactl.db"
    return [Copy(DATABASE, sqlite_url(path))] if path.is_file() else []


def _wiped(paths: Iterable[Path]) -> tuple[list[str], list[str]]:
    """The names of files that were deleted, and what is wrong with those that could not be."""
    gone, said = [], []
    for path in paths:
        try:
            path.unlink()
            gone.append(str(path))
        except OSError as fault:
            said.append(f"{path} still holds who was erased, and could not be deleted: {fault.strerror}")
    return gone, said


def _drop_copy(url: str, location: Location, wait: float, gone: list[str], said: list[str]) -> None:
    """Delete a database that the workspace was moved from, unless it has become something else."""
    try:
        old = parse_url(url)
        if same_place(old, location) or not _is_this_workspace(old, location):
            return
        delete_store(old, wait=wait)
        gone.append(old.shown)
    except (CasaError, OSError, sqlite3.Error) as fault:
        said.append(f"the database that the workspace was moved from still holds who was erased: {fault}")


def same_place(one: Location, other: Location) -> bool:
    """Whether two locations are one database."""
    if one.path and other.path:
        return one.path.resolve() == other.path.resolve()
    return one.url == other.url


def _is_this_workspace(old: Location, location: Location) -> bool:
    if old.path and not old.path.exists():
        return False
    return _workspace_of(old) == _workspace_of(location)


def _workspace_of(location: Location) -> str:
    reader = open_reader(location, any_revision=True)
    try:
        return str(reader.rows("select workspace from chain")[0][0])
    finally:
        reader.close()
