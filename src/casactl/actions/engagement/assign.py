"""Giving work to somebody else to do: to a contact, a user, or nobody for now (SD-2)."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.actions.engagement.assignee import Assignee, assignee_for
from casactl.actions.engagement.closed import closed_reasons
from casactl.actions.engagement.find import Found, find_each
from casactl.actions.engagement.notifications import tell_assignee, withdraw_letters
from casactl.domain.engagements import Kind
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.store.queries.engagements import EngagementRow, Wanted, list_engagements
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork


def chosen_work(reader: Reader, kind: Kind, numbers: Sequence[int], wanted: Wanted | None, *, today: str) -> Found:
    """The work that numbers mean, or that filters find.

    Raises WorkNotFound.
    """
    if wanted is None:
        return find_each(reader, kind, numbers) if numbers else Found(())
    return Found(tuple(list_engagements(reader, wanted, today=today)))


def assign_work(work: UnitOfWork, kind: Kind, found: Found, to: str) -> Outcome:
    """Give each piece of work to whom `to` means, an empty text to nobody; contacts get one letter about all of it.

    Raises ContactNotFound, ContactAmbiguous.
    """
    from casactl.store.tables.engagement import Engagement

    outcome = Outcome(f"{kind.name}.assign")
    assignee = assignee_for(work, to)
    going = [row for row in found.rows if _moves(work, outcome, row, assignee)]
    work.update(Engagement, [{"id": row.id, **assignee.columns} for row in going])
    withdraw_letters(work, [row.assignee_id for row in going])
    told = tell_assignee(work, outcome, assignee.who.contact, going) if going and assignee.who.contact else []
    for row in going:
        note = f"{row.title}, {assignee.in_words}"
        outcome.add(Result(str(row.id), row.id, "assigned", row.display_name, note=note, more={"notified": told}))
    outcome.results.extend(found.faults)
    work.summary(f"{_listed(kind, going)} {assignee.in_words}")
    return outcome


def _moves(work: UnitOfWork, outcome: Outcome, row: EngagementRow, assignee: Assignee) -> bool:
    """Whether a piece of work changes hands; what forbids it, or makes it needless, is an outcome."""
    if reasons := [*closed_reasons(work, row), *assignee.reasons]:
        outcome.add(Result(str(row.id), row.id, REFUSED, row.display_name, tuple(reasons)))
    elif assignee.has(row):
        note = f"{row.title}: is {assignee.in_words} already"
        outcome.add(Result(str(row.id), row.id, UNCHANGED, row.display_name, note=note))
    else:
        return True
    return False


def _listed(kind: Kind, rows: Sequence[EngagementRow]) -> str:
    return f"{kind.name} {rows[0].id}" if len(rows) == 1 else f"{len(rows):,} {kind.plural}"
