"""What is closed stays as it was: undo of what closed it is the way back."""

from __future__ import annotations

from casactl.domain.abilities import Reason
from casactl.domain.engagements import OPEN
from casactl.domain.remedy import Remedy
from casactl.store.queries.engagements import EngagementRow, closed_by
from casactl.store.work import UnitOfWork


def closed_reasons(work: UnitOfWork, row: EngagementRow) -> list[Reason]:
    """Why nothing changes about a piece of work any more; empty while it is open."""
    if row.state == OPEN:
        return []
    operation = closed_by(work.reader, row.contact_id, row.id)
    since = f" since {row.closed_at[:10]}" if row.closed_at else ""
    message = f"{row.kind} {row.id} is {row.state_in_words}{since}; what is closed stays as it was"
    return [Reason(None, "closed", message, Remedy("undo", operation) if operation else None)]
