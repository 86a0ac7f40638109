"""Which workspaces this machine knows: the current one, and forgetting one."""

from __future__ import annotations

from pathlib import Path

from casactl.domain.outcomes import UNCHANGED, Outcome, Result
from casactl.records import dataclass
from casactl.store.config import WorkspaceEntry, changing


def use_workspace(path: Path, name: str, *, dry_run: bool = False) -> Outcome:
    """Make a workspace the one that commands are about when nothing else is said.

    Raises ConfigFault.
    """
    outcome = Outcome("workspace.use")
    with changing(path) as config:
        entry = config.entry(name)
        if config.current == name:
            outcome.add(Result(name, None, UNCHANGED, name, note="is the current workspace already"))
        else:
            outcome.add(Result(name, None, "used", name, note=entry.location.shown))
        if not dry_run:
            config.current = name
    return outcome


@dataclass(frozen=True, slots=True)
class Removed:
    """A workspace that was forgotten; `kept` says what is still there, `deleted` whether its data went."""

    entry: WorkspaceEntry
    deleted: bool
    kept: str
    current: str | None


def remove_workspace(path: Path, name: str, *, delete_data: bool, wait: float, dry_run: bool = False) -> Removed:
    """Take a workspace out of the configuration; with `delete_data` delete its store first.

    Raises ConfigFault, StoreFault, Busy, WriterBusy.
    """
    with changing(path) as config:
        entry = config.entry(name)
        kept = entry.location.shown
        if delete_data and not dry_run:
            kept = _delete(entry, wait)
        if not dry_run:
            del config.workspaces[name]
            config.current = None if config.current == name else config.current
        return Removed(entry, delete_data, kept, config.current)


def _delete(entry: WorkspaceEntry, wait: float) -> str:
    from casactl.store.removal import delete_files, delete_store

    delete_store(entry.location, wait=wait)
    delete_files(entry.folder)
    return _left(entry.folder)


def _left(folder: Path) -> str:
    if not folder.is_dir():
        return ""
    count = sum(1 for _ in folder.iterdir())
    return f"{folder} ({count} other {'file' if count == 1 else 'files'})"
