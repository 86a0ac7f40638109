"""What is known about workspaces: where they are, what they hold, in which state they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from casactl.domain.dates import moment
from casactl.errors import CasaError
from casactl.store.check import Finding, check_store
from casactl.store.config import Config, WorkspaceEntry
from casactl.store.holdings import holdings, journal_mode, size_on_server
from casactl.store.location import Location
from casactl.store.queries.log import head
from casactl.store.queries.settings import all_settings
from casactl.store.reader import CorruptStore, Reader, check_revision, open_reader, revision_of
from casactl.store.schema import REVISIONS

READY = "ready"


def list_workspaces(config: Config) -> list[dict[str, Any]]:
    """The workspaces of this machine, each with its state; none of them is changed or waited for long."""
    return [
        {
            "name": name,
            "current": name == config.current,
            "database": entry.location.shown,
            "folder": str(entry.folder),
            "state": state_of(entry.location),
        }
        for name, entry in sorted(config.workspaces.items())
    ]


def state_of(location: Location) -> str:
    """`ready`, or the situation that keeps it from being used: `missing`, `not-migrated`, `unreachable` …"""
    try:
        open_reader(location).close()
    except CasaError as fault:
        return fault.code.rpartition(".")[2]
    return READY


def facts_about(config: Config, entry: WorkspaceEntry, reader: Reader) -> dict[str, Any]:
    """Where a workspace is, how large, what it holds, its settings, its schema; to the fenced no size of the whole.

    Raises NoWorkspaceStore, StoreFault, CorruptStore, Busy.
    """
    revision = revision_of(reader, entry.location)
    if revision not in REVISIONS:
        check_revision(revision, entry.location)
    return {
        "name": entry.name,
        "current": entry.name == config.current,
        "database": entry.location.shown,
        "folder": str(entry.folder),
        "size": None if reader.fenced else size_of(reader, entry.location),
        **holdings(reader),
        "schema": revision,
        "journal_mode": journal_mode(reader),
        "head": head(reader)[0],
        "settings": all_settings(reader),
    }


def size_of(reader: Reader, location: Location) -> int:
    """The bytes that a store takes."""
    if not location.path:
        return size_on_server(reader)
    beside = (location.path.with_name(location.path.name + end) for end in ("", "-wal"))
    return sum(path.stat().st_size for path in beside if path.exists())


def check_workspace(entry: WorkspaceEntry, *, named: bool, now: datetime) -> Iterator[Finding]:
    """Every check's verdict, as it comes, what is wrong `named` or not; a file that cannot be opened fails the first.

    `now` says what is due by then.

    Raises NoWorkspaceStore, StoreFault, NotMigrated, Busy.
    """
    try:
        reader = open_reader(entry.location)
    except CorruptStore as fault:
        yield Finding("database", fault.message.rstrip("."))
        return
    reader.now = moment(now)
    try:
        for finding in check_store(reader):
            yield finding if named or finding.ok else Finding(finding.check, "does not hold")
    finally:
        reader.close()
