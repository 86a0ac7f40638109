"""Backing a workspace up into one verified file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from casactl.domain.remedy import Remedy
from casactl.errors import Refused, UsageFault
from casactl.store.backup import Backup, back_up
from casactl.store.config import WorkspaceEntry
from casactl.store.copies import BACKUP, note_copy


class BackupExists(Refused):
    """A backup would replace a file that nobody agreed to lose."""

    code = "backup.exists"


def check_target(entry: WorkspaceEntry, target: Path, *, replace: bool) -> None:
    """Refuse a target that is a folder, a device, the database itself, or a file that should stay.

    Raises UsageFault, Refused.
    """
    if target.is_dir():
        raise UsageFault(f"{target} is a folder; name a file.", hint=Remedy("workspace backup", f"{target}/FILE"))
    if not target.parent.is_dir():
        raise UsageFault(f"There is no folder {target.parent}.")
    if not target.exists():
        return
    if not target.is_file() or entry.location.owns(target):
        raise UsageFault(f"{target} cannot be replaced by a backup.")
    if not replace:
        raise BackupExists(f"{target} exists; it was left untouched.", hint="repeat with --yes to replace it")


def back_up_workspace(entry: WorkspaceEntry, target: Path, *, now: datetime, replace: bool, dry_run: bool) -> Backup:
    """Write and verify a backup; a dry run does it all and keeps nothing.

    Raises UsageFault, Refused, NoWorkspaceStore, StoreFault, CorruptStore.
    """
    check_target(entry, target, replace=replace)
    done = back_up(entry.location, target, now=now, keep=not dry_run, documents=entry.folder)
    if not dry_run:
        note_copy(entry.folder, BACKUP, str(target))
    return done
