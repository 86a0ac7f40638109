"""The bytes of documents and pictures in backups: packed under their hash, proved by it when taken out again."""

from __future__ import annotations

import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from casactl.store.archive import CHUNK, BackupDiffers, taking_apart
from casactl.store.blobs import FOLDER, place, stored
from casactl.store.files import private_folder, replaced_privately
from casactl.store.schema import NAMING_BYTES

MEMBER = re.compile(rf"{FOLDER}/([0-9a-f]{{64}})")


def pack_documents(packed: zipfile.ZipFile, folder: Path | None) -> None:
    """Put all stored bytes into a backup, stored as they are: most are compressed already."""
    for path in stored(folder) if folder is not None else ():
        packed.write(path, f"{FOLDER}/{path.name}", zipfile.ZIP_STORED)


def lacking(copy: Path, folder: Path | None) -> str | None:
    """What to say when a row of the copy names bytes that are not in the folder; None when all are there."""
    with closing(sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)) as database:
        there = {row[0] for row in database.execute("select name from sqlite_master where type = 'table'")}
        held = {path.name for path in stored(folder)} if folder is not None else set()
        for table in NAMING_BYTES:
            rows = database.execute(f"select id, sha256 from {table} order by id") if table in there else ()
            for number, digest in rows:
                if digest not in held:
                    return f"the bytes of {table} {number} are missing"
    return None


def unpack_documents(backup: Path, folder: Path) -> int:
    """Put a backup's documents where their hashes say; gives how many there were.

    Raises BackupDiffers when one is not what its hash says, Unreadable when the file is damaged.
    """
    count = 0
    with taking_apart(backup), zipfile.ZipFile(backup) as packed:
        for name in packed.namelist():
            if found := MEMBER.fullmatch(name):
                target = place(folder, found[1])
                private_folder(target.parent)
                replaced_privately(target, _proved(packed, name, found[1], backup))
                count += 1
    return count


def _proved(packed: zipfile.ZipFile, name: str, digest: str, backup: Path) -> Iterator[bytes]:
    total = sha256()
    with packed.open(name) as source:
        while piece := source.read(CHUNK):
            total.update(piece)
            yield piece
    if total.hexdigest() != digest:
        raise BackupDiffers(f"A document in {backup} is not what was filed; it was altered or damaged.")
