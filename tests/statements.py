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
from typing import Any
from unittest.mock import patch

import psycopg

Listener = Callable[[str, str], None]
"""Told a statement, as the driver gets it, and the program's file and function that asked for it."""

GO_BETWEENS = ("/casactl/store/reader.py", "/sqlalchemy/", "/alembic/", "/psycopg/", "/contextlib.py", __file__)
"""Who hands statements on for others."""
PROGRAM, MIGRATIONS = "/casactl/", "/casactl/store/migrations/"

_listeners: list[Listener] = []
_counters: list[Callable[[], None]] = []
_asked: dict[str, str] = {}
"""Who asked for a statement first, empty for one of the tests' own."""


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
    """A statement without its layout, its numbers, and how many values it binds at once."""
    text = " ".join(sql.split())
    text = re.sub(r"(\?|:\w+|%\(\w+\)s|%s)(, (\?|:\w+|%\(\w+\)s|%s))+", "?, …", text)
    return re.sub(r"\d+", "0", re.sub(r"\(\?, …\)(, \(\?, …\))+", "(?, …), …", text))


def _tell(sql: object) -> None:
    for counter in _counters:
        counter()
    if not _listeners or not isinstance(sql, str):
        return
    asked = _asked.get(sql)
    if asked is None:
        asked = _asked[sql] = _who_asks(sys._getframe(2))
    if asked:
        for listener in _listeners:
            listener(sql, asked)


def _who_asks(frame: FrameType | None) -> str:
    streamed = False
    while frame and any(part in frame.f_code.co_filename for part in GO_BETWEENS):
        streamed = streamed or frame.f_code.co_name == "stream"
        frame = frame.f_back
    path = frame.f_code.co_filename if frame else ""
    if not frame or PROGRAM not in path or MIGRATIONS in path:
        return ""
    return f"{path.rpartition(PROGRAM)[2]}:{frame.f_code.co_name}{', streamed' if streamed else ''}"


class _Cursor(sqlite3.Cursor):
    def execute(self, sql: str, parameters: Any = (), /) -> Any:
        _tell(sql)
        return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> Any:
        _tell(sql)
        return super().executemany(sql, parameters)


class _Connection(sqlite3.Connection):
    def cursor(self, factory: Any = _Cursor) -> Any:
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
        return connect(*words, **{"factory": _Connection, **named})

    patch.multiple("sqlite3", connect=connect_heard).start()
    patch.multiple("sqlite3.dbapi2", connect=connect_heard).start()
    for kind in (psycopg.Cursor, psycopg.ServerCursor):
        for name in ("execute", "executemany", "copy"):
            if name in vars(kind):
                setattr(kind, name, _heard(getattr(kind, name)))


def _heard(method: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(self: Any, query: Any, *words: Any, **named: Any) -> Any:
        _tell(query)
        return method(self, query, *words, **named)

    return wrapped
