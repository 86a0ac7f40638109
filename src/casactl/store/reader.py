"""The read side: a read-only connection, one hand-written statement per question, plain rows out.

Queries are written once, with `:name` parameters, for SQLite and PostgreSQL; the few spellings that
differ are methods here. This module and `queries/` import no SQLModel, SQLAlchemy or Alembic.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

from casactl.domain.failures import failure
from casactl.domain.remedy import Blank, Remedy, Sentence
from casactl.errors import Busy, CasaError, IntegrityFault, StoreFault
from casactl.store.fence import fenced, number_in, open_to_all, unfenced
from casactl.store.location import Dialect, Location
from casactl.store.schema import HEAD, REVISIONS
from casactl.store.scope import Scope

Row = tuple[Any, ...]
Params = Mapping[str, object]

STREAMS = count()
"""What tells streams of one connection apart on PostgreSQL."""
NAMED = re.compile(r"(?<![:\w]):([a-z_]\w*)")
BATCH = 500
KNOWN_BY = frozenset({"alembic_version", "chain"})
OWN_TABLE = "to_regclass(quote_ident(current_schema()) || '.{}')"
"""A table of an office on a server, which lives in the first schema of its path, whatever stands in others."""


class NoWorkspaceStore(StoreFault):
    """Nothing is where the workspace's data should be."""

    code = "workspace.missing"


class NotMigrated(StoreFault):
    """A store of an older revision: reads wait for the migration."""

    code = "workspace.not-migrated"


DAMAGE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What a damaged file makes of SQLite's driver, which fails at the words for it where those are no text."""


class CorruptStore(IntegrityFault):
    """A file that is not a sound database."""

    code = "workspace.corrupt"


@lru_cache(maxsize=256)
def pyformat(sql: str) -> str:
    """The statement with `%(name)s` placeholders, for psycopg."""
    return NAMED.sub(r"%(\1)s", sql.replace("%", "%%"))


class Reader:
    """Runs statements on an open DB-API connection; what they see of contacts and properties is its `scope`'s.

    A statement names such tables in braces (`{contact} c`), which the fence expands.
    """

    def __init__(self, connection: Any, dialect: Dialect, scope: Scope | None = None) -> None:
        self.connection = connection
        self.dialect: Dialect = dialect
        self.scope = scope or Scope.everything()
        self.now = ""
        """The moment, read once at the edge, for questions about what has run out; empty, nothing has."""
        self.mail_leaves = False
        """Whether letters leave the machine, so that their links have to lead somewhere."""
        self.reason = ""
        """Why the fence is passed by; empty where it is not."""

    @property
    def fenced(self) -> bool:
        """Whether there are contacts that do not exist for whoever reads."""
        return self.scope.fenced

    def unfenced(self, reason: str) -> Reader:
        """A handle on the same connection past the fence, for what has to be true whoever asks."""
        handle = Reader(self.connection, self.dialect)
        handle.now, handle.mail_leaves, handle.reason = self.now, self.mail_leaves, reason
        return handle

    def in_sight(self, table: str, ids: Iterable[int]) -> set[int]:
        """Those rows of a table among these that whoever reads may see."""
        wanted = set(ids)
        if not (self.fenced and wanted):
            return wanted
        sql = f"select t.id from {{{table}}} t where {self.among('t.id', 'ids')}"
        return {row[0] for row in self.rows(sql, {"ids": self.bind(wanted)})}

    def rows(self, sql: str, params: Params | None = None) -> list[Row]:
        """All rows of one statement.

        Raises ScopeMissing, Busy, CorruptStore.
        """
        return list(self.execute(sql, params).fetchall())

    def one(self, sql: str, params: Params | None = None) -> Row | None:
        """The first row, or None."""
        row: Row | None = self.execute(sql, params).fetchone()
        return row

    def stream(self, sql: str, params: Params | None = None) -> Iterator[Row]:
        """Rows one by one in constant memory, from one snapshot."""
        if self.dialect == "postgresql":
            try:
                with self.connection.cursor(name=f"casactl_stream_{next(STREAMS)}") as cursor:
                    cursor.itersize = 5000
                    cursor.execute(pyformat(self.expand(sql)), self._bound(params))
                    yield from cursor
            except Exception as fault:
                raise lost_server(fault) or fault from fault.__cause__
        else:
            for row in self.execute(sql, params):  # noqa: UP028 - that closes it, after its connection too
                yield row

    def execute(self, sql: str, params: Params | None = None) -> Any:
        """Run one statement and give the driver's cursor."""
        statement, bound = self.expand(sql), self._bound(params)
        try:
            if self.dialect == "postgresql":
                return self.connection.execute(pyformat(statement), bound or None)
            return self.connection.execute(statement, bound)
        except DAMAGE as fault:
            raise _explained(fault) from fault
        except Exception as fault:
            raise lost_server(fault) or fault from fault.__cause__

    def expand(self, sql: str) -> str:
        """The statement as it runs: its tables in braces made what this reader sees of them.

        Raises ScopeMissing.
        """
        if self.reason:
            return open_to_all(sql)
        return fenced(sql, self.scope, self.dialect) if self.scope.fenced else unfenced(sql)

    def _bound(self, params: Params | None) -> Params:
        return {**(params or {}), **self.scope.params} if self.scope.fenced else params or {}

    def among(self, column: str, name: str) -> str:
        """`column in (…)` for a list bound by `ids` or `texts` under `name`."""
        if self.dialect == "postgresql":
            return f"{column} = any(:{name})"
        return f"{column} in (select value from json_each(:{name}))"

    def bind(self, values: Iterable[int | str]) -> object:
        """A list as the parameter that `among` expects."""
        listed = list(values)
        return listed if self.dialect == "postgresql" else json.dumps(listed)

    def contains(self, column: str, name: str) -> str:
        """Whether a text column holds the bound text anywhere."""
        function = "strpos" if self.dialect == "postgresql" else "instr"
        return f"{function}({column}, :{name}) > 0"

    def number_in(self, column: str, key: str) -> str:
        """The whole number that a column of JSON text holds under a key, null without one."""
        return number_in(self.dialect, column, key)

    def close(self) -> None:
        """Let go of the connection."""
        self.connection.close()


def _explained(fault: sqlite3.DatabaseError | UnicodeDecodeError) -> Exception:
    text = "its schema is no text" if isinstance(fault, UnicodeDecodeError) else str(fault)
    if isinstance(fault, sqlite3.OperationalError) and ("locked" in text or "busy" in text):
        return Busy("The workspace is busy; try again.")
    if isinstance(fault, UnicodeDecodeError) or any(
        word in text for word in ("malformed", "not a database", "corrupt")
    ):
        return CorruptStore(f"The workspace's database is damaged: {text}.", hint=Remedy("workspace check"))
    return fault


def lost_server(fault: Exception) -> CasaError | None:
    """What a driver's failure in the middle of a read means to people, None when it is not the server's."""
    if not type(fault).__module__.startswith("psycopg"):
        return None
    from casactl.store.postgres import explain

    return explain(fault)


def open_reader(location: Location, *, any_revision: bool = False) -> Reader:
    """A reader on a workspace's store, checked to be one and of this program's revision.

    Raises NoWorkspaceStore, StoreFault, CorruptStore, NotMigrated.
    """
    reader = Reader(connect_for_reading(location), location.dialect)
    try:
        if not any_revision:
            check_revision(revision_of(reader, location), location)
    except BaseException:
        reader.close()
        raise
    return reader


def connect_for_reading(location: Location) -> Any:
    """A DB-API connection that cannot write."""
    if location.dialect == "postgresql":
        from casactl.store.postgres import connect

        connection = connect(location)
        connection.read_only = True
        return connection
    return _connect_sqlite(location.file)


class Unchanging(sqlite3.Connection):
    """A connection that takes the file for one that nobody changes: it sees nothing that is written later."""


def _connect_sqlite(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise NoWorkspaceStore(
            f"There is no database at {path}.",
            hint=Sentence("check that the disk is there, or: ", Remedy("workspace restore", Blank("FILE"))),
        )
    uri = f"file:{quote(str(path))}?mode=ro"
    try:
        connection = sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None, check_same_thread=False)
        connection.execute("pragma query_only = on")
        connection.execute("pragma trusted_schema = off")
        connection.execute("select 1 from sqlite_master limit 1").fetchone()
    except sqlite3.OperationalError as fault:
        return _connect_immutable(path, uri, fault)
    except DAMAGE as fault:
        raise _explained(fault) from fault
    return connection


def _connect_immutable(path: Path, uri: str, fault: sqlite3.OperationalError) -> sqlite3.Connection:
    """Read a database in a folder that this user cannot write to, where no log of it is waiting."""
    wal = path.with_name(path.name + "-wal")
    try:
        waiting = wal.exists() and wal.stat().st_size > 0
        if not waiting:
            connection = sqlite3.connect(
                uri + "&immutable=1", uri=True, isolation_level=None, check_same_thread=False, factory=Unchanging
            )
            connection.execute("select 1 from sqlite_master limit 1").fetchone()
            return connection
    except sqlite3.DatabaseError:
        pass
    raise failure("workspace.unreadable", f"{path} cannot be opened: {fault}.") from fault


def revision_of(reader: Reader, location: Location) -> str:
    """The schema revision that a store declares.

    Raises StoreFault when it is none of casactl's, CorruptStore when it is no sound database.
    """
    if reader.dialect == "postgresql":
        known = None not in reader.rows(f"select {', '.join(map(OWN_TABLE.format, KNOWN_BY))}")[0]
    else:
        known = {row[0] for row in reader.rows("select name from sqlite_master where type = 'table'")} >= KNOWN_BY
    if not known:
        raise failure("workspace.foreign", shown=location.shown)
    row = reader.one("select version_num from alembic_version")
    return str(row[0]) if row else ""


def check_revision(revision: str, location: Location) -> None:
    """Refuse a store of any other revision than this program's, saying what to do."""
    if revision == HEAD:
        return
    if revision in REVISIONS:
        raise NotMigrated(
            f"{location.shown} is at schema revision {revision}, this program needs {HEAD}.",
            hint=Remedy("workspace migrate"),
        )
    raise failure(
        "workspace.newer",
        f"{location.shown} was written by a newer casactl (schema revision {revision}); it was left untouched.",
        hint="upgrade casactl on this machine",
    )
