"""Backups: one file with a SQLite copy of every table, whichever database it came from.

The file is a ZIP archive of `manifest.json` and `casactl.db`. Taken from one snapshot, so that
concurrent writers do not matter; verified after writing; restored by copying rows, so that it
goes into SQLite or PostgreSQL alike.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from casactl.domain.dates import moment
from casactl.errors import IntegrityFault, Unreadable
from casactl.store.files import sync_folder
from casactl.store.location import Location, sqlite_url
from casactl.store.reader import Reader, connect_for_reading, revision_of
from casactl.store.schema import ORDER, SPECS

FORMAT = 1
BATCH = 5000


class NotABackup(Unreadable):
    """A file that is no backup of casactl, or a damaged one."""

    code = "backup.unreadable"


class BackupDiffers(IntegrityFault):
    """A backup that does not hold what its manifest says."""

    code = "backup.damaged"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    format: int
    made_at: str
    workspace: str
    revision: str
    head: str
    rows: dict[str, int]
    sha256: str


def back_up(location: Location, target: Path, *, now: datetime) -> Manifest:
    """Write a backup of a store to `target` (atomically, 0600) and verify it."""
    with tempfile.TemporaryDirectory(prefix=".casactl-backup-", dir=target.parent) as folder:
        copy = Path(folder) / "casactl.db"
        _snapshot(location, copy)
        manifest = _describe(copy, now)
        archive = Path(folder) / "backup"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as packed:
            packed.writestr("manifest.json", json.dumps(asdict(manifest), indent=1))
            packed.write(copy, "casactl.db")
        copy.unlink()
        with unpacked(archive):
            pass
        archive.chmod(0o600)
        with archive.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(archive, target)
    sync_folder(target.parent)
    return manifest


def _snapshot(location: Location, copy: Path) -> None:
    os.close(os.open(copy, os.O_CREAT | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(copy, isolation_level=None)) as target:
        if location.path:
            with closing(connect_for_reading(location)) as source:
                source.backup(target, pages=-1)
            target.execute("pragma journal_mode = delete")
            return
        reader = Reader(connect_for_reading(location), location.dialect)
        try:
            reader.connection.isolation_level = _repeatable_read()
            _copy_into_sqlite(reader, revision_of(reader, location), target)
        finally:
            reader.close()


def _repeatable_read() -> Any:
    from casactl.store.postgres import driver

    return driver().IsolationLevel.REPEATABLE_READ


def _copy_into_sqlite(reader: Reader, revision: str, target: sqlite3.Connection) -> None:
    from casactl.store.migrate import upgrade
    from casactl.store.opening import session_on

    path = target.execute("pragma database_list").fetchone()[2]
    location = Location("sqlite", sqlite_url(Path(path)), Path(path))
    with session_on(location) as (session, _):
        upgrade(session.connection(), revision)
        session.commit()
    target.execute("pragma journal_mode = delete")
    target.execute("begin immediate")
    for table in tables_at(revision):
        columns = SPECS[table].columns
        statement = f"insert into {table} ({', '.join(columns)}) values ({', '.join('?' * len(columns))})"
        target.executemany(statement, _rows(reader, table))
    target.execute("commit")


def tables_at(revision: str) -> list[str]:
    """The tables that a store of that revision has, in copying order."""
    return [name for name in ORDER if name != "scheduled" or revision >= SPECS[name].since]


def _rows(reader: Reader, table: str) -> Iterator[tuple[Any, ...]]:
    spec = SPECS[table]
    order = spec.columns[0]
    sql = f"select {', '.join(spec.columns)} from {table} order by {order}"
    return reader.stream(sql, scope=reader.scope)


def _describe(copy: Path, now: datetime) -> Manifest:
    with closing(sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)) as database:
        _check_sound(database)
        revision = str(database.execute("select version_num from alembic_version").fetchone()[0])
        workspace, head = database.execute("select workspace, head from chain where id = 1").fetchone()
        rows = {
            table: int(database.execute(f"select count(*) from {table}").fetchone()[0])
            for table in tables_at(revision)
        }
    with copy.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return Manifest(FORMAT, moment(now), workspace, revision, head, rows, digest)


def _check_sound(database: sqlite3.Connection) -> None:
    verdict = database.execute("pragma integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise BackupDiffers(f"The copy is not sound: {verdict}.")


@contextmanager
def unpacked(backup: Path) -> Iterator[tuple[Manifest, Path]]:
    """A backup's manifest and its database, unpacked to a temporary file and verified.

    Raises NotABackup, BackupDiffers.
    """
    with tempfile.TemporaryDirectory(prefix=".casactl-restore-") as folder:
        database = Path(folder) / "casactl.db"
        try:
            with zipfile.ZipFile(backup) as packed:
                manifest = Manifest(**json.loads(packed.read("manifest.json")))
                with packed.open("casactl.db") as source, database.open("wb") as target:
                    shutil.copyfileobj(source, target, 1 << 20)
        except FileNotFoundError as missing:
            raise NotABackup(f"There is no file {backup}.") from missing
        except IsADirectoryError as folder_given:
            raise NotABackup(f"{backup} is a folder.") from folder_given
        except (zipfile.BadZipFile, KeyError, TypeError, ValueError, EOFError, OSError) as damaged:
            raise NotABackup(f"{backup} is not a backup made by casactl, or it is damaged.") from damaged
        if manifest.format != FORMAT:
            raise NotABackup(f"{backup} was made by a newer casactl.", hint="upgrade casactl on this machine")
        _verify(manifest, database, backup)
        yield manifest, database


def _verify(manifest: Manifest, database: Path, backup: Path) -> None:
    with database.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != manifest.sha256:
            raise BackupDiffers(f"{backup} does not hold what its manifest says; it was altered or damaged.")
    with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as copy:
        _check_sound(copy)
