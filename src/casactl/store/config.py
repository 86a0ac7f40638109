"""The configuration of this machine: a TOML file that names workspaces and says where they are."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from functools import lru_cache
from pathlib import Path
from typing import Any

from casactl.domain.failures import failure
from casactl.domain.remedy import Remedy
from casactl.domain.toml import parse_toml, read_at_most
from casactl.errors import CasaError, ConfigFault, InvalidValue
from casactl.records import dataclass
from casactl.store.files import private_folder, write_privately
from casactl.store.location import Location, parse_url, sqlite_url

WORKSPACE_KEYS = ("database", "folder", "mail")
TOP_KEYS = ("current", "actor", "output", "pager", "workspaces")
LOCK_WAIT = 10.0
NAME_MARKS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")


@dataclass(frozen=True, slots=True)
class WorkspaceEntry:
    """A workspace as the configuration knows it."""

    name: str
    location: Location
    folder: Path
    extra: Mapping[str, Any] = field(default_factory=dict)
    source: Path | None = field(default=None, compare=False)
    """The file that says so."""

    @property
    def mail_leaves(self) -> bool:
        """Whether mail goes further than to the workspace's folder."""
        mail = self.extra.get("mail")
        return isinstance(mail, Mapping) and mail.get("transport", "folder") != "folder"


@dataclass(slots=True)
class Config:
    """The configuration file's content; `save` writes it back, private to the user."""

    path: Path
    current: str | None = None
    actor: str | None = None
    output: str | None = None
    pager: str | bool | None = None
    """The program that shows what is longer than the screen; False for none."""
    workspaces: dict[str, WorkspaceEntry] = field(default_factory=dict)

    def entry(self, name: str) -> WorkspaceEntry:
        """The workspace of that name.

        Raises ConfigFault, listing the known ones.
        """
        if name in self.workspaces:
            return self.workspaces[name]
        from difflib import get_close_matches

        if near := get_close_matches(name, self.workspaces, n=1):
            said = f"No workspace '{name}' in {self.path}. Did you mean '{near[0]}'?"
            raise failure("config.unknown-workspace", said, hint=Remedy("workspace list"))
        known = ", ".join(sorted(self.workspaces)) or "none yet"
        raise failure("config.unknown-workspace", name=name, path=self.path, known=known)

    def save(self) -> None:
        """Write the file anew, atomically, readable by its owner only."""
        import tomli_w

        try:
            private_folder(self.path.parent)
            write_privately(self.path.resolve(), tomli_w.dumps(self._as_toml()).encode())
        except OSError as fault:
            raise _unwritable(self.path, fault) from fault

    def _as_toml(self) -> dict[str, Any]:
        top = {"current": self.current, "actor": self.actor, "output": self.output, "pager": self.pager}
        document: dict[str, Any] = {key: value for key, value in top.items() if value or value is False}
        document["workspaces"] = {
            name: {"database": entry.location.url, "folder": str(entry.folder), **entry.extra}
            for name, entry in sorted(self.workspaces.items())
        }
        return document


@contextmanager
def changing(path: Path) -> Iterator[Config]:
    """The configuration, read anew, held against other commands, and written back unless something fails.

    Raises ConfigFault, Busy.
    """
    from casactl.store.lock import Taken, acquire

    try:
        private_folder(path.parent)
        handle = acquire(path.with_name(path.name + ".lock"), LOCK_WAIT)
    except Taken as late:
        raise failure("config.busy", path=path) from late
    except OSError as fault:
        raise _unwritable(path, fault) from fault
    try:
        config = load_config(path)
        before = config._as_toml()
        yield config
        if config._as_toml() != before:
            config.save()
    finally:
        os.close(handle)


def _unwritable(path: Path, fault: OSError) -> CasaError:
    return failure("config.unwritable", f"{path} cannot be written: {fault.strerror or fault}.")


def config_path(given: str | None) -> Path:
    """`--config`, else CASACTL_CONFIG, else the user's configuration folder."""
    chosen = given or os.environ.get("CASACTL_CONFIG")
    if chosen:
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_config_path

    return user_config_path("casactl") / "config.toml"


def data_folder() -> Path:
    """The folder that holds one folder per workspace."""
    from platformdirs import user_data_path

    return user_data_path("casactl")


def default_location(name: str) -> Location:
    """Where a workspace goes when nobody says: its own folder in the user's data folder."""
    path = data_folder() / name / "casactl.db"
    return Location("sqlite", sqlite_url(path), path)


def check_workspace_name(name: str) -> str:
    """A name that can stand in a path and in TOML: lower-case letters, digits, `-` and `_`."""
    if not name or len(name) > 60 or not set(name) <= NAME_MARKS or name[0] in "-_":
        raise InvalidValue(f"'{name}' cannot name a workspace: use lower-case letters, digits, - and _, at most 60.")
    return name


def load_config(path: Path) -> Config:
    """Read the file; one that does not exist is an empty configuration.

    Raises ConfigFault for anything unreadable, unknown or of the wrong type.
    """
    try:
        document = _document(read_at_most(path))
    except FileNotFoundError:
        return Config(path)
    except OSError as fault:
        raise failure("config.invalid", f"{path} cannot be read: {fault.strerror}.") from fault
    except ValueError as fault:
        raise failure("config.invalid", f"{path} is not valid TOML: {fault}.") from fault
    return _from_toml(path, document)


@lru_cache(maxsize=1)
def _document(content: bytes) -> dict[str, Any]:
    """What the file says, taken apart once for as long as it says the same."""
    return parse_toml(content)


def _from_toml(path: Path, document: dict[str, Any]) -> Config:
    _known_keys(path, "", document, TOP_KEYS)
    config = Config(path)
    config.current = _text(path, "current", document.get("current"))
    config.actor = _text(path, "actor", document.get("actor"))
    config.output = _text(path, "output", document.get("output"))
    pager = document.get("pager")
    config.pager = pager if isinstance(pager, bool) else _text(path, "pager", pager)
    tables = document.get("workspaces", {})
    if not isinstance(tables, dict):
        raise failure("config.invalid", f"{path}: 'workspaces' must be tables such as [workspaces.main].")
    for name, table in tables.items():
        config.workspaces[name] = _entry(path, name, table)
    return config


def _entry(path: Path, name: str, table: object) -> WorkspaceEntry:
    where = f"workspaces.{name}"
    try:
        check_workspace_name(name)
    except InvalidValue as fault:
        raise failure("config.invalid", f"{path}: '{where}': {fault.message}") from fault
    if not isinstance(table, dict):
        raise failure("config.invalid", f"{path}: '{where}' must be a table with a 'database'.")
    _known_keys(path, f"{where}.", table, WORKSPACE_KEYS)
    url = _text(path, f"{where}.database", table.get("database"))
    if not url:
        raise failure("config.invalid", f"{path}: '{where}.database' is missing.")
    try:
        location = parse_url(url)
    except ConfigFault as fault:
        raise failure("config.invalid", f"{path}: '{where}.database': {fault.message}", hint=fault.hint) from fault
    folder = _text(path, f"{where}.folder", table.get("folder"))
    home = path.parent / Path(folder).expanduser() if folder else folder_for(name, location)
    _check_mail(path, where, table.get("mail", {}))
    return WorkspaceEntry(name, location, home, {k: v for k, v in table.items() if k == "mail"}, path)


def _check_mail(path: Path, where: str, table: object) -> None:
    if not isinstance(table, dict):
        raise failure("config.invalid", f"{path}: '{where}.mail' must be a table.")
    if table:
        from casactl.store.mail_config import BadMailConfig, mail_config

        try:
            mail_config(table)
        except BadMailConfig as fault:
            raise failure("config.invalid", f"{path}: [{where}.mail]: {fault.message}.") from fault


def folder_for(name: str, location: Location) -> Path:
    """The folder for a workspace's files: beside its SQLite file, else in the data folder."""
    return location.path.parent if location.path else data_folder() / name


def _known_keys(path: Path, prefix: str, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            raise failure("config.invalid", f"{path}: unknown key '{prefix}{key}' (known: {', '.join(known)}).")


def _text(path: Path, key: str, value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    raise failure("config.invalid", f"{path}: '{key}' must be text in quotes.")
