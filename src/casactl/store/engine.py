"""The write side's connections and transactions: the drivers, with casactl's pragmas and patience."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casactl.domain.failures import failure
from casactl.domain.remedy import Remedy
from casactl.errors import Busy, CasaError, NotFound, Refused, UsageFault
from casactl.store.files import private_folder
from casactl.store.location import Location
from casactl.store.reader import CorruptStore, Reader

if TYPE_CHECKING:
    from casactl.store.kept import Kept

LOCK_WAIT = 30.0
"""Seconds to wait for other writers unless `--lock-wait` says otherwise."""
PRAGMAS = (
    "pragma busy_timeout = 30000",
    "pragma foreign_keys = on",
    "pragma synchronous = full",
    "pragma secure_delete = on",
    "pragma trusted_schema = off",
    "pragma cache_size = -24000",
)
NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "beegfs", "davfs",
     "fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.glusterfs", "fuse.davfs2", "vboxsf"}
)  # fmt: skip
OCTAL = re.compile(r"\\([0-7]{3})")
"""How /proc/mounts writes a space, tab or backslash."""


@contextmanager
def transaction(
    location: Location, *, wait: float = LOCK_WAIT, references: bool = True, kept: Kept | None = None
) -> Iterator[Reader]:
    """A reader on a connection that writes, inside its transaction: whoever asks commits, or nothing stays.

    Without `references` SQLite leaves foreign keys to whoever copies a proved store and checks them after. The
    connection may be one that is `kept`, for the next command. Raises Busy, StoreFault, CorruptStore.
    """
    with explained():
        connection = kept.take(location) if kept else None
        if connection is None:
            connection = _open(location, references)
        try:
            _begin(connection, location, wait)
            yield Reader(connection, location.dialect)
        except (Refused, UsageFault, NotFound):  # an answer, after which the connection is as good as before
            _let_go(connection, location, kept)
            raise
        except BaseException:
            connection.close()
            raise
        _let_go(connection, location, kept)


def _open(location: Location, references: bool) -> Any:
    if location.path:
        return connect_sqlite(location.path, references=references)
    from casactl.store.postgres import connect

    return connect(location, writing=True)


def _begin(connection: Any, location: Location, wait: float) -> None:
    begins = "begin immediate" if location.path else f"set local lock_timeout = {max(1, int(wait * 1000))}"
    connection.execute(begins)


def _let_go(connection: Any, location: Location, kept: Kept | None) -> None:
    if kept is None:
        connection.close()
    else:
        kept.give_back(connection, location)


def connect_sqlite(path: Path, *, references: bool = True) -> sqlite3.Connection:
    """A connection that writes, with casactl's pragmas, outside any transaction."""
    refuse_network_file_system(path)
    _make_private(path)
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    try:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        if connection.execute("pragma foreign_keys").fetchone() != (1,):
            raise failure("store.no-foreign-keys")
        if not references:
            connection.execute("pragma foreign_keys = off")
        mode = connection.execute("pragma journal_mode = wal").fetchone()[0]
        if mode != "wal":
            raise failure("workspace.no-wal", f"{path} cannot keep a write-ahead log here.")
    except BaseException as fault:
        connection.close()
        if isinstance(fault, (sqlite3.Error, UnicodeDecodeError)):
            raise _unopened(path, fault) from fault
        raise
    return connection


def _make_private(path: Path) -> None:
    """Folder and file, readable by their owner only, where there are none yet."""
    try:
        private_folder(path.parent)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as fault:
        raise failure("workspace.read-only", f"{path} cannot be written: {fault.strerror or fault}.") from fault


def _unopened(path: Path, fault: Exception) -> CasaError:
    if "locked" in str(fault):
        return Busy(f"{path} is in use by another program.", hint="try again")
    if isinstance(fault, UnicodeDecodeError) or "not a database" in str(fault) or "malformed" in str(fault):
        return CorruptStore(f"{path} is not a sound database: {fault}.", hint=Remedy("workspace check"))
    return failure("workspace.read-only", f"{path} cannot be written: {fault}.")


def refuse_network_file_system(path: Path) -> None:
    """Raise NetworkFileSystem when `path` lies on one (read from /proc/mounts, where there is one)."""
    kind = file_system_of(path)
    if kind in NETWORK_FILE_SYSTEMS:
        raise failure("store.network-file-system", path=path, kind=kind)


def file_system_of(path: Path) -> str:
    """The type of the file system that holds `path`, empty where that cannot be told."""
    try:
        mounts = Path("/proc/mounts").read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    folder = os.path.realpath(path) + "/"
    best = ("", "")
    for line in mounts:
        where, kind = line.split(" ")[1:3]
        point = OCTAL.sub(lambda mark: chr(int(mark[1], 8)), where).rstrip("/") + "/"
        if folder.startswith(point) and len(point) >= len(best[0]):
            best = (point, kind)
    return best[1]


class StatementFailed(Exception):
    """The database did not take a statement: a defect. Says which one without the values that it held."""


@contextmanager
def explained() -> Iterator[None]:
    """Turn what the databases say of locks, lost servers and full disks into casactl's own failures.

    What they say of anything else may hold a contact's data: only its kind and its place are kept of that.
    """
    try:
        yield
    except Exception as fault:
        cause = getattr(fault, "orig", None) or fault  # what a migration meets comes wrapped
        if not _from_database(cause):
            raise
        told = _told(cause) or StatementFailed(_place(cause))
        raise told.with_traceback(fault.__traceback__) from None


@contextmanager
def taking(table: str) -> Iterator[None]:
    """Say in words what a database does not take: a row that breaks its table's rules, a NUL within text.

    Raises IntegrityFault.
    """
    try:
        yield
    except CasaError:
        raise
    except Exception as fault:
        kinds = {each.__name__ for each in type(fault).__mro__}
        if "IntegrityError" in kinds:
            raise failure(
                "workspace.copy-differs", f"A row of table '{table}' breaks the rules of its table."
            ) from fault
        if kinds & {"DataError", "CharacterNotInRepertoire", "UntranslatableCharacter"}:
            raise failure("workspace.copy-differs", f"PostgreSQL cannot hold a value of table '{table}'.") from fault
        raise


def _told(fault: Exception) -> CasaError | None:
    """The failure that a database's own error amounts to, None when it is no known one."""
    if not isinstance(fault, sqlite3.Error):
        from casactl.store.postgres import explain

        return explain(fault)
    text = str(fault).strip()
    if "database is locked" in text:
        return Busy(
            "Another command is writing to this workspace.",
            hint="try again, or wait longer with --lock-wait 5m",
        )
    if "disk is full" in text or "disk I/O error" in text:
        return failure("workspace.disk", f"The workspace cannot be written: {text}.")
    if "readonly database" in text:
        return failure("workspace.read-only", "The workspace's database may not be written to.")
    if "malformed" in text or "not a database" in text:
        return CorruptStore("The workspace's database is damaged.", hint=Remedy("workspace check"))
    return None


def _from_database(fault: Exception) -> bool:
    return isinstance(fault, sqlite3.Error) or type(fault).__module__.startswith("psycopg")


def _place(fault: Exception) -> str:
    """The kind of a driver's error and the table, column and constraint that it names; SQLite's text has no values."""
    if isinstance(fault, sqlite3.Error):
        return f"{type(fault).__name__}: {fault}"
    diag = getattr(fault, "diag", None)
    names = [getattr(diag, name, None) for name in ("table_name", "column_name", "constraint_name")]
    return " ".join([type(fault).__name__, *(str(name) for name in names if name)])
