"""Empty workspaces to copy: made once by the real migrations, for a whole run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from casactl.actions.workspace.add import make_workspace
from casactl.store.config import WorkspaceEntry
from casactl.store.journal import Origin
from casactl.store.location import Location, parse_url, sqlite_url
from tests.clock import START
from tests.postgres import fresh_database, shared_template

DATABASE = "casactl.db"
SETTINGS = {"country": "GB", "currency": "GBP", "timezone": "Europe/London"}


def make(location: Location, folder: Path) -> None:
    """An empty workspace at a location."""
    entry = WorkspaceEntry("main", location, folder)
    make_workspace(entry, Origin("workspace.add", "root", "root"), now=START, settings=SETTINGS, wait=30)


Prepare = Callable[[str, Path], None]
"""Makes what others copy, at a URL, with a folder for files."""


def prepare_empty(url: str, folder: Path) -> None:
    """Nothing in it."""
    make(parse_url(url), folder)


def sqlite_copy(root: Path, folder: Path, name: str = "empty", prepare: Prepare = prepare_empty) -> str:
    """The URL of a SQLite workspace in `folder`, copied from the run's template of that name below `root`."""
    template = root / f"template-{name}"
    with FileLock(root / f"template-{name}.lock"):
        if not template.exists():
            unfinished = root / f"unfinished-{name}"
            shutil.rmtree(unfinished, ignore_errors=True)
            if prepare is not prepare_empty:
                sqlite_copy(root, unfinished)
            prepare(sqlite_url(unfinished / DATABASE), unfinished)
            unfinished.rename(template)
    shutil.copytree(template, folder)
    folder.chmod(0o700)
    target = folder / DATABASE
    target.chmod(0o600)
    return sqlite_url(target)


def postgres_copy(root: Path, name: str = "empty", prepare: Prepare = prepare_empty) -> str:
    """The URL of a PostgreSQL workspace, copied from the run's template of that name."""
    start = "template0" if prepare is prepare_empty else _template(root, "empty", prepare_empty)
    return fresh_database("casa", _template(root, name, prepare, start))


def _template(root: Path, name: str, prepare: Prepare, start: str = "template0") -> str:
    return shared_template(name, lambda url: prepare(url, root / f"postgres-{name}"), start)
