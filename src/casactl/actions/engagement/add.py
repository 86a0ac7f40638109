"""Adding work for a contact: a task, a project, an event, a service plan, a contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date

from casactl.actions.engagement.assign import Assignee, Following, assignee_for
from casactl.actions.engagement.find import find_work
from casactl.actions.engagement.notifications import tell_assignee, tell_signer
from casactl.actions.engagement.values import Columns, columns_of
from casactl.domain.abilities import Ability, Reason, cannot
from casactl.domain.day_times import in_words
from casactl.domain.engagements import KINDS, WorkKind
from casactl.domain.outcomes import REFUSED, Outcome, Result
from casactl.domain.remedy import Remedy
from casactl.domain.visits import next_visit
from casactl.records import dataclass
from casactl.store.queries.engagements import EngagementRow
from casactl.store.queries.facts import facts_for
from casactl.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewWork:
    """What a new piece of work is made of, as typed."""

    fields: Mapping[str, str] = field(default_factory=dict)
    assign: str = ""
    follow: Sequence[str] = ()
    sign_without_login: bool = False


def add_work(work: UnitOfWork, kind: WorkKind, ref: str, contact: int, new: NewWork) -> Outcome:
    """Store a piece of work for a contact, and tell whom it concerns; the result's `id` is its number.

    Raises InvalidValue, NotFound, Refused, ContactAmbiguous.
    """
    today = work.today.isoformat()
    facts = facts_for(work.reader, [contact], today=today, belongings=False)[contact]
    columns = columns_of(work, kind, contact, new.fields)
    assignee, following = assignee_for(work, new.assign), Following(work, new.follow)
    outcome = Outcome(f"{kind.name}.add")
    reasons = [*cannot(facts, Ability.HAVE_WORK), *assignee.reasons, *following.reasons]
    if new.sign_without_login:
        reasons += signing_reasons(work)
        columns["signs_without_login"] = 1
    if reasons:
        outcome.add(Result(ref, None, REFUSED, facts.display_name, tuple(reasons)))
        return outcome
    _plan_first_visit(work, columns)
    row = {"contact_id": contact, "kind": kind.name, "state": "open", "author": work.origin.actor, **columns}
    number = work.insert("engagement", [row | assignee.columns])[0]
    following.write(number, contact)
    _tell_of(work, outcome, find_work(work.reader, kind, number), assignee, ref)
    work.summary(f"added {kind.name} {number}: {columns['title']}, for {facts.display_name} ({contact})")
    return outcome


LAST_DAY = "9999-12-31"


def signing_reasons(work: UnitOfWork) -> list[Reason]:
    """Why a contract may not say that it is signed without an account: the workspace does not allow it (SD-20)."""
    if work.setting("sign_without_login") == "on":
        return []
    message = "contracts are not signed without an account here: the setting sign_without_login is off"
    return [Reason("SD-20", "signing-needs-login", message, Remedy("workspace set", "sign_without_login", "on"))]


def _plan_first_visit(work: UnitOfWork, columns: Columns) -> None:
    """Where an interval is given and no visit: the first is at the start, or an interval from today."""
    if not columns.get("every"):
        return
    if columns.get("next_visit"):
        columns["rhythm_from"] = columns["next_visit"]
        if not columns.get("starts") and str(columns["next_visit"]) <= str(columns.get("due") or LAST_DAY):
            columns["starts"] = columns["next_visit"]
        return
    starts = columns.get("starts")
    if starts and str(starts) >= work.today.isoformat():
        columns["next_visit"] = starts
        return
    first = date.fromisoformat(str(starts)) if starts else None
    day = next_visit(first, str(columns["every"]), work.today)
    columns["next_visit"] = day.isoformat() if day else None


def _tell_of(work: UnitOfWork, outcome: Outcome, row: EngagementRow, assignee: Assignee, ref: str) -> None:
    signer = row.contact_id if KINDS[row.kind].told == "contact" else None
    told = tell_signer(work, outcome, row) if signer else []
    if assignee.who.contact and assignee.who.contact != signer:
        told += tell_assignee(work, outcome, assignee.who.contact, [row])
    more = {"notified": told}
    outcome.add(Result(ref, row.id, "added", row.display_name, note=described(row, assignee), more=more))


def described(row: EngagementRow, assignee: Assignee) -> str:
    """What was added, when, whose it is to do."""
    before = "next visit " if row.next_visit else "due " if row.day == row.due else ""
    when = f"{before}{in_words(row.day)}" if row.day else ""
    return ", ".join(filter(None, [row.title, when, assignee.in_words if assignee.name else ""]))
