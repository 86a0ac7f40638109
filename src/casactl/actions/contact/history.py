"""A contact's history in the words of its fields."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from casactl.store.queries.log import ChangeRow, OperationRow, history_of
from casactl.store.reader import Reader

FOLLOWS = frozenset({"sort_key", "display_name", "phone_shown", "created_at", "name_key", "lifecycle_before"})
"""Columns that follow from others, left out of what people read."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after."""

    field: str
    before: Any
    after: Any

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape."""
        return {"field": self.field, "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True)
class Event:
    """One operation as a contact saw it."""

    operation: OperationRow
    changes: tuple[FieldChange, ...]

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape."""
        return {
            "operation": self.operation.id,
            "at": self.operation.at,
            "actor": self.operation.actor,
            "verb": self.operation.verb,
            "reason": self.operation.details.get("reason", ""),
            "changes": [change.as_dict() for change in self.changes],
        }


def contact_history(reader: Reader, number: int) -> list[Event]:
    """What happened to a contact, newest first; erased changes show without their content."""
    names = Names(reader)
    return [
        Event(operation, tuple(each for change in changes for each in field_changes(change, names)))
        for operation, changes in history_of(reader, number)
    ]


class Names:
    """Names for the numbers that changes refer to."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._kept: dict[tuple[str, int], str] = {}

    def path(self, number: int) -> str:
        """A property's path."""
        return self._look(("property", number), "select p.path from property p where p.id = :id")

    def contact(self, number: int) -> str:
        """A contact's name."""
        return self._look(("contact", number), "select c.display_name from contact c where c.id = :id")

    def _look(self, key: tuple[str, int], sql: str) -> str:
        if key not in self._kept:
            row = self._reader.one(sql, {"id": key[1]}, scope=self._reader.scope)
            self._kept[key] = str(row[0]) if row else str(key[1])
        return self._kept[key]


def field_changes(change: ChangeRow, names: Names) -> list[FieldChange]:
    """One recorded change as fields: a contact's columns, or a line for what hangs on it."""
    before = json.loads(change.before) if change.before else None
    after = json.loads(change.after) if change.after else None
    if change.table == "contact":
        keys = [key for key in {**(before or {}), **(after or {})} if key not in FOLLOWS]
        return [FieldChange(key, (before or {}).get(key), (after or {}).get(key)) for key in keys]
    worded = _WORDS.get(change.table)
    if worded is None or (before is None and after is None):
        return [FieldChange(change.table, None, None)]
    return [FieldChange(worded[0], *(worded[1](row, names) if row else None for row in (before, after)))]


def _attachment(row: dict[str, Any], names: Names) -> str:
    if "property_id" not in row:
        return " ".join(f"{_DATES[key]} {value or 'further notice'}" for key, value in row.items() if key in _DATES)
    until = f" until {row['ends']}" if row.get("ends") else ""
    return f"{names.path(row['property_id'])} as {row['role']} from {row['starts']}{until}"


def _plan(row: dict[str, Any], names: Names) -> str:
    if "verb" not in row:
        return str(row.get("state", ""))
    return f"{row['verb']} {'on ' + row['due_on'] if row.get('due_on') else 'when clear'}: {row['state']}"


_DATES = {"starts": "from", "ends": "until", "role": "as"}
_WORDS: dict[str, tuple[str, Any]] = {
    "tag": ("tags", lambda row, names: row.get("name")),
    "attachment": ("property", _attachment),
    "link": ("company", lambda row, names: names.contact(row["other_id"]) if "other_id" in row else None),
    "scheduled": ("schedule", _plan),
}
