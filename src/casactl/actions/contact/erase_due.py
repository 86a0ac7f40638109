"""Erasing everybody who is due: the archived whose retention has passed."""

from __future__ import annotations

from collections.abc import Collection

from casactl.actions.contact.move import move_contacts
from casactl.actions.selection import Chosen
from casactl.domain.outcomes import Outcome
from casactl.domain.standing import Verb
from casactl.store.queries.retention import retention
from casactl.store.work import UnitOfWork


def erase_due(work: UnitOfWork, seen: Collection[int], *, reason: str = "") -> Outcome:
    """Erase those of `seen` (who has been shown and agreed to) that are due still."""
    rows = retention(work.reader, today=work.today.isoformat(), due_only=True)
    known = frozenset(seen)
    due = Chosen(tuple((str(row.id), row.id) for row in rows if row.id in known))
    return move_contacts(work, Verb.ERASE, due, reason=reason)
