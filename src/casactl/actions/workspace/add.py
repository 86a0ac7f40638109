"""Making a workspace: its folder, its store, its first settings; or taking one in that is there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from casactl.domain.failures import failure
from casactl.domain.remedy import Blank, Remedy, Sentence
from casactl.domain.settings import HOME_CURRENCY, SETTINGS, InvalidSetting
from casactl.errors import UsageFault
from casactl.records import dataclass
from casactl.store.check_schema import differences, foreign_names
from casactl.store.config import (
    Config,
    WorkspaceEntry,
    changing,
    check_workspace_name,
    default_location,
    folder_for,
)
from casactl.store.files import private_folder
from casactl.store.journal import Origin
from casactl.store.location import parse_url
from casactl.store.opening import create_store, is_empty
from casactl.store.reader import check_revision, open_reader, revision_of
from casactl.store.schema import REVISIONS


@dataclass(frozen=True, slots=True)
class Added:
    """A workspace that is there now; `adopted` when its data already was, `operation` when it was made."""

    entry: WorkspaceEntry
    current: bool
    adopted: bool
    operation: int | None
    foreign_tables: tuple[str, ...] = ()
    """Tables of others in the database that was taken in."""


def add_workspace(
    path: Path, name: str, url: str | None, origin: Origin, *, now: datetime, settings: Mapping[str, str],
    wait: float, dry_run: bool = False,
) -> Added:  # fmt: skip
    """Make a workspace and enter it in the configuration at `path`; a sound store at `url` is taken in.

    Raises Refused, StoreExists, InvalidSetting, ConfigFault and what opening a store raises.
    """
    entry = new_entry(name, url)
    chosen = parsed(settings)
    with changing(path) as config:
        refuse_known(config, entry)
        fresh = is_empty(entry.location)
        operation = None
        foreign: tuple[str, ...] = ()
        if not fresh and url:
            foreign = _adopt(entry, settings)
        elif not dry_run:
            operation = make_workspace(entry, origin, now=now, settings=chosen, wait=wait)
        current = not config.workspaces
        if not dry_run:
            enter(config, entry)
    return Added(entry, current, adopted=not fresh, operation=operation, foreign_tables=foreign)


def new_entry(name: str, url: str | None) -> WorkspaceEntry:
    """The entry that a name and perhaps a URL make.

    Raises InvalidValue, ConfigFault.
    """
    check_workspace_name(name)
    location = parse_url(url) if url else default_location(name)
    return WorkspaceEntry(name, location, folder_for(name, location))


def refuse_known(config: Config, entry: WorkspaceEntry) -> None:
    """Raise WorkspaceExists when the name or the database is in use."""
    if entry.name in config.workspaces:
        raise failure(
            "workspace.exists",
            f"There is a workspace '{entry.name}' already, at {config.workspaces[entry.name].location.shown}.",
            hint=Remedy("workspace show", entry.name),
        )
    for other in config.workspaces.values():
        if (other.location.path or other.location.url) == (entry.location.path or entry.location.url):
            raise failure(
                "workspace.exists",
                f"{entry.location.shown} is the workspace '{other.name}' already.",
                hint=Remedy("workspace use", other.name),
            )


def enter(config: Config, entry: WorkspaceEntry) -> None:
    """Put a workspace into the configuration; the first one becomes the current one."""
    if not config.workspaces:
        config.current = entry.name
    config.workspaces[entry.name] = entry


def _adopt(entry: WorkspaceEntry, settings: Mapping[str, str]) -> tuple[str, ...]:
    """Take in a store that is there, of whatever revision, once its shape is casactl's; gives the tables of others.

    Raises UsageFault, StoreFault, CorruptStore.
    """
    reader = open_reader(entry.location, any_revision=True)
    try:
        revision = revision_of(reader, entry.location)
        if revision not in REVISIONS:
            check_revision(revision, entry.location)
        for difference in differences(reader, revision):
            raise failure(
                "workspace.foreign",
                f"{entry.location.shown} has another schema than casactl gives a workspace: {difference}; "
                "it was left untouched.",
            )
        foreign = tuple(foreign_names(reader))
    finally:
        reader.close()
    if settings:
        raise UsageFault(
            f"{entry.location.shown} is a casactl workspace with settings of its own.",
            hint=Sentence(
                f"leave --{next(iter(settings))} away, and change it later with ",
                Remedy("workspace set", Blank("NAME"), Blank("VALUE")),
            ),
        )
    private_folder(entry.folder)
    return foreign


def parsed(settings: Mapping[str, str]) -> dict[str, str]:
    """Settings as they are stored.

    Raises InvalidSetting.
    """
    return {name: SETTINGS[name].parse(value) for name, value in settings.items()}


def make_workspace(
    entry: WorkspaceEntry, origin: Origin, *, now: datetime, settings: Mapping[str, str], wait: float
) -> int | None:
    """Create folder and store; the settings given, else this machine's zone and the country's currency.

    Gives the number of the log's first operation. Raises InvalidSetting, StoreExists.
    """
    chosen = parsed(settings)
    chosen.setdefault("timezone", machine_zone())
    if "country" in chosen:
        chosen.setdefault("currency", HOME_CURRENCY.get(chosen["country"], SETTINGS["currency"].default))
    operation = create_store(entry.location, origin, now=now, settings=chosen, wait=wait)
    private_folder(entry.folder)
    return operation


def machine_zone() -> str:
    """The time zone that this machine is set to, UTC where it does not say."""
    with suppress(OSError, InvalidSetting):
        link = os.environ.get("TZ", "").lstrip(":") or str(Path("/etc/localtime").resolve())
        name = link.rpartition("zoneinfo/")[2].removeprefix("posix/")
        return SETTINGS["timezone"].parse(name).removeprefix("Etc/") if name else "UTC"
    return "UTC"
