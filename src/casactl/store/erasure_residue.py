"""What is left of erased contacts once their erasure is committed: bytes in the database's files, and other files.

SQLite overwrites what is deleted (secure delete), but the write-ahead log still holds the pages of before,
and where pages were rearranged stale copies may stand between the rows. So the log is emptied, and the
database rewritten where it is small or a search of its bytes finds something.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import field
from pathlib import Path
from typing import Any

from casactl.errors import CasaError
from casactl.records import dataclass
from casactl.store.blobs import free
from casactl.store.files import OUTBOX
from casactl.store.location import Location
from casactl.store.removal import wipe_copies
from casactl.store.schema import SPECS

SMALL = 64 << 20
"""Rewriting a database of so many bytes takes no longer than looking for something in it."""
MOST_TEXTS = 500
SHORTEST = 6
PIECE = 8 << 20
REJECTS = ".rejects.csv"
"""What an import adds to its file's name for the rows that it sends back."""
REARRANGED = ("contact", "claim", "search", "operation", "change")
"""The tables that every erasure changes."""

TRACED = ("display_name", "name", "sort_key", "email", "phone", "phone_shown", "lock_reason", "custom")
"""A contact's own columns that are looked for."""

_BREAKS = re.compile(r'[\x00-\x1f"\\]+')
"""Where JSON text writes something else than the text itself."""


@dataclass(slots=True)
class ErasureResidue:
    """What an erasure may leave behind: gathered while it runs, removed after the commit."""

    contacts: set[int] = field(default_factory=set)
    texts: set[bytes] = field(default_factory=set)
    everywhere: bool = False
    """Whether there is too much to look for, so that everything is rewritten."""
    tables: set[str] = field(default_factory=lambda: set(REARRANGED))
    files: set[str] = field(default_factory=set)
    """Letters in the outbox folder."""
    hashes: set[str] = field(default_factory=set)
    """Hashes of documents and pictures that go, those removed or replaced before included."""
    imports: set[str] = field(default_factory=set)

    def note(self, texts: Iterable[object]) -> None:
        """Look for these texts afterwards."""
        for text in texts:
            piece = max(_BREAKS.split(text), key=len).strip().encode() if isinstance(text, str) else b""
            if len(piece) >= SHORTEST and not self.everywhere:
                self.texts.add(piece)
        if len(self.texts) > MOST_TEXTS:
            self.everywhere = True
            self.texts.clear()

    def note_contact(self, number: int, row: Mapping[str, Any]) -> None:
        """Look for what a contact is called and reached by."""
        self.contacts.add(number)
        self.note(row.get(column) for column in TRACED)

    def note_rows(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Look for the prose in rows that go: what has a space in it is no key or date."""
        self.tables.add(table)
        for row in rows:
            self.note(value for value in row.values() if isinstance(value, str) and " " in value)
            if table == "outbox" and row["file"]:
                self.files.add(row["file"])
            elif SPECS[table].names_bytes:
                self.hashes.add(row["sha256"])

    def note_import(self, payload: str) -> None:
        """Keep the names of the files that an import read and wrote, to warn of them."""
        words = json.loads(payload).get("arguments", {})
        read, written = words.get("file") or "-", words.get("rejects")
        if read != "-":
            self.imports.add(read)
            written = written or f"{read}{REJECTS}"
        if written and Path(written).exists():
            self.imports.add(written)

    def remove(self, location: Location, folder: Path | None, wait: float) -> list[str]:
        """Remove what can be; gives in sentences what could not, and where else the contacts may stand."""
        try:
            said = _sweep_sqlite(self, location.file, wait) if location.path else _sweep_postgres(self, location)
        except (sqlite3.Error, OSError, CasaError) as fault:
            said = [f"the erasure stands, but its traces could not be removed from {location.shown}: {fault}; {AGAIN}"]
        if folder is not None:
            said += [
                *_unlinked(folder / OUTBOX, self.files),
                *free(location, folder, self.hashes),
                *wipe_copies(location, folder, wait, self.contacts),
            ]
        return said + _imported(self.imports)


AGAIN = "repeat the command to try again"


def _sweep_sqlite(traces: ErasureResidue, path: Path, wait: float) -> list[str]:
    from casactl.store.engine import connect_sqlite

    with closing(connect_sqlite(path)) as connection:
        connection.execute(f"pragma busy_timeout = {int(wait * 1000)}")
        connection.execute("pragma cache_size = -2000")  # each page passes once
        rewrite, emptied = traces.everywhere or path.stat().st_size <= SMALL, True
        if not rewrite:
            emptied = _empty_log(connection)
            rewrite = emptied and holds_any(path, traces.texts)
        if rewrite:
            connection.execute("vacuum")
            emptied = _empty_log(connection)
    if emptied:
        return []
    return [f"somebody still reads the workspace, so {path.name}-wal still holds what was erased; once they are "
            f"done, {AGAIN}"]  # fmt: skip


def _empty_log(connection: sqlite3.Connection) -> bool:
    """Take everything over into the database and cut the log to nothing; waits for readers as long as told."""
    busy, _, _ = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
    return not busy


def holds_any(path: Path, texts: Iterable[bytes]) -> bool:
    """Whether a file's raw bytes hold any of these, read piece by piece."""
    wanted = list(texts)
    if not wanted:
        return False
    overlap = max(map(len, wanted))
    with path.open("rb") as file:
        kept = b""
        while piece := file.read(PIECE):
            kept = kept[-overlap:] + piece
            if any(text in kept for text in wanted):
                return True
    return False


def _sweep_postgres(traces: ErasureResidue, location: Location) -> list[str]:
    from casactl.store.postgres import connect, driver

    with closing(connect(location, writing=True)) as connection:
        connection.autocommit = True
        try:
            for table in sorted(traces.tables):
                connection.execute(f"vacuum {table}")
        except driver().Error as fault:
            raise CasaError(str(fault).strip().partition("\n")[0]) from fault
    return ["the server's write-ahead log archives, replicas and backups keep what was erased until they run out"]


def _unlinked(folder: Path, files: Iterable[str]) -> Sequence[str]:
    """Delete letters from the outbox folder; gives those that stay."""
    stay = []
    for name in sorted(files):
        path = folder / Path(name).name
        try:
            path.unlink(missing_ok=True)
            path.with_name(f".{path.name}.part").unlink(missing_ok=True)  # what a killed sender may have left
        except OSError as fault:
            stay.append(f"{path} could not be deleted: {fault.strerror}")
    return stay


def _imported(files: Iterable[str]) -> list[str]:
    """What imports that brought the contacts in have read and written."""
    named = ", ".join(sorted(files))
    return [f"came in by import, so these files may still hold who was erased: {named}"] if named else []
