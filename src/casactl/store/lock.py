"""The writer's lock: held from before a SQLite store is opened until after it is closed.

Two connections must never check the write-ahead log in together (the WAL-reset fault of SQLite before
3.51.3), and writers should queue. Both hold for casactl's own commands; PostgreSQL locks the chain
row instead. The lock is the system's own `flock`, which ends with its process however that ends:
the library for it would bring `asyncio` into every write.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from casactl.domain.failures import failure
from casactl.errors import Busy

POLL_SECONDS = 0.02
SIGNED = 48
"""So many bytes the line takes that says who holds the lock."""


class WriterBusy(Busy):
    """Another command is writing; names the process and the verb when the lock file tells."""


def lock_path(database: Path) -> Path:
    """The lock file beside a database."""
    return database.with_name(database.name + ".lock")


class Taken(Exception):
    """Somebody else holds a lock, and still did when the wait was over."""


@contextmanager
def writing(database: Path, *, verb: str, wait: float) -> Iterator[None]:
    """Hold the writer's lock, waiting at most `wait` seconds.

    Raises WriterBusy after that, StoreFault where the folder cannot hold a lock.
    """
    path = lock_path(database)
    try:
        handle = acquire(path, wait)
        _sign(handle, f"{os.getpid()} {verb}")
    except Taken as late:
        raise WriterBusy(
            f"Another command is writing to this workspace{_holder(path)}; waited {wait:g} s.",
            hint="try again, or wait longer with --lock-wait 5m",
        ) from late
    except OSError as fault:
        raise failure(
            "workspace.read-only",
            f"The workspace's folder {path.parent} cannot be written to: {fault.strerror or fault}.",
        ) from fault
    try:
        yield
    finally:
        os.close(handle)


def _sign(handle: int, holder: str) -> None:
    """Write who holds the lock over who held it, padded: to cut a file and to fill it again costs a disk two turns."""
    line = f"{holder:<{SIGNED - 1}}\n".encode()
    if os.fstat(handle).st_size > len(line):
        os.ftruncate(handle, 0)
    os.pwrite(handle, line, 0)


def acquire(path: Path, wait: float) -> int:
    """Lock a file, made private where there is none, within `wait` seconds; closing what this gives lets go.

    Raises Taken, OSError.
    """
    until = monotonic() + wait
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        if _locked(handle) and _still_there(handle, path):
            return handle
        os.close(handle)
        if monotonic() >= until:
            raise Taken(path)
        sleep(POLL_SECONDS)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except BaseException:
        os.close(handle)
        raise
    return True


def _still_there(handle: int, path: Path) -> bool:
    """Whether the locked file is the one that others will find: a workspace that is deleted takes its lock along."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path, follow_symlinks=False))
    except FileNotFoundError:
        return False


def _holder(path: Path) -> str:
    try:
        pid, _, verb = path.read_text("utf-8").strip().partition(" ")
    except (OSError, UnicodeDecodeError):
        return ""
    return f" (process {pid}, {verb})" if pid.isdigit() else ""
