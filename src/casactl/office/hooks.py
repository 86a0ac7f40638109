"""What the hook of a workspace is told of a change: numbers, and nothing about people."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from casactl.delivery.hooks import AFTER, run_hook

if TYPE_CHECKING:
    from casactl.actions.acting import Acting
    from casactl.store.config import WorkspaceEntry
    from casactl.store.work import UnitOfWork

MOST = 1000
"""So many contacts are named; there is a count of all."""


def tell_hook(entry: WorkspaceEntry, work: UnitOfWork, acting: Acting) -> str | None:
    """Tell the hook of what was committed; gives what went wrong."""
    return run_hook(entry.folder, AFTER, told(entry.name, work, acting))


def told(workspace: str, work: UnitOfWork, acting: Acting) -> dict[str, object]:
    """A change as its hook reads it."""
    drafts, origin = work.journal.drafts, work.origin
    person = acting.scope.contact
    return {
        "event": AFTER,
        "workspace": workspace,
        "operation": drafts[-1].id,
        "operations": len(drafts),
        "verb": drafts[-1].verb,
        "actor": acting.name if person is None else f"contact {person}",
        "channel": origin.channel or "terminal",
        "at": work.now,
        "changes": work.journal.recorded,
        "contacts_changed": sum(draft.contacts for draft in drafts),
        "contacts": list(islice(work.journal.concerned(), MOST)),
        "request_id": origin.request_id,
    }
