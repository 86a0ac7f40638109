"""A workspace at another place: restored from a backup, or moved to another database with every row and hash."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from casactl.actions.workspace.add import enter, new_entry, refuse_known
from casactl.domain.failures import failure
from casactl.records import dataclass
from casactl.store.archive import read_manifest
from casactl.store.config import Config, WorkspaceEntry, changing
from casactl.store.copies import DATABASE, note_copy
from casactl.store.copying import Copied
from casactl.store.files import private_folder
from casactl.store.journal import Origin
from casactl.store.location import Location, parse_url
from casactl.store.manifest import Manifest
from casactl.store.queries.settings import setting
from casactl.store.reader import open_reader
from casactl.store.restore import move, restore


@dataclass(frozen=True, slots=True)
class Restored:
    """A workspace that holds a backup now; `made` when it was not in the configuration before."""

    entry: WorkspaceEntry
    made: bool
    manifest: Manifest
    copied: Copied
    scanner: str = ""
    """The program that the backup's setting `scan_command` lets run here."""


def target_of(config: Config, name: str) -> tuple[WorkspaceEntry, bool]:
    """The workspace of that name, or the one that is to be made, and whether it is to be made."""
    if name in config.workspaces:
        return config.workspaces[name], False
    entry = new_entry(name, None)
    refuse_known(config, entry)
    return entry, True


def restore_workspace(
    path: Path, backup: Path, entry: WorkspaceEntry, origin: Origin, *, made: bool, now: datetime, replace: bool,
    wait: float, dry_run: bool, allow_missing: bool = False,
) -> Restored:  # fmt: skip
    """Restore a backup into `entry` and, when that is new, enter it in the configuration at `path`.

    Raises Unreadable, BackupDiffers, StoreFault, Refused.
    """
    read_manifest(backup)
    with changing(path) if made else nullcontext() as config:
        if config:
            refuse_known(config, entry)
        manifest, copied = restore(
            backup, entry.location, origin, now=now, replace=replace, dry_run=dry_run, wait=wait,
            beside=entry.folder, allow_missing=allow_missing,
        )  # fmt: skip
        if not dry_run:
            private_folder(entry.folder)
        if config and not dry_run:
            enter(config, entry)
    return Restored(entry, made, manifest, copied, "" if dry_run else _scanner_of(entry))


def _scanner_of(entry: WorkspaceEntry) -> str:
    reader = open_reader(entry.location, any_revision=True)
    try:
        return setting(reader, "scan_command")
    finally:
        reader.close()


@dataclass(frozen=True, slots=True)
class Moved:
    """A workspace at its new place; `before` is where the old data stays."""

    entry: WorkspaceEntry
    before: Location
    copied: Copied


def move_workspace(path: Path, name: str, url: str, *, wait: float, dry_run: bool = False) -> Moved:
    """Copy a workspace's data into an empty place and let the configuration point there.

    Writers wait meanwhile. Raises ConfigFault, Refused, NotMigrated.
    """
    target = parse_url(url)
    with changing(path) as config:
        old = config.entry(name)
        for other in config.workspaces.values():
            if (other.location.path or other.location.url) == (target.path or target.url):
                raise failure("workspace.exists", f"{target.shown} is the workspace '{other.name}' already.")
        with move(old.location, target, dry_run=dry_run, wait=wait) as copied:
            entry = replace(old, location=target)
            if not dry_run:
                config.workspaces[name] = entry
                config.save()
                note_copy(old.folder, DATABASE, old.location.url)
    return Moved(entry, old.location, copied)
