"""Closing work, done or cancelled: it stays as it was then. A visit under a plan closes nothing and plans the next."""

from __future__ import annotations

from datetime import date

from casactl.actions.engagement.find import Found, find_work
from casactl.actions.engagement.notifications import withdraw_letters
from casactl.domain.abilities import Reason
from casactl.domain.engagements import CANCELLED, DONE, KINDS, OPEN, EngagementKind, WorkKind
from casactl.domain.failures import failure
from casactl.domain.names import LONGEST_NAME
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.remedy import Blank, Line, Remedy, Sentence
from casactl.domain.visits import next_visit
from casactl.store.queries.engagements import EngagementRow, closed_by, visited_on
from casactl.store.work import UnitOfWork


def closed_reasons(work: UnitOfWork, row: EngagementRow) -> list[Reason]:
    """Why nothing changes about a piece of work any more; empty while it is open."""
    if row.state == OPEN:
        return []
    since = f" since {row.closed_at[:10]}" if row.closed_at else ""
    message = f"{row.kind} {row.id} is {row.state_in_words}{since}; what is closed stays as it was"
    return [Reason(None, "closed", message, _opening_again(work, row))]


def _opening_again(work: UnitOfWork, row: EngagementRow) -> Remedy | None:
    """What leads on from work that is closed: what somebody signed stays, and another contract says the other thing."""
    if row.signed_by is not None:
        return Remedy("contract add", contact=row.contact_id, title=Blank("TEXT"), why="agree on something else")
    operation = closed_by(work.reader, row.contact_id, row.id)
    return Remedy("undo", operation) if operation else None


VERB = {DONE: "done", CANCELLED: "cancel"}


def close_work(work: UnitOfWork, kind: WorkKind, found: Found, state: str) -> Outcome:
    """Close each piece of work; letters that wait to tell of it are cancelled."""
    outcome = Outcome(f"{kind.name}.{VERB[state]}")
    closing: list[EngagementRow] = []
    for row in found.rows:
        if row.state == state:
            note = f"{row.title}: is {kind.words[state]} already"
            outcome.add(Result(str(row.id), row.id, UNCHANGED, row.display_name, note=note))
        elif reasons := closed_reasons(work, row):
            outcome.add(Result(str(row.id), row.id, REFUSED, row.display_name, tuple(reasons)))
        else:
            closing.append(row)
            outcome.add(Result(str(row.id), row.id, state, row.display_name, note=_note(kind, row, state)))
    work.update("engagement", [{"id": row.id, "state": state, "closed_at": work.now} for row in closing])
    withdraw_letters(work, [number for row in closing for number in (row.assignee_id, row.contact_id)])
    outcome.results.extend(found.faults)
    what = f"{kind.name} {closing[0].id}" if len(closing) == 1 else f"{len(closing):,} {kind.plural}"
    work.summary(f"{what} {kind.words[state]}")
    return outcome


def _note(kind: WorkKind, row: EngagementRow, state: str) -> str:
    """The title, and the state where people have a word of their own for it."""
    return row.title if kind.words[state] == state else f"{row.title}, {kind.words[state]}"


PLAN = KINDS[EngagementKind.PLAN]


def record_visit(work: UnitOfWork, number: int, *, on: date) -> Outcome:
    """Record a visit and plan the next one, which a second visit on one day does not move on (M5).

    Raises NotFound, InvalidValue.
    """
    row = find_work(work.reader, PLAN, number)
    if on > work.today:
        hint = Remedy("plan edit", number, next_visit=str(on), why="plan it")
        raise failure("usage.date-in-future", f"{on} is still to come; today is {work.today}.", hint=hint)
    outcome = Outcome("plan.visit")
    if reasons := closed_reasons(work, row):
        outcome.add(Result(str(number), number, REFUSED, row.display_name, tuple(reasons)))
        return outcome
    again = visited_on(work.reader, row.contact_id, UNDER.format(row.id), on.isoformat())
    (event,) = work.insert("engagement", [_event(work, row, on)])
    following = row.next_visit if again else _next(row, on)
    work.update("engagement", [{"id": number, "next_visit": following, **_first_day(row)}])
    outcome.add(_visited(row, on, event, following))
    work.summary(f"visit on {on} under plan {number} for {row.display_name} ({row.contact_id})")
    return outcome


UNDER = "Under service plan {}."


def _first_day(row: EngagementRow) -> dict[str, object]:
    """The first day of a rhythm, from which all are counted, is the start of a plan that has none."""
    late = row.due and row.next_visit and row.next_visit > row.due
    return {"starts": row.next_visit} if row.every and row.next_visit and not row.starts and not late else {}


def _event(work: UnitOfWork, row: EngagementRow, on: date) -> dict[str, object]:
    """The visit as an event that was held, where the plan says and by whom."""
    held = work.fetch("engagement", [row.id])[0]
    same = {column: held[column] for column in ("contact_id", "property_id", "address_id", "assignee_id", "user_id")}
    return {
        **same,
        "kind": str(EngagementKind.EVENT),
        "title": f"Visit: {row.title}"[:LONGEST_NAME],
        "text": UNDER.format(row.id),
        "state": DONE,
        "starts": on.isoformat(),
        "closed_at": work.now,
        "author": work.origin.actor,
    }


def first_of_rhythm(row: EngagementRow) -> date | None:
    """The day from which a plan's visits are counted."""
    first = row.rhythm_from or row.starts
    return date.fromisoformat(first) if first else None


def _next(row: EngagementRow, on: date) -> str | None:
    if not row.every:
        return None
    planned = date.fromisoformat(row.next_visit) if row.next_visit else None
    first = first_of_rhythm(row)
    day = next_visit(planned, row.every, on, first=first)
    return day.isoformat() if day else None


def _visited(row: EngagementRow, on: date, event: int, following: str | None) -> Result:
    note: Line = f"{row.title}, next visit {following}"
    if not following:
        note = Sentence(f"{row.title}, no next visit: ", Remedy("plan edit", row.id, next_visit=Blank("DATE")))
    more = {"on": on.isoformat(), "event": event, "next_visit": following}
    return Result(str(row.id), row.id, "visited", row.display_name, note=note, more=more)
