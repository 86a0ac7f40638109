"""Bringing an older store to this program's schema, after a backup."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from casactl.domain.outcomes import UNCHANGED, Outcome, Result
from casactl.store.config import WorkspaceEntry
from casactl.store.journal import Origin
from casactl.store.opening import locked, migrate, try_migration
from casactl.store.reader import NotMigrated, check_revision, open_reader, revision_of
from casactl.store.schema import HEAD


def migrate_workspace(
    entry: WorkspaceEntry, origin: Origin, *, now: datetime, wait: float, dry_run: bool = False
) -> tuple[Outcome, str, Path | None]:
    """What became of it, the schema revision before, and where the backup is.

    Raises NoWorkspaceStore, StoreFault, CorruptStore, WriterBusy.
    """
    outcome = Outcome("workspace.migrate")
    before = _revision(entry)
    if before == HEAD:
        note = f"is at schema revision {HEAD}, this program's"
        outcome.add(Result(entry.name, None, UNCHANGED, entry.name, note=note))
        return outcome, before, None
    with locked(entry.location, verb="workspace.migrate", wait=wait):
        if dry_run:
            migrated = None
            try_migration(entry.location, wait=wait)
        else:
            migrated = migrate(entry.location, entry.folder, origin, now=now, wait=wait)
    backup = migrated.backup if migrated else None
    outcome.notes += migrated.told if migrated else ()
    note = f"from schema revision {before} to {HEAD}" + (f"; backup before that: {backup}" if backup else "")
    outcome.add(Result(entry.name, None, "migrated", entry.name, note=note))
    return outcome, before, backup


def _revision(entry: WorkspaceEntry) -> str:
    reader = open_reader(entry.location, any_revision=True)
    try:
        revision = revision_of(reader, entry.location)
        check_revision(revision, entry.location)
    except NotMigrated:
        return revision
    finally:
        reader.close()
    return revision
