"""Closing work: done, or cancelled; repeating it changes nothing."""

from __future__ import annotations

from casactl.actions.engagement.closed import closed_reasons
from casactl.actions.engagement.find import Found
from casactl.actions.engagement.notifications import withdraw_letters
from casactl.domain.engagements import CANCELLED, DONE, Kind
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.store.queries.engagements import EngagementRow
from casactl.store.work import UnitOfWork

VERB = {DONE: "done", CANCELLED: "cancel"}


def close_work(work: UnitOfWork, kind: Kind, found: Found, state: str) -> Outcome:
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


def _note(kind: Kind, row: EngagementRow, state: str) -> str:
    """The title, and the state where people have a word of their own for it."""
    return row.title if kind.words[state] == state else f"{row.title}, {kind.words[state]}"
