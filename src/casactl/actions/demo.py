"""The demonstration's workspace: a small office's sample files and an empty workspace beside them."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files
from pathlib import Path

from casactl.actions.workspace.add import make_workspace
from casactl.store.config import Config, WorkspaceEntry
from casactl.store.journal import Origin
from casactl.store.location import Location, sqlite_url

SAMPLES = ("properties.csv", "contacts.csv", "corrected.csv")
SETTINGS = {"country": "GB", "currency": "GBP", "timezone": "Europe/London"}
NAME = "demo"


def prepare_demo(folder: Path, origin: Origin, *, now: datetime) -> Path:
    """Fill an empty folder with sample files, a workspace and its configuration; gives the configuration."""
    for name in SAMPLES:
        (folder / name).write_bytes((files("casactl") / "demo_data" / name).read_bytes())
    database = folder / NAME / "casactl.db"
    entry = WorkspaceEntry(NAME, Location("sqlite", sqlite_url(database), database), database.parent)
    make_workspace(entry, origin, now=now, settings=SETTINGS, wait=30)
    config = Config(folder / "config.toml", current=NAME, workspaces={NAME: entry})
    config.save()
    return config.path
