"""Schema revisions through Alembic; imported only by what creates, migrates or compares a store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, StaticPool, create_engine, event

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to `revision` inside the connection's own transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def upgrade_file(path: Path, revision: str = "head") -> None:
    """Bring a SQLite file that nobody else uses to `revision`, without a write-ahead log."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        _upgrade_plain(database, revision)


@contextmanager
def fresh_schema(revision: str = "head") -> Iterator[sqlite3.Connection]:
    """An empty store of `revision` in memory, to compare with."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        _upgrade_plain(database, revision)
        yield database


def _upgrade_plain(database: sqlite3.Connection, revision: str) -> None:
    engine = create_engine("sqlite://", creator=lambda: database, poolclass=StaticPool, hide_parameters=True)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("begin immediate"))
    with engine.begin() as connection:
        upgrade(connection, revision)
