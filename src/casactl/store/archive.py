"""The backup file: what it says of itself, and how it is taken apart and proved."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO

from casactl.domain.failures import failure
from casactl.errors import IntegrityFault, StoreFault
from casactl.store.reader import Reader
from casactl.store.schema import REVISIONS
from casactl.store.verify import verify_log

FORMAT = 1
MANIFEST, DATABASE = "manifest.json", "casactl.db"
LONGEST_MANIFEST = 1 << 20
CHUNK = 1 << 20
DAMAGE = (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError, EOFError, RuntimeError)
"""What taking a foreign or damaged file apart may run into."""


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


@contextmanager
def unpacked(backup: Path, *, room: Path | None = None) -> Iterator[tuple[Manifest, Path]]:
    """A backup's manifest and its database, in a private temporary folder (in `room`) and verified.

    Raises Unreadable, BackupDiffers, StoreFault.
    """
    manifest = read_manifest(backup)
    with tempfile.TemporaryDirectory(prefix=".casactl-restore-", dir=room) as folder:
        database = Path(folder) / DATABASE
        if _unpack(backup, database) != manifest.sha256:
            raise BackupDiffers(f"{backup} does not hold what its manifest says; it was altered or damaged.")
        _prove(manifest, database, backup)
        yield manifest, database


def read_manifest(backup: Path) -> Manifest:
    """What a backup says of itself.

    Raises Unreadable, StoreFault.
    """
    with taking_apart(backup), zipfile.ZipFile(backup) as packed:
        if packed.getinfo(MANIFEST).file_size > LONGEST_MANIFEST:
            raise ValueError(MANIFEST)
        said = json.loads(packed.read(MANIFEST))
        newer = int(said["format"]) > FORMAT
        manifest = Manifest(**said) if not newer else None
    if manifest is None or manifest.revision not in REVISIONS:
        raise failure(
            "workspace.newer",
            f"{backup} was made by a newer casactl; nothing was changed.",
            hint="upgrade casactl on this machine",
        )
    return manifest


@contextmanager
def taking_apart(backup: Path) -> Iterator[None]:
    """Say in words what opening a foreign or damaged file runs into.

    Raises Unreadable.
    """
    try:
        yield
    except FileNotFoundError as missing:
        raise failure("backup.unreadable", f"There is no file {backup}.") from missing
    except OSError as fault:
        raise failure("backup.unreadable", f"{backup} cannot be read: {fault.strerror or fault}.") from fault
    except DAMAGE as damaged:
        raise failure("backup.unreadable", f"{backup} is not a backup made by casactl, or it is damaged.") from damaged


def member_hash(backup: Path) -> str:
    """The SHA-256 of the database inside a backup, read back from the disk."""
    total = sha256()
    for chunk in _chunks(backup):
        total.update(chunk)
    return total.hexdigest()


def file_hash(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _unpack(backup: Path, database: Path) -> str:
    total = sha256()
    with database.open("wb") as target:
        for chunk in _chunks(backup):
            total.update(chunk)
            _write(target, chunk)
    return total.hexdigest()


def _write(target: IO[bytes], chunk: bytes) -> None:
    try:
        target.write(chunk)
    except OSError as fault:
        raise StoreFault(f"There is no room to unpack the backup: {fault.strerror}.", code="workspace.disk") from fault


def _chunks(backup: Path) -> Iterator[bytes]:
    with taking_apart(backup), zipfile.ZipFile(backup) as packed, packed.open(DATABASE) as source:
        while chunk := source.read(CHUNK):
            yield chunk


def _prove(manifest: Manifest, database: Path, backup: Path) -> None:
    """The copy is sound, holds the rows that the manifest counts, and its log verifies to its head."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as copy:
        try:
            check_sound(copy, str(backup))
            held = counts(copy)
        except sqlite3.DatabaseError as fault:
            raise BackupDiffers(f"{backup} holds no sound database: {fault}.") from fault
        if held != manifest.rows:
            raise BackupDiffers(f"{backup} does not hold the rows that its manifest counts.")
        verdict = verify_log(Reader(copy, "sqlite"))
    if not verdict.ok or verdict.head != manifest.head:
        raise BackupDiffers(f"The log in {backup} does not verify: {verdict.problem or 'another head'}.")


def counts(database: sqlite3.Connection) -> dict[str, int]:
    """How many rows each of casactl's tables has."""
    tables = database.execute(
        "select name from sqlite_master where type = 'table' and name <> 'alembic_version' order by rowid"
    ).fetchall()
    return {table: int(database.execute(f'select count(*) from "{table}"').fetchone()[0]) for (table,) in tables}


def check_sound(database: sqlite3.Connection, what: str) -> None:
    """Raise BackupDiffers unless SQLite finds the file and its references in order."""
    verdict = database.execute("pragma integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise BackupDiffers(f"{what} is not sound: {verdict}.")
    dangling = database.execute("pragma foreign_key_check").fetchone()
    if dangling:
        raise BackupDiffers(f"{what} is not sound: {dangling[0]} {dangling[1]} refers to nothing.")
