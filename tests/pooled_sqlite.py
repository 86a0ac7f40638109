"""Connections to SQLite that stay open for the next command of a test, as those of a batch or of the portal do.

A new connection reads the whole schema, which takes longer than most commands' statements do. Only those to a test's
own office are kept, until the test asks where its file is, as it then looks at it or meddles with it. One is taken
again only where the file, and the log beside it, are as the pool left them: what another process has done to a store
is met by the program opening it. Tests whose subject is how a store is opened or left connect as the program does.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch
from weakref import WeakSet

from casactl.store import engine, reader
from tests import statements

Looks = tuple[tuple[int, ...], tuple[int, ...]]

connect_for_reading, connect_for_writing = reader._connect_sqlite, engine.connect_sqlite


class Lasting(statements.Connection):
    """A connection that its pool takes back when it is closed, with nothing of the command's left."""

    pool: Pool | None = None
    path: Path
    inode: tuple[int, ...]
    writes: bool

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self.cursors: WeakSet[sqlite3.Cursor] = WeakSet()

    def cursor(self, factory: Any = statements.Cursor) -> Any:
        """One that ends with the connection's use: a statement in its middle would keep what it sees."""
        made = super().cursor(factory)
        self.cursors.add(made)
        return made

    def close(self) -> None:
        """End what the command has begun; the file stays open for the next one."""
        for each in list(self.cursors):
            each.close()
        if self.pool is None or not self.pool.put_away(self):
            super().close()


class Pool:
    """Idle connections of the thread that made it, by where they lead and what for."""

    def __init__(self) -> None:
        self._idle: dict[tuple[Path, bool], list[Lasting]] = {}
        self._left: dict[Path, Looks] = {}
        """How each store looked when a connection last came back."""
        self._own: set[Path] = set()
        self._thread = threading.get_ident()

    def reading(self, path: Path) -> Any:
        """What `reader._connect_sqlite` gives."""
        return self._connection(path, connect_for_reading, writes=False)

    def writing(self, path: Path, *, references: bool = True) -> Any:
        """What `engine.connect_sqlite` gives."""
        if not references:
            return connect_for_writing(path, references=False)
        return self._connection(path, connect_for_writing, writes=True)

    def _connection(self, path: Path, opening: Callable[[Path], Any], *, writes: bool) -> Any:
        if path not in self._own or threading.get_ident() != self._thread:
            return opening(path)
        if self._left.get(path) != looks(path):
            self._let_go(path)
        if idle := self._idle.get((path, writes)):
            return idle.pop()
        with patch.object(sqlite3, "connect", partial(sqlite3.connect, factory=Lasting)):
            connection = opening(path)
        connection.path, connection.writes, connection.inode = path, writes, place(path)
        connection.pool = self
        return connection

    def put_away(self, connection: Lasting) -> bool:
        """Keep a connection, unless its file is no longer where it was opened."""
        path = connection.path
        idle = self._idle.setdefault((path, connection.writes), [])
        if connection in idle:
            return True
        if path not in self._own or connection.inode != place(path):
            return False
        if connection.in_transaction:
            connection.rollback()
        idle.append(connection)
        self._left[path] = looks(path)
        return True

    def keep(self, path: Path) -> None:
        """Keep from now on what leads to this file."""
        self._own.add(path)

    def shut(self, path: Path) -> None:
        """Keep no more of it, and close what is idle."""
        self._own.discard(path)
        self._let_go(path)

    def _let_go(self, path: Path, order: Sequence[bool] = (False, True)) -> None:
        """Close what is idle, unless told otherwise last what writes, which then writes the log back."""
        for writes in order:
            for each in self._idle.pop((path, writes), ()):
                sqlite3.Connection.close(each)

    def close(self) -> None:
        """Keep nothing any more; nobody waits for the log to be written back, which the last one to write would do."""
        own, self._own = self._own, set()
        for path in own:
            self._let_go(path, order=(True, False))


def place(path: Path) -> tuple[int, ...]:
    """Which file stands at a path."""
    return looks(path)[0][:2]


def looks(path: Path) -> Looks:
    """What changes with a store: which file it is, how large, written when, and of the log beside it the same."""
    return _look(str(path)), _look(f"{path}-wal")


def _look(path: str) -> tuple[int, ...]:
    try:
        found = os.stat(path)
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


_pools: list[Pool] = []


@contextmanager
def pooling_sqlite() -> Iterator[None]:
    """Have the program leave its connections to a pool, which is closed at the end."""
    pool = Pool()
    with patch.object(reader, "_connect_sqlite", pool.reading), patch.object(engine, "connect_sqlite", pool.writing):
        _pools.append(pool)
        yield
        _pools.remove(pool)
    pool.close()


def keep(path: Path) -> None:
    """Keep what leads to the file of a test's own office."""
    for pool in _pools[-1:]:
        pool.keep(path)


def shut(path: Path) -> None:
    """Close what leads to a file, and have it opened anew from now on."""
    for pool in _pools:
        pool.shut(path)
