"""Connections to PostgreSQL that stay open for the next command of a test, as behind a pooler.

A new connection has the server read its catalogue anew, which takes longer than most commands do. Tests whose
subject is how a store is opened or left connect as the program does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any
from unittest.mock import patch

import psycopg
from psycopg.pq import TransactionStatus

from casactl.store import postgres
from casactl.store.location import Location
from tests.postgres import UNFINISHED

connect = postgres.connect


class Pool:
    """Idle connections, by where they lead and what for."""

    def __init__(self) -> None:
        self._idle: dict[tuple[str, bool], list[Any]] = {}

    def connect(self, location: Location, *, writing: bool = False) -> Any:
        """What `postgres.connect` gives; closing it takes back what was not committed and leaves it to the next.

        A template is copied when nobody is connected to it: nothing stays of those who make it.
        """
        if UNFINISHED in location.url:
            return connect(location, writing=writing)
        idle = self._idle.setdefault((location.url, writing), [])
        if idle:
            return idle.pop()
        connection = connect(location, writing=writing)
        setattr(connection, "close", partial(_put_away, connection, idle))  # noqa: B010 - mypy lets nobody assign it
        return connection

    def close(self) -> None:
        """Close those that are idle."""
        for idle in self._idle.values():
            while idle:
                psycopg.Connection.close(idle.pop())


def _put_away(connection: Any, idle: list[Any]) -> None:
    if connection.closed or connection in idle:
        return
    with suppress(psycopg.Error):
        connection.rollback()
    if connection.info.transaction_status != TransactionStatus.IDLE:
        psycopg.Connection.close(connection)
        return
    connection.autocommit = False
    connection.read_only = connection.isolation_level = None
    idle.append(connection)


@contextmanager
def pooling() -> Iterator[None]:
    """Have the program leave its connections to a pool, which is closed at the end."""
    pool = Pool()
    with patch.object(postgres, "connect", pool.connect):
        yield
    pool.close()
