"""The backup file: how it is taken apart and proved.

It may come from anybody. So nothing of it is believed: its members are read up to the size that they and the manifest
say and no further, the database's shape is compared before anything is read from it, and what is read is proved.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO

from casactl.domain.failures import failure
from casactl.errors import IntegrityFault
from casactl.store.files import NotAPlainFile, open_plain
from casactl.store.manifest import Manifest, parse_manifest
from casactl.store.reader import CorruptStore, Reader
from casactl.store.schema import REVISIONS, SPECS
from casactl.store.verify import verify_log

MANIFEST, DATABASE = "manifest.json", "casactl.db"
LONGEST_MANIFEST = 1 << 20
CHUNK = 1 << 20
DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, LookupError, ArithmeticError, TypeError, ValueError, EOFError,
    RuntimeError,
)  # fmt: skip
"""What taking a foreign or damaged file apart may run into."""

PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How members may be packed: other ways may ask for any amount of memory."""
SMALL = 64 << 20
MOST_TIMES = 200
"""Beyond `SMALL`, a backup holds at most so many times its own size: rows are full of hashes, which hardly shrink."""
LONGEST_VALUE = 64 << 20
STEPS = 100_000
STEPS_PER_BYTE = 100
"""What a sound database takes to be proved, by far: one whose pages lead in circles would take for ever."""


class BackupDiffers(IntegrityFault):
    """A backup that does not hold what its manifest says."""

    code = "backup.damaged"


@contextmanager
def unpacked(backup: Path, *, room: Path | None = None) -> Iterator[tuple[Manifest, Path]]:
    """A backup's manifest and its database, in a private temporary folder (in `room`) and verified.

    Raises Unreadable, BackupDiffers, StoreFault.
    """
    manifest = read_manifest(backup)
    with tempfile.TemporaryDirectory(prefix=".casactl-restore-", dir=room) as folder:
        database = Path(folder) / DATABASE
        if _unpack(backup, manifest, database) != manifest.sha256:
            raise BackupDiffers(f"{backup} does not hold what its manifest says; it was altered or damaged.")
        _prove(manifest, database, backup)
        yield manifest, database


def read_manifest(backup: Path) -> Manifest:
    """What a backup says of itself.

    Raises Unreadable, StoreFault.
    """
    with opened(backup) as packed:
        manifest = parse_manifest(b"".join(member(packed, MANIFEST, most=LONGEST_MANIFEST)))
    if manifest is None or manifest.revision not in REVISIONS:
        raise failure(
            "workspace.newer",
            f"{backup} was made by a newer casactl; nothing was changed.",
            hint="upgrade casactl on this machine",
        )
    return manifest


@contextmanager
def opened(backup: Path) -> Iterator[zipfile.ZipFile]:
    """The members of a backup, of which no two have the same name.

    Raises Unreadable.
    """
    with _taking_apart(backup):
        handle = open_plain(os.path.realpath(backup))
        with os.fdopen(handle, "rb") as file, zipfile.ZipFile(file) as packed:
            names = packed.namelist()
            if len(set(names)) < len(names):
                raise ValueError(MANIFEST)
            yield packed


@contextmanager
def _taking_apart(backup: Path) -> Iterator[None]:
    """Say in words what opening a foreign or damaged file runs into."""
    try:
        yield
    except FileNotFoundError as missing:
        raise failure("backup.unreadable", f"There is no file {backup}.") from missing
    except NotAPlainFile as fault:
        raise failure("backup.unreadable", f"{backup} {fault.strerror}.") from fault
    except OSError as fault:
        raise failure("backup.unreadable", f"{backup} cannot be read: {fault.strerror or fault}.") from fault
    except DAMAGE as damaged:
        raise failure("backup.unreadable", f"{backup} is not a backup made by casactl, or it is damaged.") from damaged


def member(packed: zipfile.ZipFile, name: str, *, most: int) -> Iterator[bytes]:
    """A member's bytes, piece by piece, and no more than `most` of them.

    Raises what `opened` explains.
    """
    info = packed.getinfo(name)
    if info.file_size > most or info.compress_type not in PACKINGS:
        raise ValueError(name)
    with packed.open(info) as source:
        while piece := source.read(CHUNK):
            most -= len(piece)
            if most < 0:
                raise ValueError(name)
            yield piece


def refuse_bombs(backup: Path, declared: int, room: Path) -> None:
    """Refuse what says that it holds more than any backup of its size does, or more than there is room for.

    Raises BackupDiffers, StoreFault.
    """
    if declared > max(SMALL, MOST_TIMES * backup.stat().st_size):
        raise BackupDiffers(f"{backup} says that it unpacks to {declared >> 20:,} MB, as no backup of its size does.")
    if declared > shutil.disk_usage(room).free:
        raise failure("workspace.disk", f"There is no room to unpack the backup: {declared >> 20:,} MB.")


def member_hash(backup: Path) -> str:
    """The SHA-256 of the database inside a backup, read back from the disk."""
    total = sha256()
    with opened(backup) as packed:
        for chunk in member(packed, DATABASE, most=packed.getinfo(DATABASE).file_size):
            total.update(chunk)
    return total.hexdigest()


def file_hash(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _unpack(backup: Path, manifest: Manifest, database: Path) -> str:
    total = sha256()
    with opened(backup) as packed, database.open("wb") as target:
        size = packed.getinfo(DATABASE).file_size
        if manifest.size not in (None, size):
            raise BackupDiffers(f"{backup} does not hold what its manifest says; it was altered or damaged.")
        refuse_bombs(backup, size, database.parent)
        for chunk in member(packed, DATABASE, most=size):
            total.update(chunk)
            _write(target, chunk)
    return total.hexdigest()


def _write(target: IO[bytes], chunk: bytes) -> None:
    try:
        target.write(chunk)
    except OSError as fault:
        raise failure("workspace.disk", f"There is no room to unpack the backup: {fault.strerror}.") from fault


def _prove(manifest: Manifest, database: Path, backup: Path) -> None:
    """The copy has casactl's shape, is sound, holds the rows that the manifest counts, and its log verifies."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as copy:
        try:
            limit(copy, database.stat().st_size)
            _check_shape(copy, manifest.revision, backup)
            check_sound(copy, str(backup))
            held = counts(copy)
            if held != {table: count for table, count in manifest.rows.items() if table in SPECS}:
                raise BackupDiffers(f"{backup} does not hold the rows that its manifest counts.")
            verdict = verify_log(Reader(copy, "sqlite"))
        except (sqlite3.Error, UnicodeDecodeError, CorruptStore) as fault:
            raise BackupDiffers(f"{backup} holds no sound database: {fault}") from fault
    if not verdict.ok or verdict.head != manifest.head:
        raise BackupDiffers(f"The log in {backup} does not verify: {verdict.problem or 'another head'}.")


def limit(copy: sqlite3.Connection, size: int) -> None:
    """Hold a stranger's database to what a sound one of its size needs: time, and memory for a value."""
    left = size * STEPS_PER_BYTE // STEPS + STEPS

    def too_long() -> bool:
        nonlocal left
        left -= 1
        return left < 0

    copy.set_progress_handler(too_long, STEPS)
    copy.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    copy.execute("pragma trusted_schema = off")


def _check_shape(copy: sqlite3.Connection, revision: str, backup: Path) -> None:
    """Raise BackupDiffers unless its tables, columns, constraints and indexes are casactl's."""
    from casactl.store.check_schema import differences

    for difference in differences(Reader(copy, "sqlite"), revision):
        raise BackupDiffers(f"{backup} has another schema than casactl gives a workspace: {difference}.")
    if copy.execute("select version_num from alembic_version").fetchall() != [(revision,)]:
        raise BackupDiffers(f"{backup} does not hold what its manifest says; it was altered or damaged.")


def counts(database: sqlite3.Connection) -> dict[str, int]:
    """How many rows each of casactl's tables has."""
    tables = database.execute("select name from sqlite_master where type = 'table' order by rowid").fetchall()
    ours = [table for (table,) in tables if table in SPECS]
    return {table: int(database.execute(f"select count(*) from {table}").fetchone()[0]) for table in ours}


def check_sound(database: sqlite3.Connection, what: str) -> None:
    """Raise BackupDiffers unless SQLite finds the file and its references in order."""
    verdict = database.execute("pragma integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise BackupDiffers(f"{what} is not sound: {verdict}.")
    dangling = database.execute("pragma foreign_key_check").fetchone()
    if dangling:
        raise BackupDiffers(f"{what} is not sound: {dangling[0]} {dangling[1]} refers to nothing.")
