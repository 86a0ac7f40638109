"""The write side's connections: SQLAlchemy engines with casactl's pragmas and transaction control."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from casactl.errors import Busy, StoreFault
from casactl.store.files import private_folder
from casactl.store.location import Location
from casactl.store.reader import CorruptStore

PRAGMAS = (
    "pragma busy_timeout = 30000",
    "pragma foreign_keys = on",
    "pragma synchronous = full",
    "pragma secure_delete = on",
    "pragma trusted_schema = off",
    "pragma cache_size = -64000",
)
NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph"})


class ForeignKeysOff(StoreFault):
    """SQLite was built without foreign keys: nothing may be written with it."""

    code = "store.no-foreign-keys"


class NetworkFileSystem(StoreFault):
    """Write-ahead logging and file locks do not hold on network file systems."""

    code = "store.network-file-system"


def make_engine(location: Location, *, lock_wait: float = 30.0) -> Engine:
    """An engine for one command: no pool, no parameters in error texts."""
    if location.dialect == "postgresql":
        return _postgres_engine(location, lock_wait)
    engine = create_engine(
        "sqlite://", creator=lambda: _connect_sqlite(location.file), poolclass=NullPool, hide_parameters=True
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _connect_sqlite(path: Path) -> Any:
    import sqlite3

    refuse_network_file_system(path)
    private_folder(path.parent)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    try:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        if connection.execute("pragma foreign_keys").fetchone() != (1,):
            raise ForeignKeysOff("This SQLite cannot enforce foreign keys.")
        connection.execute("pragma journal_mode = wal")
    except sqlite3.OperationalError as fault:
        connection.close()
        raise StoreFault(f"{path} cannot be written: {fault}.", code="workspace.read-only") from fault
    except sqlite3.DatabaseError as fault:
        connection.close()
        raise CorruptStore(
            f"{path} is not a sound database: {fault}.", hint="casactl workspace check"
        ) from fault
    return connection


def refuse_network_file_system(path: Path) -> None:
    """Raise NetworkFileSystem when `path` lies on one (read from /proc/mounts, where there is one)."""
    kind = file_system_of(path)
    if kind in NETWORK_FILE_SYSTEMS:
        raise NetworkFileSystem(
            f"{path} is on a network file system ({kind}), where locks do not hold.",
            hint="keep the workspace on a local disk, or use PostgreSQL",
        )


def file_system_of(path: Path) -> str:
    """The type of the file system that holds `path`, empty where that cannot be told."""
    try:
        mounts = Path("/proc/mounts").read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    folder = str(path.absolute())
    best = ("", "")
    for line in mounts:
        _, where, kind, *_ = line.split(" ")
        point = where.replace("\\040", " ").rstrip("/") + "/"
        if folder.startswith(point) and len(point) > len(best[0]):
            best = (point, kind)
    return best[1]


def _postgres_engine(location: Location, lock_wait: float) -> Engine:
    from casactl.store.postgres import connect

    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: connect(location), poolclass=NullPool, hide_parameters=True
    )

    def patience(connection: Connection) -> None:
        connection.exec_driver_sql(f"set local lock_timeout = {max(1, int(lock_wait * 1000))}")

    event.listen(engine, "begin", patience)
    return engine


@contextmanager
def explained() -> Iterator[None]:
    """Turn what the databases say of locks and full disks into casactl's own failures."""
    try:
        yield
    except DBAPIError as fault:
        state = getattr(fault.orig, "sqlstate", None)
        text = str(fault.orig)
        if state in ("55P03", "40001", "40P01") or "database is locked" in text:
            raise Busy(
                "Another command is writing to this workspace.",
                hint="try again, or wait longer with --lock-wait 5m",
            ) from fault
        if "disk is full" in text or "disk I/O error" in text or state == "53100":
            raise StoreFault(f"The workspace cannot be written: {text}.", code="workspace.disk") from fault
        if "readonly database" in text:
            raise StoreFault("The workspace's database is read-only.", code="workspace.read-only") from fault
        if "malformed" in text:
            raise CorruptStore(
                "The workspace's database is damaged.", hint="casactl workspace check"
            ) from fault
        raise
