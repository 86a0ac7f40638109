"""One operation in full: who, when, what, and before → after of every change."""

from __future__ import annotations

from typing import Any

from casactl.actions.contact.profile.history import field_changes
from casactl.actions.contact.profile.history_words import Names
from casactl.actions.find import find_one
from casactl.domain.shapes import record
from casactl.store.queries.log import changes_of, count_changes, operation
from casactl.store.reader import Reader


def operation_details(reader: Reader, number: int, *, most: int | None = None) -> dict[str, Any]:
    """The JSON object of an operation, with at most `most` of its changes.

    Raises NotFound.
    """
    row = find_one(operation(reader, number), "log", number)
    names = Names(reader)
    changes = changes_of(reader, number, limit=most or (1 << 31))
    details = row.details
    return {
        **record(row),
        **({"unattended": True} if row.unattended else {}),
        "reason": details.get("reason", ""),
        "arguments": details.get("arguments", {}),
        "change_count": count_changes(reader, number),
        "changes": [
            {
                "id": change.id,
                "contact_id": change.contact_id,
                "table": change.table,
                "row": change.row,
                "fields": [record(each) for each in field_changes(change, names)],
            }
            for change in changes
        ],
    }
