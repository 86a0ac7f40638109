"""Making a workspace: its folder, its store, its first settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from casactl.domain.settings import HOME_CURRENCY, SETTINGS
from casactl.store.config import WorkspaceEntry
from casactl.store.files import private_folder
from casactl.store.journal import Origin
from casactl.store.opening import create_store


def make_workspace(
    entry: WorkspaceEntry, origin: Origin, *, now: datetime, settings: Mapping[str, str], wait: float
) -> None:
    """Create folder and store; the settings given, else this machine's zone and the country's currency.

    Raises InvalidSetting, StoreExists.
    """
    chosen = {name: SETTINGS[name].parse(value) for name, value in settings.items()}
    chosen.setdefault("timezone", machine_zone())
    if "country" in chosen:
        chosen.setdefault("currency", HOME_CURRENCY.get(chosen["country"], SETTINGS["currency"].default))
    private_folder(entry.folder)
    create_store(entry.location, origin, now=now, settings=chosen, wait=wait)


def machine_zone() -> str:
    """The time zone that this machine is set to, UTC where it does not say."""
    try:
        link = str(Path("/etc/localtime").resolve())
        name = link.partition("zoneinfo/")[2].removeprefix("posix/")
        return SETTINGS["timezone"].parse(name) if name else "UTC"
    except (OSError, Exception):
        return "UTC"
