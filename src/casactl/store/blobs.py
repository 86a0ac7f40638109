"""The bytes of documents and pictures, kept once under their content hash in the workspace's folder.

Bytes stand before the row that names them (temporary file, fsync, rename, row), so that a kill leaves
bytes without a row, never a row without bytes. They go when nothing names them any more, neither a row
of a table that names bytes (`NAMING_BYTES`) nor what the log could bring back.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from casactl.domain.failures import failure
from casactl.store.files import private_folder, sync_folder
from casactl.store.location import Location
from casactl.store.reader import Reader, connect_for_reading
from casactl.store.schema import NAMING_BYTES

FOLDER = "documents"
INCOMING = ".incoming-"
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Incoming:
    """Bytes that have been read beside the documents of `folder` and wait for their row."""

    folder: Path
    path: Path
    sha256: str
    size: int

    def discard(self) -> None:
        """Forget bytes that have not been kept."""
        self.path.unlink(missing_ok=True)


def place(folder: Path, digest: str) -> Path:
    """Where the bytes of a hash stand."""
    return folder / FOLDER / digest[:2] / digest


def take_in(folder: Path, source: Path, *, most: int) -> Incoming:
    """Read a plain file of at most `most` bytes beside the documents, durably, as what it was when opened.

    Raises InvalidValue.
    """
    handle = _opened(source)
    private_folder(folder / FOLDER)
    target, temporary = tempfile.mkstemp(dir=folder / FOLDER, prefix=INCOMING)
    try:
        with os.fdopen(handle, "rb") as readable, os.fdopen(target, "wb") as writable:
            digest, size = sha256(), 0
            for piece in iter(lambda: readable.read(PIECE), b""):
                size += len(piece)
                if size > most:
                    raise failure("document.too-large", f"{source.name!r} is larger than {most >> 20} MB.")
                digest.update(piece)
                writable.write(piece)
            writable.flush()
            os.fsync(writable.fileno())
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return Incoming(folder, Path(temporary), digest.hexdigest(), size)


def _opened(source: Path) -> int:
    """A file descriptor on a plain file; a pipe does not hold the command up, a link is not followed."""
    try:
        handle = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as fault:
        why = "is a link" if source.is_symlink() else (fault.strerror or "cannot be read").lower()
        raise failure("document.not-a-file", f"{str(source)!r}: {why}.") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise failure("document.not-a-file", f"{str(source)!r} is no plain file.")
    return handle


def keep(incoming: Incoming) -> None:
    """Put bytes where their hash says; those that stand there already are the same."""
    target = place(incoming.folder, incoming.sha256)
    private_folder(target.parent)
    if target.exists() and target.stat().st_size == incoming.size:
        incoming.discard()
        return
    os.replace(incoming.path, target)
    sync_folder(target.parent)


def pieces(folder: Path, digest: str, size: int) -> Iterator[bytes]:
    """The bytes of a hash, proved before the first is given.

    Raises IntegrityFault.
    """
    problem = problem_of(folder, digest, size)
    if problem:
        raise failure("document.damaged", problem=problem)
    with place(folder, digest).open("rb") as file:
        yield from iter(lambda: file.read(PIECE), b"")


def problem_of(folder: Path, digest: str, size: int) -> str | None:
    """What is wrong with stored bytes: missing, or altered; None when they are what was filed."""
    found, count = sha256(), 0
    try:
        with place(folder, digest).open("rb") as file:
            for piece in iter(lambda: file.read(PIECE), b""):
                found.update(piece)
                count += len(piece)
    except OSError:
        return "missing"
    return None if (found.hexdigest(), count) == (digest, size) else "altered"


def free(location: Location, folder: Path | None, hashes: Iterable[str]) -> list[str]:
    """Remove the bytes that nothing names any more; gives in sentences what could not be removed.

    Runs after the commit, under the writer's lock on SQLite; on PostgreSQL the rows are asked again.
    """
    if folder is None:
        return []
    reader = Reader(connect_for_reading(location), location.dialect)
    try:
        doomed = set(hashes) - named(reader, hashes)
    finally:
        reader.close()
    said = []
    for digest in sorted(doomed):
        try:
            place(folder, digest).unlink(missing_ok=True)
        except OSError as fault:
            said.append(f"{place(folder, digest)} could not be removed: {fault.strerror}")
        with suppress(OSError):
            place(folder, digest).parent.rmdir()
    return said


def named(reader: Reader, hashes: Iterable[str]) -> set[str]:
    """Which of these hashes a row names, or one that the log could bring back.

    What was brought in and then undone does not count: its bytes go with it.
    """
    wanted, reader = list(hashes), reader.unfenced("bytes stay for as long as any row names them")
    among = reader.among("t.sha256", "hashes")
    sql = " union ".join(f"select t.sha256 from {table} t where {among}" for table in NAMING_BYTES)
    found = {row[0] for row in reader.rows(sql, {"hashes": reader.bind(wanted)})}
    return found | {digest for digest in set(wanted) - found if _could_come_back(reader, digest)}


def _could_come_back(reader: Reader, digest: str) -> bool:
    """Whether undo could put it back: an operation took it away that stands and is not the undoing of how it came."""
    sql = (
        "select distinct o.id from change h join operation o on o.id = h.operation_id "
        f"left join operation u on u.id = o.undoes where {reader.among('h.table_name', 'tables')} "
        f"and (u.id is null or u.undoes is not null) and {reader.contains('h.before', 'digest')}"
    )
    took_it = reader.rows(sql, {"digest": digest, "tables": reader.bind(NAMING_BYTES)})
    return any(_stands(reader, row[0]) for row in took_it)


def _stands(reader: Reader, operation: int) -> bool:
    """Whether an operation is in force: whatever undid it was undone in turn."""
    undone_by = reader.rows("select u.id from operation u where u.undoes = :id", {"id": operation})
    return not any(_stands(reader, row[0]) for row in undone_by)


def free_afterwards(work: Any, hashes: Iterable[str]) -> None:
    """Once the work is committed, remove bytes that nothing names any more."""
    doomed = list(hashes)
    work.afterwards.append(lambda location, folder, wait: free(location, folder, doomed))
