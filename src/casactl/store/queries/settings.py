"""The settings of a workspace."""

from __future__ import annotations

from casactl.domain.settings import SETTINGS
from casactl.store.reader import Reader


def all_settings(reader: Reader) -> dict[str, str]:
    """Every setting by name: what the workspace holds, else the default."""
    held: dict[str, str] = dict(reader.rows("select name, value from setting"))
    return {name: str(held.get(name, setting.default)) for name, setting in SETTINGS.items()}


def setting(reader: Reader, name: str) -> str:
    """One setting: what the workspace holds, else the default."""
    row = reader.one("select value from setting where name = :name", {"name": name})
    return str(row[0]) if row else SETTINGS[name].default


def workspace_id(reader: Reader) -> str:
    """What tells this workspace from every other, wherever it is moved."""
    row = reader.one("select workspace from chain where id = 1")
    return str(row[0]) if row else ""
