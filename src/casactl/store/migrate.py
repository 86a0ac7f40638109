"""Schema revisions through Alembic; imported only by what creates, migrates or compares a store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, StaticPool, create_engine

from casactl.store.location import Dialect
from casactl.store.reader import Reader

MIGRATIONS = Path(__file__).parent / "migrations"
URLS: dict[Dialect, str] = {"sqlite": "sqlite://", "postgresql": "postgresql+psycopg://"}


def upgrade(store: Reader, revision: str = "head") -> None:
    """Bring a store's schema to `revision` inside the transaction that is open on it."""
    with alongside(store) as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


@contextmanager
def alongside(store: Reader) -> Iterator[Connection]:
    """SQLAlchemy on the driver's own connection; it neither ends the transaction nor closes anything."""
    options: dict[str, bool] = {"use_native_hstore": False} if store.dialect == "postgresql" else {}
    engine = create_engine(
        URLS[store.dialect], creator=lambda: store.connection, poolclass=StaticPool, hide_parameters=True, **options
    )
    for end in ("do_commit", "do_rollback", "do_close"):
        setattr(engine.dialect, end, lambda connection: None)
    with engine.connect() as connection:
        yield connection


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
    database.execute("begin immediate")
    upgrade(Reader(database, "sqlite"), revision)
    database.commit()
