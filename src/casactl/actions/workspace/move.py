"""Moving a workspace to another database: every row, number and hash, then the configuration."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from casactl.actions.workspace.add import WorkspaceExists
from casactl.store.config import WorkspaceEntry, changing
from casactl.store.copying import Copied
from casactl.store.location import Location, parse_url
from casactl.store.restore import move


@dataclass(frozen=True, slots=True)
class Moved:
    """A workspace at its new place; `before` is where the old data stays."""

    entry: WorkspaceEntry
    before: Location
    copied: Copied


def move_workspace(path: Path, name: str, url: str, *, wait: float, dry_run: bool = False) -> Moved:
    """Copy a workspace's data into an empty place and let the configuration point there.

    Writers wait meanwhile. Raises UnknownWorkspace, BadDatabaseUrl, WorkspaceHoldsData, NotMigrated.
    """
    target = parse_url(url)
    with changing(path) as config:
        old = config.entry(name)
        for other in config.workspaces.values():
            if (other.location.path or other.location.url) == (target.path or target.url):
                raise WorkspaceExists(f"{target.shown} is the workspace '{other.name}' already.")
        with move(old.location, target, dry_run=dry_run, wait=wait) as copied:
            entry = replace(old, location=target)
            if not dry_run:
                config.workspaces[name] = entry
                config.save()
    return Moved(entry, old.location, copied)
