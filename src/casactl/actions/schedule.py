"""Dated work: storing a state verb for a day, replacing an earlier plan, cancelling."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date

from casactl.store.queries.due import ScheduledRow, open_of
from casactl.store.reader import BATCH
from casactl.store.work import UnitOfWork


def plans_of(work: UnitOfWork, contacts: Sequence[int]) -> dict[int, list[ScheduledRow]]:
    """Open scheduled actions by contact."""
    plans: dict[int, list[ScheduledRow]] = {}
    for start in range(0, len(contacts), BATCH):
        for row in open_of(work.reader, contacts[start : start + BATCH]):
            plans.setdefault(row.contact_id, []).append(row)
    return plans


def schedule(
    work: UnitOfWork,
    verb: str,
    contacts: Mapping[int, date | None],
    *,
    reason: str = "",
    details: Mapping[str, object] | None = None,
) -> None:
    """Plan `verb` for each contact on its date, None meaning as soon as nothing blocks it."""
    work.insert(
        "scheduled",
        [
            {
                "contact_id": contact,
                "verb": verb,
                "due_on": on.isoformat() if on else None,
                "state": "pending",
                "reason": reason or None,
                "actor": work.origin.actor,
                "details": json.dumps(details, ensure_ascii=False) if details else None,
            }
            for contact, on in contacts.items()
        ],
    )


def close_plans(work: UnitOfWork, plans: Sequence[ScheduledRow], state: str = "cancelled") -> None:
    """End scheduled actions: `cancelled`, or `done`."""
    work.update("scheduled", [{"id": plan.id, "state": state, "reasons": None} for plan in plans])
