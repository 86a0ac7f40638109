"""Backups: one file with a SQLite copy of every table, whichever database it came from.

The file is a ZIP archive of `manifest.json` and `casactl.db`. Taken from one snapshot, so that
concurrent writers do not matter; verified after writing; restored by copying rows, so that it
goes into SQLite or PostgreSQL alike.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from casactl.domain.dates import moment
from casactl.domain.failures import failure
from casactl.domain.remedy import Remedy
from casactl.records import dataclass
from casactl.store.archive import DATABASE, MANIFEST, BackupDiffers, check_sound, counts, file_hash, member_hash
from casactl.store.carried import Packing, to_pack
from casactl.store.engine import taking
from casactl.store.files import sync_folder
from casactl.store.location import Location
from casactl.store.manifest import FORMAT, Manifest
from casactl.store.reader import DAMAGE, CorruptStore, Reader, connect_for_reading, revision_of
from casactl.store.schema import REVISIONS
from casactl.store.snapshot import snapshot
from casactl.store.verify import verify_log


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written and verified; `problem` says what is wrong with the log inside."""

    path: Path
    size: int
    manifest: Manifest
    problem: str | None = None


def back_up(
    location: Location, target: Path, *, now: datetime, keep: bool = True, documents: Path | None = None
) -> Backup:
    """Write a backup of a store to `target` (atomically, 0600) and verify it; `keep` False throws it away.

    `documents` is the workspace's folder, whose document bytes go along.

    Raises StoreFault where it cannot be read or written, CorruptStore, StoreFault.
    """
    with _room_beside(target) as folder:
        copy, archive = folder / DATABASE, folder / "backup"
        _copy_store(location, copy)
        packing = to_pack(copy, documents)
        manifest, problem = _describe(copy, now, packing)
        _pack(copy, manifest, archive, packing)
        if member_hash(archive) != manifest.sha256:
            raise BackupDiffers(f"{target} could not be written faithfully.")
        size = archive.stat().st_size
        if keep:
            os.replace(archive, target)
            sync_folder(target.parent)
    return Backup(target, size, manifest, problem or packing.problem)


@contextmanager
def _room_beside(target: Path) -> Iterator[Path]:
    """A private folder on the target's own disk, gone at the end."""
    try:
        with tempfile.TemporaryDirectory(prefix=".casactl-backup-", dir=target.parent) as folder:
            yield Path(folder)
    except OSError as fault:
        raise failure("backup.unwritable", f"{target} cannot be written: {fault.strerror or fault}.") from fault


def _copy_store(location: Location, copy: Path) -> None:
    os.close(os.open(copy, os.O_CREAT | os.O_RDWR, 0o600))
    reader = Reader(connect_for_reading(location), location.dialect)
    try:
        with closing(sqlite3.connect(copy, isolation_level=None)) as target, snapshot(reader):
            revision = revision_of(reader, location)
            if revision not in REVISIONS:
                raise failure(
                    "workspace.newer",
                    f"{location.shown} was written by a newer casactl (schema revision {revision}).",
                    hint="upgrade casactl on this machine",
                )
            if location.path:
                _copy_pages(reader.connection, target)
            else:
                _copy_rows(reader, revision, copy, target)
    finally:
        reader.close()


def _copy_pages(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    try:
        source.backup(target, pages=-1)
        target.execute("pragma journal_mode = delete")
        if 2 * _number(target, "freelist_count") > _number(target, "page_count"):
            target.execute("vacuum")  # what holds next to nothing unpacks to next to nothing
    except sqlite3.OperationalError as fault:
        raise failure("backup.unwritable", f"The backup cannot be written: {fault}.") from fault
    except DAMAGE as fault:
        raise CorruptStore(f"The database is damaged: {fault}.", hint=Remedy("workspace check")) from fault


def _number(database: sqlite3.Connection, pragma: str) -> int:
    return int(database.execute(f"pragma {pragma}").fetchone()[0])


def _copy_rows(reader: Reader, revision: str, copy: Path, target: sqlite3.Connection) -> None:
    from casactl.store.migrate import upgrade_file

    upgrade_file(copy, revision)
    target.execute("pragma synchronous = off")
    target.execute("begin immediate")
    whole = reader.unfenced("a backup holds every row of the workspace")
    for table, columns in shape_of(target).items():
        names = ", ".join(columns)
        statement = f"insert into {table} ({names}) values ({', '.join('?' * len(columns))})"
        rows = whole.stream(f"select {names} from {table} order by {columns[0]}")
        with taking(table):
            target.executemany(statement, rows)
    target.execute("commit")


def shape_of(database: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """The columns of each of casactl's tables, as a SQLite copy of whatever revision has them."""
    return {
        table: tuple(row[1] for row in database.execute(f"pragma table_info({table})")) for table in counts(database)
    }


def _describe(copy: Path, now: datetime, packing: Packing) -> tuple[Manifest, str | None]:
    with closing(sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)) as database:
        check_sound(database, "The database")
        revision = str(database.execute("select version_num from alembic_version").fetchone()[0])
        workspace, head = database.execute("select workspace, head from chain where id = 1").fetchone()
        rows = counts(database)
        problem = _code(database) or verify_log(Reader(database, "sqlite")).problem
    manifest = Manifest(
        FORMAT, moment(now), workspace, revision, head, rows, file_hash(copy), copy.stat().st_size,
        len(packing.files), packing.size,
    )  # fmt: skip
    return manifest, problem


def _code(database: sqlite3.Connection) -> str | None:
    """What a restore will refuse: a trigger or a view that somebody has put in."""
    row = database.execute("select type, name from sqlite_master where type in ('trigger', 'view')").fetchone()
    return f"{row[0]} {row[1]} is none of casactl's, and no such backup is restored" if row else None


def _pack(copy: Path, manifest: Manifest, archive: Path, packing: Packing) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as packed:
        packed.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
        packed.write(copy, DATABASE)
        packing.pack(packed)
    copy.unlink()
    archive.chmod(0o600)
    with archive.open("rb") as file, suppress(OSError):
        os.fsync(file.fileno())
