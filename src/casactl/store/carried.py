"""The bytes of documents and pictures in backups: packed under their hash, proved by it when taken out again."""

from __future__ import annotations

import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import field
from pathlib import Path

from casactl.records import dataclass
from casactl.store.archive import BackupDiffers, member, opened, refuse_bombs
from casactl.store.blobs import FOLDER, Incoming, bring_in, keep, named, problem_of, stored
from casactl.store.files import private_folder
from casactl.store.manifest import Manifest
from casactl.store.reader import Reader
from casactl.store.schema import NAMING_BYTES

MEMBER = re.compile(rf"{FOLDER}/([0-9a-f]{{64}})")


@dataclass(frozen=True, slots=True)
class Packing:
    """What goes into a backup beside the database: the bytes that it names."""

    files: tuple[Path, ...] = ()
    problem: str | None = None
    """What to say when a row names bytes that are not in the folder."""

    @property
    def size(self) -> int:
        """How many bytes that are."""
        return sum(path.stat().st_size for path in self.files)

    def pack(self, packed: zipfile.ZipFile) -> None:
        """Put them in, stored as they are: most are compressed already."""
        for path in self.files:
            packed.write(path, f"{FOLDER}/{path.name}", zipfile.ZIP_STORED)


def to_pack(copy: Path, folder: Path | None) -> Packing:
    """What of a workspace's folder goes along with a copy of its database."""
    with closing(sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)) as database:
        tables = _naming(database)
        held = {path.name: path for path in stored(folder)} if folder is not None else {}
        lacking = next((each for each, digest, _ in _rows(database, tables) if digest not in held), None)
        wanted = named(Reader(database, "sqlite"), held, tables)
    files = tuple(path for digest, path in held.items() if digest in wanted)
    return Packing(files, f"the bytes of {lacking} are missing" if lacking else None)


def _naming(database: sqlite3.Connection) -> list[str]:
    """The tables that name bytes, as far as the revision has them."""
    there = {row[0] for row in database.execute("select name from sqlite_master where type = 'table'")}
    return [table for table in NAMING_BYTES if table in there]


def _rows(database: sqlite3.Connection, tables: list[str]) -> Iterator[tuple[str, str, int]]:
    """(which row, hash, size) of all that names bytes."""
    for table in tables:
        for number, digest, size in database.execute(f"select id, sha256, size from {table} order by id"):
            yield f"{table} {number}", digest, size


@dataclass(slots=True)
class Unpacking:
    """A backup's bytes beside the documents of a folder, proved; `missing` are the rows whose bytes are not there."""

    folder: Path | None = None
    incoming: list[Incoming] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def keep(self) -> None:
        """Put them where their hashes say."""
        for each in self.incoming:
            keep(each)

    def discard(self) -> None:
        """Forget what has not been kept."""
        for each in self.incoming:
            each.discard()
        if self.folder is not None:
            with suppress(OSError):  # it stays where others' bytes are in it
                (self.folder / FOLDER).rmdir()


def unpack_documents(backup: Path, manifest: Manifest, database: Path, folder: Path, *, dry_run: bool) -> Unpacking:
    """Take out and prove the bytes that a backup's database (of this revision) names; others are left in it.

    A dry run proves them and keeps none. Raises BackupDiffers, Unreadable, StoreFault.
    """
    room = database.parent if dry_run else private_folder(folder)
    done = Unpacking(room)
    plain = f"file:{database}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(plain, uri=True)) as copy, opened(backup) as packed:
            sizes = _sizes(packed, manifest, backup)
            done.missing += _missing(copy, sizes, folder, backup)
            wanted = named(Reader(copy, "sqlite"), sizes)
            refuse_bombs(backup, sum(sizes[digest] for digest in wanted), room)
            for digest in sorted(wanted):
                incoming = bring_in(room, member(packed, f"{FOLDER}/{digest}", most=sizes[digest]))
                done.incoming.append(incoming)
                if (incoming.sha256, incoming.size) != (digest, sizes[digest]):
                    raise BackupDiffers(f"A document in {backup} is not what was filed; it was altered or damaged.")
                if dry_run:
                    incoming.discard()
    except BaseException:
        done.discard()
        raise
    return done


def _sizes(packed: zipfile.ZipFile, manifest: Manifest, backup: Path) -> dict[str, int]:
    """How large each member is that is named by a hash, as the manifest says."""
    found = {name[1]: info.file_size for info in packed.infolist() if (name := MEMBER.fullmatch(info.filename))}
    if manifest.documents not in (None, len(found)) or manifest.documents_size not in (None, sum(found.values())):
        raise BackupDiffers(f"{backup} does not hold the documents that its manifest counts.")
    return found


def _missing(copy: sqlite3.Connection, sizes: dict[str, int], folder: Path, backup: Path) -> Iterator[str]:
    """The rows whose bytes are neither in the backup nor in the folder that it goes to."""
    for row, digest, size in _rows(copy, list(NAMING_BYTES)):
        if digest in sizes:
            if sizes[digest] != size:
                raise BackupDiffers(f"The bytes of {row} in {backup} are not those that were filed.")
        elif problem_of(folder, digest, size):
            yield row
