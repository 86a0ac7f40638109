"""Empty workspaces to copy: made once by the real migrations, for a whole run."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from casactl.actions.workspace.add import make_workspace
from casactl.store.config import WorkspaceEntry
from casactl.store.journal import Origin
from casactl.store.location import Location, parse_url, sqlite_url
from tests.postgres import fresh_database, shared_template

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SETTINGS = {"country": "GB", "currency": "GBP", "timezone": "Europe/London"}


def make(location: Location, folder: Path) -> None:
    """An empty workspace at a location."""
    entry = WorkspaceEntry("main", location, folder)
    make_workspace(entry, Origin("workspace.add", "root", "root"), now=START, settings=SETTINGS, wait=30)


def sqlite_copy(root: Path, folder: Path) -> str:
    """The URL of a fresh SQLite workspace in `folder`, copied from the run's template below `root`."""
    template = root / "template" / "casactl.db"
    with FileLock(root / "template.lock"):
        if not template.exists():
            unfinished = root / "unfinished" / "casactl.db"
            shutil.rmtree(unfinished.parent, ignore_errors=True)
            make(Location("sqlite", sqlite_url(unfinished), unfinished), unfinished.parent)
            unfinished.parent.rename(template.parent)
    folder.mkdir(mode=0o700, parents=True)
    target = folder / "casactl.db"
    shutil.copyfile(template, target)
    target.chmod(0o600)
    return sqlite_url(target)


def postgres_copy(root: Path) -> str:
    """The URL of a fresh PostgreSQL workspace, copied from the run's template."""
    template = shared_template("casa", lambda url: make(parse_url(url), root / "postgres-template"))
    return fresh_database("casa", template)
