"""One state of the store for many statements, however much is written meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from casactl.store.reader import Reader


@contextmanager
def snapshot(reader: Reader) -> Iterator[None]:
    """Let every statement inside see the same state; within a writer's own transaction they do already."""
    begin = _begin_postgres if reader.dialect == "postgresql" else _begin_sqlite
    if not begin(reader):
        yield
        return
    try:
        yield
    finally:
        reader.connection.rollback()


def _begin_sqlite(reader: Reader) -> bool:
    if reader.connection.in_transaction:
        return False
    reader.execute("begin")
    return True


def _begin_postgres(reader: Reader) -> bool:
    from casactl.store.postgres import driver

    whole = driver().IsolationLevel.REPEATABLE_READ
    if not reader.connection.read_only or reader.connection.isolation_level == whole:
        return False
    reader.connection.rollback()
    reader.connection.isolation_level = whole
    return True
