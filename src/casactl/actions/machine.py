"""What `doctor` says of this machine: the programs involved, the configuration, files and disk."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from casactl import __version__
from casactl.domain.remedy import Command, Line
from casactl.records import dataclass
from casactl.store.config import Config, WorkspaceEntry

OK, WARN, BAD = "ok", "warn", "bad"
LIBRARIES = ("typer", "sqlmodel", "sqlalchemy", "alembic")
LITTLE, HARDLY_ANY = 500 << 20, 50 << 20
"""Free bytes below which a disk is worth a warning, and below which it is broken."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of `doctor`: what was looked at, its state, what was found and what to do."""

    check: str
    state: str
    detail: str
    advice: Line = ""


def programs() -> Iterator[Verdict]:
    """casactl, Python, SQLite and the libraries."""
    yield Verdict("casactl", OK, __version__)
    yield Verdict("python", OK, f"{sys.version.split()[0]} at {sys.executable}")
    yield sqlite_verdict(sqlite3.sqlite_version_info)
    yield Verdict("libraries", OK, ", ".join(f"{name} {version(name)}" for name in LIBRARIES))


def sqlite_verdict(found: tuple[int, int, int]) -> Verdict:
    """SQLite's version, and what the writer's lock makes of the WAL-reset fault."""
    name = ".".join(map(str, found))
    if found < (3, 37, 0):
        return Verdict("sqlite", BAD, f"{name} is too old for STRICT tables", "use a newer Python or SQLite")
    fixed = found >= (3, 51, 3) or (found[:2] in ((3, 50), (3, 44)) and found[2] >= {50: 7, 44: 6}[found[1]])
    if fixed:
        return Verdict("sqlite", OK, name)
    return Verdict(
        "sqlite", OK,
        f"{name} has the WAL-reset fault (mended in 3.51.3, 3.50.7, 3.44.6), which needs two connections that "
        "write at once; casactl's writer lock allows one at a time, so the fault cannot strike",
        "do not write to the database with other programs",
    )  # fmt: skip


def configuration(config: Config) -> Iterator[Verdict]:
    """The configuration file and who may read it."""
    if not config.path.exists():
        yield Verdict("config", OK, f"{config.path} is not there yet; the first workspace makes it")
        return
    current = f"current: {config.current}" if config.current else "none is current"
    count = len(config.workspaces)
    named = "1 workspace" if count == 1 else f"{count} workspaces"
    yield Verdict("config", OK, f"{config.path}: {named}, {current}")


def permissions(config: Config, entry: WorkspaceEntry | None) -> Verdict:
    """Whether anybody else may read what is private."""
    paths = [config.path, *(_private_paths(entry) if entry else [])]
    open_ = [path for path in paths if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    if not open_:
        return Verdict("permissions", OK, "only you can read the configuration and the workspace")
    listed = " ".join(f"'{path}'" for path in open_)
    return Verdict("permissions", WARN, f"others can read {listed}", Command("chmod", "go-rwx", *map(str, open_)))


def _private_paths(entry: WorkspaceEntry) -> list[Path]:
    if not entry.folder.is_dir():
        return [entry.location.path] if entry.location.path else []
    inside = sorted(entry.folder.iterdir()) if os.access(entry.folder, os.R_OK | os.X_OK) else []
    outside = [entry.location.path] if entry.location.path else []
    return list(dict.fromkeys([entry.folder, *inside, *outside]))


def disk(entry: WorkspaceEntry) -> Iterator[Verdict]:
    """Room on the workspace's disk, and whether it is one that can hold a database."""
    folder = entry.location.path.parent if entry.location.path else entry.folder
    if not folder.is_dir():
        return
    free = shutil.disk_usage(folder).free
    size = entry.location.path.stat().st_size if entry.location.path and entry.location.path.exists() else 0
    detail = f"{free >> 20:,} MiB free at {folder}"
    if free < HARDLY_ANY:
        yield Verdict("disk", BAD, detail, "make room: nothing can be written soon")
    elif free < max(LITTLE, 3 * size):
        yield Verdict("disk", WARN, detail, "make room: a backup or a migration needs twice the database")
    else:
        yield Verdict("disk", OK, detail)
    if not os.access(folder, os.W_OK):
        yield Verdict("folder", WARN, f"{folder} cannot be written to by you", "reading works, changing does not")
