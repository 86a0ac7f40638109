"""The bytes of documents and pictures, kept once under their content hash in the workspace's folder.

Bytes stand before the row that names them (temporary file, fsync, rename, row), so that a kill leaves
bytes without a row, never a row without bytes. They go when nothing names them any more, neither a row
of a table that names bytes (`NAMING_BYTES`) nor what the log could bring back.

Whoever may write to the database, or made a backup, may name anything: only 64 hex digits ever become a path, only
plain files are read, and no link is followed below the folder.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from casactl.domain.failures import failure
from casactl.domain.worded import Worded
from casactl.errors import IntegrityFault
from casactl.records import dataclass
from casactl.store.files import NotAPlainFile, open_plain, private_folder, sync_folder
from casactl.store.location import Location
from casactl.store.reader import Reader, connect_for_reading
from casactl.store.schema import NAMING_BYTES

FOLDER = "documents"
INCOMING = ".incoming-"
STRAY_AFTER = 3600.0
"""So many seconds after the last byte nobody is at work on what comes in."""
PIECE = 1 << 20
HASH = re.compile("[0-9a-f]{64}")
IN_THE_LOG = re.compile('"sha256": ?"([0-9a-f]{64})"')
"""Where a row that the log keeps names bytes."""


class NoHash(IntegrityFault):
    """What should name bytes, and is not 64 hex digits."""

    code = "document.damaged"


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
    """Where the bytes of a hash stand: the one place that makes a path of what a row says.

    Raises NoHash.
    """
    if not (isinstance(digest, str) and HASH.fullmatch(digest)):
        raise NoHash(f"{str(digest)[:80]!r} is no hash and names no bytes.")
    return folder / FOLDER / digest[:2] / digest


@contextmanager
def _shelf(path: Path) -> Iterator[int]:
    """The open folder that a hash's bytes stand in; one that is a link is none.

    Raises OSError.
    """
    handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield handle
    finally:
        os.close(handle)


def _open(folder: Path, digest: str) -> int:
    """A descriptor on the bytes of a hash.

    Raises NoHash, NotAPlainFile, OSError.
    """
    path = place(folder, digest)
    with _shelf(path) as shelf:
        return open_plain(path.name, within=shelf)


def take_in(folder: Path, source: Path, *, most: int) -> Incoming:
    """Read a plain file of at most `most` bytes beside the documents, durably, as what it was when opened.

    Raises InvalidValue.
    """
    with os.fdopen(_opened(source), "rb") as readable:
        return bring_in(folder, at_most(readable, most, source.name))


def at_most(readable: IO[bytes], most: int, called: str) -> Iterator[bytes]:
    """The bytes of what comes in under a name, piece by piece.

    Raises InvalidValue once there are more than `most`.
    """
    left = most
    for piece in iter(lambda: readable.read(PIECE), b""):
        left -= len(piece)
        if left < 0:
            raise failure(
                "document.too-large", Worded("{name!r} is larger than {most} MB.", name=called, most=most >> 20)
            )
        yield piece


def bring_in(folder: Path, content: Iterable[bytes]) -> Incoming:
    """Write bytes beside the documents, durably, as they come; nothing stays of those that fail half-way."""
    private_folder(folder / FOLDER)
    target, temporary = tempfile.mkstemp(dir=folder / FOLDER, prefix=INCOMING)
    _sweep(Path(temporary))
    try:
        with os.fdopen(target, "wb") as writable:
            digest, size = sha256(), 0
            for piece in content:
                size += len(piece)
                digest.update(piece)
                writable.write(piece)
            writable.flush()
            os.fsync(writable.fileno())
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return Incoming(folder, Path(temporary), digest.hexdigest(), size)


def _sweep(fresh: Path) -> None:
    """Remove bytes that were on their way when somebody was killed: nobody waits for a row that long."""
    now = fresh.stat().st_mtime
    for stray in fresh.parent.glob(f"{INCOMING}*"):
        with suppress(OSError):
            if now - stray.lstat().st_mtime > STRAY_AFTER:
                stray.unlink()


def _opened(source: Path) -> int:
    """A file descriptor on a plain file; a pipe does not hold the command up, a link is not followed."""
    try:
        return open_plain(source)
    except OSError as fault:
        why = fault.strerror or "cannot be read"
        why = why if isinstance(fault, NotAPlainFile) else why.lower()
        raise failure("document.not-a-file", f"{str(source)!r}: {why}.") from None


def keep(incoming: Incoming) -> None:
    """Put bytes where their hash says; those that stand there already are the same.

    Raises IntegrityFault where a link stands in the way.
    """
    target = place(incoming.folder, incoming.sha256)
    private_folder(target.parent)
    if target.parent.is_symlink():
        raise failure("document.damaged", f"{target.parent} is a link; bytes are kept in plain folders only.")
    if problem_of(incoming.folder, incoming.sha256, incoming.size) is None:
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
    with os.fdopen(_open(folder, digest), "rb") as file:
        yield from iter(lambda: file.read(PIECE), b"")


def problem_of(folder: Path, digest: str, size: int) -> str | None:
    """What is wrong with stored bytes, such as missing or altered; None when they are what was filed."""
    found = sha256()
    try:
        with os.fdopen(_open(folder, digest), "rb") as file:
            if os.fstat(file.fileno()).st_size != size:
                return "altered"
            for piece in iter(lambda: file.read(PIECE), b""):
                found.update(piece)
    except NoHash:
        return "named by what is no hash"
    except FileNotFoundError:
        return "missing"
    except (NotAPlainFile, NotADirectoryError):
        return "no plain file"
    except OSError:
        return "unreadable"
    return None if found.hexdigest() == digest else "altered"


def is_there(folder: Path, digest: str) -> bool:
    """Whether a plain file stands where a hash says."""
    try:
        os.close(_open(folder, digest))
    except (NoHash, OSError):
        return False
    return True


def stored(folder: Path) -> Iterator[Path]:
    """The plain files that stand where a hash says, whether anything names them or not."""
    for path in sorted((folder / FOLDER).glob("??/*")):
        if HASH.fullmatch(path.name) and path == place(folder, path.name) and is_there(folder, path.name):
            yield path


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
    return [said for digest in sorted(doomed) if (said := _remove(folder, digest))]


def _remove(folder: Path, digest: str) -> str | None:
    """Remove the bytes of a hash, a link itself and never what it leads to; gives why they stay."""
    try:
        path = place(folder, digest)
    except NoHash as fault:
        return f"{fault.message.rstrip('.')}; nothing was removed for it"
    try:
        with _shelf(path) as shelf:
            os.unlink(path.name, dir_fd=shelf)
    except FileNotFoundError:
        return None
    except OSError as fault:
        return f"{path} could not be removed: {fault.strerror}"
    with suppress(OSError):
        path.parent.rmdir()
    return None


def named(reader: Reader, hashes: Iterable[str], tables: Sequence[str] = NAMING_BYTES) -> set[str]:
    """Which of these hashes a row names, or one that the log could bring back.

    What was brought in and then undone does not count: its bytes go with it.
    """
    wanted, reader = list(hashes), reader.unfenced("bytes stay for as long as any row names them")
    if not (wanted and tables):
        return set()
    among = reader.among("t.sha256", "hashes")
    sql = " union ".join(f"select t.sha256 from {table} t where {among}" for table in tables)
    found = {row[0] for row in reader.rows(sql, {"hashes": reader.bind(wanted)})}
    return found | _coming_back(reader, set(wanted) - found, tables)


def _coming_back(reader: Reader, hashes: set[str], tables: Sequence[str]) -> set[str]:
    """Those that undo could put back: an operation took them away that stands and did not undo how they came."""
    if not hashes:
        return set()
    sql = (
        "select o.id, h.before from change h join operation o on o.id = h.operation_id "
        f"left join operation u on u.id = o.undoes where {reader.among('h.table_name', 'tables')} "
        "and (u.id is null or u.undoes is not null) and h.before is not null"
    )
    taken: dict[int, set[str]] = defaultdict(set)
    for operation, before in reader.stream(sql, {"tables": reader.bind(tables)}):
        if named_there := hashes.intersection(IN_THE_LOG.findall(before)):
            taken[operation] |= named_there
    undone = _undone(reader) if taken else set()
    return {digest for operation, each in taken.items() if operation not in undone for digest in each}


def _undone(reader: Reader) -> set[int]:
    """The operations that are not in force: something undid them, and stands."""
    undone: set[int] = set()
    for number, undoes in reader.stream(
        "select id, undoes from operation where undoes is not null and undoes < id order by id desc"
    ):
        if number not in undone:
            undone.add(undoes)
    return undone


def free_afterwards(work: Any, hashes: Iterable[str]) -> None:
    """Once the work is committed, remove bytes that nothing names any more."""
    doomed = list(hashes)
    work.afterwards.append(lambda location, folder, wait: free(location, folder, doomed))
