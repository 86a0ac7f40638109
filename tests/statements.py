"""Every statement that goes to a database in this process, heard where the drivers take it.

`listen` is told each one, whoever composed it: the reader, the unit of work, SQLAlchemy, a connection of its own.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Callable
from functools import cache
from types import FrameType
from typing import Any, NamedTuple
from unittest.mock import patch

import psycopg


class Statement(NamedTuple):
    """What the program asks of a database."""

    sql: str
    """As it was written: for the reader, before it put the fence around the tables in braces."""
    who: str
    """The file and the function that asked first."""
    dialect: str


Listener = Callable[[Statement], None]

READER = "/casactl/store/reader.py"
GO_BETWEENS = (READER, "/sqlalchemy/", "/alembic/", "/psycopg/", "/contextlib.py", __file__)
"""Who hands statements on for others."""
PROGRAM, MIGRATIONS = "/casactl/", "/casactl/store/migrations/"

_listeners: list[Listener] = []
_counters: list[Callable[[], None]] = []
_known: dict[tuple[str, str], Statement | None] = {}
"""What the drivers were given, None for what a test asks."""


def listen(listener: Listener) -> None:
    """Tell `listener` every statement from now on that the program asks for, not a test."""
    _install()
    _listeners.append(listener)


def count(counter: Callable[[], None]) -> None:
    """Call `counter` before every statement from now on, whoever asks for it."""
    _install()
    _counters.append(counter)


@cache
def shape(sql: str) -> str:
    """A statement without its layout, its numbers, and how many values, or rows of them, it binds at once."""
    text = " ".join(sql.split())
    text = re.sub(r"(\?|:\w+|%\(\w+\)s|%s)(, (\?|:\w+|%\(\w+\)s|%s))+", "?, …", text)
    return re.sub(r"\d+", "0", re.sub(r"\(\?, …\)(, \(\?, …\))+", "(?, …)", text))


def _tell(sql: object, dialect: str = "sqlite") -> None:
    for counter in _counters:
        counter()
    if not _listeners or not isinstance(sql, str):
        return
    if (sql, dialect) not in _known:
        _known[sql, dialect] = _traced(sql, dialect, sys._getframe(2))
    if statement := _known[sql, dialect]:
        for listener in _listeners:
            listener(statement)


def _traced(sql: str, dialect: str, frame: FrameType | None) -> Statement | None:
    streamed = False
    while frame and any(part in frame.f_code.co_filename for part in GO_BETWEENS):
        if frame.f_code.co_filename.endswith(READER):
            sql = frame.f_locals.get("sql", sql)
            streamed = streamed or frame.f_code.co_name == "stream"
        frame = frame.f_back
    path = frame.f_code.co_filename if frame else ""
    if not frame or PROGRAM not in path or MIGRATIONS in path:
        return None
    who = f"{path.rpartition(PROGRAM)[2]}:{frame.f_code.co_name}{', streamed' if streamed else ''}"
    return Statement(sql, who, dialect)


class Cursor(sqlite3.Cursor):
    def execute(self, sql: str, parameters: Any = (), /) -> Any:
        _tell(sql)
        return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> Any:
        _tell(sql)
        return super().executemany(sql, parameters)


class Connection(sqlite3.Connection):
    def cursor(self, factory: Any = Cursor) -> Any:
        return super().cursor(factory)

    def execute(self, sql: str, parameters: Any = (), /) -> Any:
        _tell(sql)
        return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> Any:
        _tell(sql)
        return super().executemany(sql, parameters)


@cache
def _install() -> None:
    connect = sqlite3.connect

    def connect_heard(*words: Any, **named: Any) -> Any:
        return connect(*words, **{"factory": Connection, **named})

    patch.multiple("sqlite3", connect=connect_heard).start()
    patch.multiple("sqlite3.dbapi2", connect=connect_heard).start()
    for kind in (psycopg.Cursor, psycopg.ServerCursor):
        for name in ("execute", "executemany", "copy"):
            if name in vars(kind):
                setattr(kind, name, _heard(getattr(kind, name)))


def _heard(method: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(self: Any, query: Any, *words: Any, **named: Any) -> Any:
        _tell(query, "postgresql")
        return method(self, query, *words, **named)

    return wrapped
