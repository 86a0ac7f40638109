"""The writer's lock of a SQLite workspace: one writer at a time, from before it connects until it has closed.

It queues writers, and it keeps two of them from ever checkpointing together, which the WAL-reset
fault of SQLite before 3.51.3 (3.50.7, 3.44.6) needs. PostgreSQL workspaces queue on the chain row.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from casactl.errors import Busy, StoreFault

POLL_SECONDS = 0.02


class WriterBusy(Busy):
    """Another command is writing; names the process and the verb when the lock file tells."""


def lock_path(database: Path) -> Path:
    """The lock file beside a database."""
    return database.with_name(database.name + ".lock")


@contextmanager
def writing(database: Path, *, verb: str, wait: float) -> Iterator[None]:
    """Hold the writer's lock, waiting at most `wait` seconds.

    Raises WriterBusy after that, StoreFault where the folder cannot hold a lock.
    """
    path = lock_path(database)

    def sign(handle: int) -> None:
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()} {verb}\n".encode(), 0)

    lock = FileLock(
        path, timeout=wait, mode=0o600, poll_interval=POLL_SECONDS, fallback_to_soft=False, on_acquired=sign
    )
    try:
        lock.acquire()
    except Timeout as late:
        raise WriterBusy(
            f"Another command is writing to this workspace{_holder(path)}; waited {wait:g} s.",
            hint="try again, or wait longer with --lock-wait 5m",
        ) from late
    except OSError as fault:
        raise StoreFault(
            f"The workspace's folder {path.parent} cannot be written to: {fault.strerror or fault}.",
            code="workspace.read-only",
        ) from fault
    try:
        yield
    finally:
        lock.release()


def _holder(path: Path) -> str:
    try:
        pid, _, verb = path.read_text("utf-8").strip().partition(" ")
    except (OSError, UnicodeDecodeError):
        return ""
    return f" (process {pid}, {verb})" if pid.isdigit() else ""
