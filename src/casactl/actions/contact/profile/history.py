"""A contact's history in the words of its fields."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from casactl.actions.contact.profile.history_words import WORDS, Names
from casactl.domain.shapes import record
from casactl.domain.summaries import FOLLOWS
from casactl.domain.ties import WORKS_FOR
from casactl.records import dataclass
from casactl.store.queries.log import ChangeRow, OperationRow, history_of
from casactl.store.queries.merges import absorbed_by
from casactl.store.reader import Reader
from casactl.store.seal import is_seal

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
        yield FieldChange(WORDS.get(table, (table,))[0], None, f"{count:,} moved to {names.contact(to)} ({to})")


def _taken_by(change: ChangeRow) -> int | None:
    """The contact to whom a row was given in a merge."""
    if change.table == "contact" or not (change.before and change.after):
        return None
    to = json.loads(change.after).get("contact_id")
    return int(to) if to else None


def field_changes(change: ChangeRow, names: Names) -> list[FieldChange]:
    """One recorded change as fields: a contact's columns, or a line for what hangs on it."""
    if (change.before is None and change.after is None) or is_seal(change.after):
        return [FieldChange(ERASED, None, None)]
    before = json.loads(change.before) if change.before else None
    after = json.loads(change.after) if change.after else None
    if change.table == "contact":
        keys = [key for key in {**(before or {}), **(after or {})} if key not in FOLLOWS]
        return [FieldChange(key, (before or {}).get(key), (after or {}).get(key)) for key in keys]
    worded = WORDS.get(change.table)
    if worded is None:
        return [FieldChange(change.table, None, None)]
    employed = change.table == "link" and WORKS_FOR in ((before or {}).get("kind"), (after or {}).get("kind"))
    name = "company" if employed else worded[0]
    return [FieldChange(name, *(worded[1](row, names) if row else None for row in (before, after)))]
