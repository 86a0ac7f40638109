"""A contact's history in the words of its fields."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from casactl.domain.ledger import EntryKind
from casactl.domain.money import format_amount
from casactl.domain.shapes import record
from casactl.domain.summaries import FOLLOWS
from casactl.domain.ties import WORKS_FOR, sentence_of
from casactl.store.queries.log import ChangeRow, OperationRow, history_of
from casactl.store.queries.merges import absorbed_by
from casactl.store.queries.settings import setting
from casactl.store.reader import Reader

ERASED = "(erased)"
"""The field of a change whose content was erased with a contact."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Event:
    """One operation as a contact saw it."""

    operation: OperationRow
    contact: int
    changes: tuple[FieldChange, ...]
    name: str = ""
    """The contact's name, where it was merged into the one whose history this is."""

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape; two keys more where it happened to one that was merged into the contact."""
        shape: dict[str, Any] = {
            "operation": self.operation.id,
            "at": self.operation.at,
            "actor": self.operation.actor,
            "verb": self.operation.verb,
            "reason": self.operation.details.get("reason", ""),
            "changes": [record(change) for change in self.changes],
        }
        return shape | ({"contact_id": self.contact, "contact": self.name} if self.name else {})


def contact_history(reader: Reader, number: int) -> list[Event]:
    """What happened to a contact and to those merged into it, newest first; erased changes show without content."""
    names = Names(reader)
    events = [
        Event(operation, contact, tuple(_worded(changes, names)), name)
        for contact, name in {number: "", **absorbed_by(reader, number)}.items()
        for operation, changes in history_of(reader, contact)
    ]
    return sorted(events, key=lambda event: (-event.operation.id, event.contact))


def _worded(changes: Sequence[ChangeRow], names: Names) -> Iterator[FieldChange]:
    """The changes as fields; what went to another contact is counted, not listed."""
    moved: Counter[tuple[str, int]] = Counter()
    for change in changes:
        to = _taken_by(change)
        if to:
            moved[change.table, to] += 1
        else:
            yield from field_changes(change, names)
    for (table, to), count in moved.items():
        yield FieldChange(_WORDS.get(table, (table,))[0], None, f"{count:,} moved to {names.contact(to)} ({to})")


def _taken_by(change: ChangeRow) -> int | None:
    """The contact to whom a row was given in a merge."""
    if change.table == "contact" or not (change.before and change.after):
        return None
    to = json.loads(change.after).get("contact_id")
    return int(to) if to else None


class Names:
    """Names for the numbers that changes refer to."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._kept: dict[tuple[str, int], str] = {}
        self._currency: str | None = None

    def path(self, number: int) -> str:
        """A property's path."""
        return self._look(("property", number), "select p.path from {property} p where p.id = :id")

    def contact(self, number: int) -> str:
        """A contact's name."""
        return self._look(("contact", number), "select c.display_name from {contact} c where c.id = :id")

    def money(self, minor: int) -> str:
        """An amount with the workspace's currency."""
        if self._currency is None:
            self._currency = setting(self._reader, "currency")
        return f"{format_amount(minor, self._currency)} {self._currency}"

    def _look(self, key: tuple[str, int], sql: str) -> str:
        if key not in self._kept:
            row = self._reader.one(sql, {"id": key[1]})
            self._kept[key] = str(row[0]) if row else str(key[1])
        return self._kept[key]


def field_changes(change: ChangeRow, names: Names) -> list[FieldChange]:
    """One recorded change as fields: a contact's columns, or a line for what hangs on it."""
    if change.before is None and change.after is None:
        return [FieldChange(ERASED, None, None)]
    before = json.loads(change.before) if change.before else None
    after = json.loads(change.after) if change.after else None
    if change.table == "contact":
        keys = [key for key in {**(before or {}), **(after or {})} if key not in FOLLOWS]
        return [FieldChange(key, (before or {}).get(key), (after or {}).get(key)) for key in keys]
    worded = _WORDS.get(change.table)
    if worded is None:
        return [FieldChange(change.table, None, None)]
    employed = change.table == "link" and WORKS_FOR in ((before or {}).get("kind"), (after or {}).get("kind"))
    name = "company" if employed else worded[0]
    return [FieldChange(name, *(worded[1](row, names) if row else None for row in (before, after)))]


def _attachment(row: dict[str, Any], names: Names) -> str:
    if "property_id" not in row:
        return " ".join(f"{_DATES[key]} {value or 'further notice'}" for key, value in row.items() if key in _DATES)
    until = f" until {row['ends']}" if row.get("ends") else ""
    return f"{names.path(row['property_id'])} as {row['role']} from {row['starts']}{until}"


def _plan(row: dict[str, Any], names: Names) -> str:
    if "verb" not in row:
        return str(row.get("state", ""))
    return f"{row['verb']} {'on ' + row['due_on'] if row.get('due_on') else 'when clear'}: {row['state']}"


def _picture(row: dict[str, Any], names: Names) -> str:
    """What a picture is; of one that was replaced, what differs."""
    size = f"{row['size']:,} bytes" if "size" in row else ""
    return ", ".join(filter(None, (row.get("type"), size))) or "another picture"


def _address(row: dict[str, Any], names: Names) -> str:
    """A whole address by its place; else the columns that changed."""
    if "line" in row and "country" in row:
        return ", ".join(str(row[part]) for part in ("line", "city", "postcode") if row.get(part))
    return ", ".join(f"{key.replace('_', ' ')} {_told(value)}" for key, value in row.items())


def _told(value: object) -> object:
    return "none" if value is None else value


def _link(row: dict[str, Any], names: Names) -> str | None:
    """What the contact is to whom, a company by its name alone; of a changed tie, whether it is the primary one."""
    if "other_id" in row and "kind" in row:
        other = names.contact(row["other_id"])
        return other if row["kind"] == WORKS_FOR else sentence_of(row["kind"], other)
    return "the primary one" if row.get("is_primary") else None


def _work(row: dict[str, Any], names: Names) -> str:
    """A whole piece of work by its title; else the columns that changed."""
    if "title" in row and "kind" in row:
        return f"{row['kind']}: {row['title']}, {row['state']}"
    worded = {"contact_id": names.contact, "assignee_id": names.contact, "property_id": names.path}
    return ", ".join(
        f"{key.removesuffix('_id').replace('_', ' ')} {worded[key](value) if key in worded and value else _told(value)}"
        for key, value in row.items()
    )


def _follower(row: dict[str, Any], names: Names) -> str | None:
    return names.contact(row["contact_id"]) if "contact_id" in row else None


def _entry(row: dict[str, Any], names: Names) -> str:
    """An entry by its kind, amount and day; of one that was voided, that it was."""
    if "kind" not in row or "amount" not in row:
        return "voided" if row.get("voided") else "standing" if "voided" in row else _others(row)
    amount = row["amount"] if row["kind"] == EntryKind.REVERSAL else abs(row["amount"])
    text = f": {row['text']}" if row.get("text") else ""
    return f"{row['kind']} {names.money(amount)} on {row['on_date']}{text}"


def _others(row: dict[str, Any]) -> str:
    return ", ".join(f"{key.replace('_', ' ')} {_told(value)}" for key, value in row.items())


_DATES = {"starts": "from", "ends": "until", "role": "as"}
_WORDS: dict[str, tuple[str, Any]] = {
    "tag": ("tags", lambda row, names: row.get("name")),
    "attachment": ("property", _attachment),
    "link": ("link", _link),
    "scheduled": ("schedule", _plan),
    "avatar": ("avatar", _picture),
    "address": ("address", _address),
    "engagement": ("work", _work),
    "follower": ("follower", _follower),
    "ledger_entry": ("ledger_entry", _entry),
}
