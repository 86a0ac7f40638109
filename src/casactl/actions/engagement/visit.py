"""A visit under a service plan: it stands among the events as held, and the next one moves on by the interval."""

from __future__ import annotations

from datetime import date

from casactl.actions.engagement.closed import closed_reasons
from casactl.actions.engagement.find import find_work
from casactl.domain.engagements import DONE, KINDS, EngagementKind
from casactl.domain.names import LONGEST_NAME
from casactl.domain.outcomes import REFUSED, Outcome, Result
from casactl.domain.remedy import Blank, Line, Remedy, Sentence
from casactl.domain.visits import next_visit
from casactl.errors import InvalidValue
from casactl.store.queries.engagements import EngagementRow
from casactl.store.schema import SPECS
from casactl.store.work import UnitOfWork

PLAN = KINDS[EngagementKind.PLAN]


class VisitInFuture(InvalidValue):
    """A visit is recorded once it has taken place."""

    code = "usage.date-in-future"


def record_visit(work: UnitOfWork, number: int, *, on: date) -> Outcome:
    """Record a visit and plan the next one.

    Raises WorkNotFound, VisitInFuture.
    """
    from casactl.store.tables.engagement import Engagement

    row = find_work(work.reader, PLAN, number)
    if on > work.today:
        hint = Remedy("plan edit", number, next_visit=str(on), why="plan it")
        raise VisitInFuture(f"{on} is still to come; today is {work.today}.", hint=hint)
    outcome = Outcome("plan.visit")
    if reasons := closed_reasons(work, row):
        outcome.add(Result(str(number), number, REFUSED, row.display_name, tuple(reasons)))
        return outcome
    (event,) = work.insert(Engagement, [_event(work, row, on)])
    following = _next(row, on)
    work.update(Engagement, [{"id": number, "next_visit": following}])
    outcome.add(_visited(row, on, event, following))
    work.summary(f"visit on {on} under plan {number} for {row.display_name} ({row.contact_id})")
    return outcome


def _event(work: UnitOfWork, row: EngagementRow, on: date) -> dict[str, object]:
    """The visit as an event that was held, where the plan says and by whom."""
    held = work.fetch(SPECS["engagement"], [row.id])[0]
    same = {column: held[column] for column in ("contact_id", "property_id", "address_id", "assignee_id", "user_id")}
    return {
        **same,
        "kind": str(EngagementKind.EVENT),
        "title": f"Visit: {row.title}"[:LONGEST_NAME],
        "text": f"Under service plan {row.id}.",
        "state": DONE,
        "starts": on.isoformat(),
        "closed_at": work.now,
        "author": work.origin.actor,
    }


def _next(row: EngagementRow, on: date) -> str | None:
    if not row.every:
        return None
    planned = date.fromisoformat(row.next_visit) if row.next_visit else None
    day = next_visit(planned, row.every, on)
    return day.isoformat() if day else None


def _visited(row: EngagementRow, on: date, event: int, following: str | None) -> Result:
    note: Line = f"{row.title}, next visit {following}"
    if not following:
        note = Sentence(f"{row.title}, no next visit: ", Remedy("plan edit", row.id, next_visit=Blank("DATE")))
    more = {"on": on.isoformat(), "event": event, "next_visit": following}
    return Result(str(row.id), row.id, "visited", row.display_name, note=note, more=more)
