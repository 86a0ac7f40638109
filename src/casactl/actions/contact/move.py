"""State verbs: one path for every move of a contact's standing, now, on a date, or when clear.

Facts are gathered, the table of rules decides, one set-based update writes, and the operation is
logged, all in the work's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from casactl.actions.schedule import close_plans, plans_of, schedule
from casactl.actions.selection import Chosen
from casactl.domain.abilities import Ability, Facts, Reason, cannot
from casactl.domain.outcomes import REFUSED, SCHEDULED, UNCHANGED, Outcome, Result
from casactl.domain.standing import PARTICIPLE, Lifecycle, Verb, after, already_holds
from casactl.errors import InvalidValue
from casactl.store.queries.due import ScheduledRow
from casactl.store.queries.facts import facts_for
from casactl.store.work import Work

ABILITY = {Verb.ARCHIVE: Ability.ARCHIVE, Verb.UNARCHIVE: Ability.UNARCHIVE}


class DateHasPassed(InvalidValue):
    """A dated change cannot be planned for the past."""

    code = "usage.date-passed"


@dataclass(frozen=True, slots=True)
class When:
    """When a move happens: now (the default), on a day, or as soon as nothing blocks it."""

    on: date | None = None
    clear: bool = False


def move_contacts(work: Work, verb: Verb, chosen: Chosen, *, when: When = When(), reason: str = "") -> Outcome:
    """Make the move for each contact now, or plan it; gives an outcome per contact.

    Raises DateHasPassed.
    """
    if when.on and when.on < work.today:
        raise DateHasPassed(f"{when.on} has passed; today is {work.today}.")
    later = when.on is not None and when.on > work.today
    facts = facts_for(work.reader, chosen.ids, today=work.today.isoformat(), scope=work.reader.scope)
    plans = plans_of(work, chosen.ids)
    mover = _Mover(work, verb, When(when.on if later else None, when.clear), plans, reason)
    for ref, number in chosen.found:
        mover.decide(ref, facts[number])
    mover.write()
    mover.outcome.results.extend(chosen.faults)
    return mover.outcome


class _Mover:
    """Decides contact by contact, then writes everything at once."""

    def __init__(self, work: Work, verb: Verb, when: When, plans: dict[int, list[ScheduledRow]], reason: str) -> None:
        self.work, self.verb, self.when, self.plans, self.reason = work, verb, when, plans, reason
        self.outcome = Outcome(f"contact.{verb}")
        self.moving: list[Facts] = []
        self.planning: dict[int, date | None] = {}
        self.ending: list[ScheduledRow] = []

    def decide(self, ref: str, facts: Facts) -> None:
        """Sort one contact into unchanged, refused, planned or moving."""
        reasons = cannot(facts, ABILITY[self.verb])
        same = [plan for plan in self.plans.get(facts.id, []) if plan.verb == self.verb]
        held = already_holds(self.verb, facts.lifecycle)
        if held and not (self.when.on and len(same) < len(self.plans.get(facts.id, []))):
            self._say(ref, facts, UNCHANGED, note=f"is already {PARTICIPLE[self.verb]}")
        elif (self.when.on and not _gone(reasons)) or (reasons and self.when.clear and not _gone(reasons)):
            self._plan(ref, facts, same, reasons)
        elif reasons:
            self._say(ref, facts, REFUSED, reasons=reasons)
        else:
            self.moving.append(facts)
            self.ending += same
            self._say(ref, facts, PARTICIPLE[self.verb])

    def _plan(self, ref: str, facts: Facts, same: list[ScheduledRow], reasons: list[Reason]) -> None:
        day = self.when.on.isoformat() if self.when.on else None
        words = f"on {day}" if day else "as soon as nothing blocks it"
        if any(plan.on == day and (plan.reason or "") == self.reason for plan in same):
            self._say(ref, facts, UNCHANGED, note=f"is already planned to be {PARTICIPLE[self.verb]} {words}")
            return
        note = f"will be {PARTICIPLE[self.verb]} {words}"
        if same:
            note += f", which replaces the plan for {same[0].on or 'when nothing blocks it'}"
        held = already_holds(self.verb, facts.lifecycle)
        self.planning[facts.id] = self.when.on
        self.ending += same
        self._say(ref, facts, SCHEDULED, note=note, reasons=[] if held else reasons)

    def _say(self, ref: str, facts: Facts, outcome: str, *, note: str = "", reasons: Iterable[Reason] = ()) -> None:
        self.outcome.add(Result(ref, facts.id, outcome, facts.display_name, tuple(reasons), note))

    def write(self) -> None:
        """One update, one insert of plans, the plans that these replace closed."""
        apply(self.work, self.verb, self.moving)
        if self.ending:
            close_plans(self.work, self.ending)
        if self.planning:
            schedule(self.work, self.verb, self.planning, reason=self.reason)


def _gone(reasons: list[Reason]) -> bool:
    return any(reason.code == "gone" for reason in reasons)


def apply(work: Work, verb: Verb, moving: Iterable[Facts]) -> None:
    """Write a decided move: the one place where a life cycle changes."""
    from casactl.store.tables.contact import Contact

    rows = [{"id": facts.id, **_changes(verb, facts)} for facts in moving]
    work.update(Contact, rows)


def _changes(verb: Verb, facts: Facts) -> dict[str, str | None]:
    to = after(verb, facts.lifecycle, facts.before)
    return {
        "lifecycle": str(to),
        "lifecycle_before": str(facts.lifecycle) if to is Lifecycle.ARCHIVED else None,
    }
