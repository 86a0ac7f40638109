"""Empty workspaces to copy: made once by the real migrations, for a whole run."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from casactl.actions.workspace.add import make_workspace
from casactl.store.config import WorkspaceEntry
from casactl.store.journal import Origin
from casactl.store.location import Location, parse_url, sqlite_url
from casactl.store.lock import acquire
from casactl.store.migrate import upgrade
from casactl.store.reader import Reader
from tests import pooled_sqlite
from tests.clock import START
from tests.postgres import fresh_database, shared_template
from tests.second_database import did, noting

PATIENCE = 600.0
"""Seconds for another process of the run to make a template."""
DATABASE = "casactl.db"
SETTINGS = {"country": "GB", "currency": "GBP", "timezone": "Europe/London"}


def make(location: Location, folder: Path) -> None:
    """An empty workspace at a location."""
    entry = WorkspaceEntry("main", location, folder)
    make_workspace(entry, Origin("workspace.add", "root", "root"), now=START, settings=SETTINGS, wait=30)


@cache
def _empty_schema(revision: str) -> bytes:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.execute("begin immediate")
        upgrade(Reader(database, "sqlite"), revision)
        database.commit()
        return database.serialize()


@contextmanager
def schema_again(revision: str = "head") -> Iterator[sqlite3.Connection]:
    """What `fresh_schema` gives, from a copy: going through the migrations takes most of a `workspace check`."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.deserialize(_empty_schema(revision))
        yield database


def upgrade_again(store: Reader, revision: str = "head") -> None:
    """What `migrate.upgrade` does; a store on SQLite with nothing in it gets a copy of what the migrations made."""
    if store.dialect != "sqlite" or store.one("select 1 from sqlite_master"):
        upgrade(store, revision)
        return
    for statement in _statements(revision):
        store.connection.execute(statement)


@cache
def _statements(revision: str) -> list[str]:
    with schema_again(revision) as made:
        return [line for line in made.iterdump() if not line.startswith(("BEGIN", "COMMIT"))]


Prepare = Callable[[str, Path], None]
"""Makes what others copy, at a URL, with a folder for files."""


def prepare_empty(url: str, folder: Path) -> None:
    """Nothing in it."""
    make(parse_url(url), folder)


def sqlite_copy(root: Path, folder: Path, name: str = "empty", prepare: Prepare = prepare_empty) -> str:
    """The URL of a SQLite workspace in `folder`, copied from the run's template of that name below `root`."""
    template = root / f"template-{name}"
    with open(acquire(root / f"template-{name}.lock", PATIENCE)):
        if not template.exists():
            unfinished = root / f"unfinished-{name}"
            shutil.rmtree(unfinished, ignore_errors=True)
            if prepare is not prepare_empty:
                sqlite_copy(root, unfinished)
            with noting() as done:
                prepare(sqlite_url(unfinished / DATABASE), unfinished)
            pooled_sqlite.shut(unfinished / DATABASE)
            (root / f"template-{name}.json").write_text(json.dumps(done))
            unfinished.rename(template)
    for what in json.loads((root / f"template-{name}.json").read_text()):
        did(what)
    shutil.copytree(template, folder)
    folder.chmod(0o700)
    target = folder / DATABASE
    target.chmod(0o600)
    return sqlite_url(target)


def postgres_copy(root: Path, name: str = "empty", prepare: Prepare = prepare_empty, folder: Path | None = None) -> str:
    """The URL of a PostgreSQL workspace, copied from the run's template of that name, its files into a folder."""
    start = "template0" if prepare is prepare_empty else _template(root, "empty", prepare_empty)
    url = fresh_database("casa", _template(root, name, prepare, start))
    if folder is not None and (made := root / f"postgres-{name}").is_dir():
        shutil.copytree(made, folder, dirs_exist_ok=True)
    return url


def _template(root: Path, name: str, prepare: Prepare, start: str = "template0") -> str:
    return shared_template(name, lambda url: prepare(url, root / f"postgres-{name}"), start)
