"""State verbs: one path for every move of a contact's standing, now, on a date, or when clear.

Facts are gathered, the table of rules decides, one set-based update writes, and the operation is
logged, all in the work's transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from casactl.actions.contact.standing.applying import Moving, apply
from casactl.actions.contact.standing.judging import Movement, forbidding
from casactl.actions.schedule import close_plans, named, plans_of, schedule, ways_back
from casactl.actions.selection import Chosen
from casactl.domain.abilities import Reason
from casactl.domain.facts import Facts
from casactl.domain.failures import failure
from casactl.domain.moves import ERASE, MOVES, Move
from casactl.domain.outcomes import REFUSED, SCHEDULED, UNCHANGED, UPDATED, Outcome, Result
from casactl.domain.plans import in_words
from casactl.domain.remedy import Line, Sentence
from casactl.records import dataclass
from casactl.store.queries.due import ScheduledRow
from casactl.store.queries.facts import facts_for
from casactl.store.queries.report_lists import retention
from casactl.store.work import UnitOfWork

if TYPE_CHECKING:
    from casactl.actions.engagement.assign import HandingOn  # imported where somebody leaves: a lock is quick without


@dataclass(frozen=True, slots=True)
class When:
    """When a move happens: now (the default), on a day, or as soon as nothing blocks it; and until when."""

    on: date | None = None
    clear: bool = False
    until: date | None = None
    """The day on which the way back is due: unlock, activate."""


NOW = When()


def move_contacts(
    work: UnitOfWork, move: Move, chosen: Chosen, *, when: When = NOW, reason: str = "",
    details: Mapping[str, object] | None = None,
) -> Outcome:  # fmt: skip
    """Make the move for each contact now, or plan it; gives an outcome per contact.

    Raises InvalidValue.
    """
    when = _checked(when, work.today)
    today = work.today.isoformat()
    facts = facts_for(work.reader, chosen.ids, today=today, belongings=move.belongings)
    plans = plans_of(work.reader, chosen.ids)
    mover = _Mover(work, Movement(move, details or {}), when, plans, reason)
    mover.forbids = forbidding(work.reader, mover.movement, chosen.ids, today=today)
    if move.ends_work:
        from casactl.actions.engagement.assign import HandingOn

        mover.leaving = HandingOn(work, chosen.ids)
    for ref, number in chosen.found:
        mover.decide(ref, facts[number])
    mover.write()
    mover.outcome.results.extend(chosen.faults)
    return mover.outcome


def _checked(when: When, today: date) -> When:
    if when.on and when.on < today:
        raise failure("usage.date-passed", on=when.on, today=today)
    starts = when.on or today
    if when.until and when.until <= starts:
        raise failure("usage.until-too-early", until=when.until, starts=starts)
    return When(when.on if when.on and when.on > today else None, when.clear, when.until)


class _Mover:
    """Decides contact by contact, then writes everything at once."""

    forbids: Callable[[Facts], list[Reason]]

    def __init__(
        self, work: UnitOfWork, movement: Movement, when: When, plans: dict[int, list[ScheduledRow]], reason: str
    ) -> None:
        self.work, self.movement, self.when, self.plans, self.reason = work, movement, when, plans, reason
        self.move = movement.move
        self.outcome = Outcome(f"contact.{self.move}")
        self.moving: list[Moving] = []
        self.planning: dict[int, date | None] = {}
        self.returning: dict[int, date | None] = {}
        self.ending: list[ScheduledRow] = []
        self.leaving: HandingOn | None = None
        """The work that contacts have to do who take none any more (SD-2)."""

    def decide(self, ref: str, facts: Facts) -> None:
        """Sort one contact into unchanged, refused, planned or moving."""
        held = self.move.holds(facts)
        reasons = [] if held else self.forbids(facts)
        later = self.when.on or (reasons and self.when.clear)
        if held and not (self.when.on and self._leaves(facts.id, self.when.on.isoformat())):
            self._held(ref, facts)
        elif later and not _for_good(reasons):
            self._plan(ref, facts, reasons)
        elif reasons:
            self._say(ref, facts, REFUSED, reasons=reasons)
        else:
            self.moving.append(Moving(facts, self.reason, self.work.origin.actor))
            self.ending += self._plans(facts.id, self.move.verb)
            self._moved(ref, facts)

    def _moved(self, ref: str, facts: Facts) -> None:
        more = {"open_tasks": self.leaving.numbers(facts.id)} if self.leaving else {}
        note = self._until(facts.id) or self._for_good(facts)
        self.outcome.add(Result(ref, facts.id, self.move.participle, facts.display_name, note=note, more=more))
        self.outcome.warnings += self.leaving.in_words(facts) if self.leaving else ()

    def _plans(self, contact: int, verb: str) -> list[ScheduledRow]:
        return [plan for plan in self.plans.get(contact, []) if plan.verb == verb]

    def _leaves(self, contact: int, day: str) -> bool:
        """Whether what holds today may change until a day, so that a plan to come back to it then makes sense."""
        others = (MOVES[plan.verb] for plan in self.plans.get(contact, []) if plan.on is None or plan.on <= day)
        return any(other is not self.move and other.axis == self.move.axis for other in others)

    def _held(self, ref: str, facts: Facts) -> None:
        """Nothing to do now; `--until` still says when it ends. The reason that holds is not overwritten."""
        words = self.move.held_in_words(facts)
        back = self._until(facts.id)
        for_good = self._for_good(facts)
        now = back or for_good
        note = Sentence(words, f", now {now}") if now else words
        self._say(ref, facts, SCHEDULED if back else UPDATED if for_good else UNCHANGED, note=note)

    def _for_good(self, facts: Facts, on: date | None = None) -> str:
        """End the older plan that would lead back from what is asked for without an end; gives it in words."""
        ending = [] if self.when.until else ways_back(self.move, on, self.plans.get(facts.id, []))
        if not ending:
            return ""
        self.ending += ending
        self.outcome.notes += [f"{in_words(plan.verb, plan.on, named(facts))} has ended" for plan in ending]
        return f"for good: the plan to {ending[0].verb} on {ending[0].on} has ended"

    def _until(self, contact: int) -> str:
        """Plan the way back where one is asked for that is not planned yet; gives it in words."""
        if not self.when.until:
            return ""
        day, same = self.when.until.isoformat(), self._plans(contact, self.move.back)
        if any(plan.on == day for plan in same):
            return ""
        self.ending += same
        self.returning[contact] = self.when.until
        return f"until {day}{_replacing(same)}"

    def _plan(self, ref: str, facts: Facts, reasons: list[Reason]) -> None:
        day = self.when.on.isoformat() if self.when.on else None
        words = f"{self.move.participle} {f'on {day}' if day else 'as soon as nothing blocks it'}"
        same = self._plans(facts.id, self.move.verb)
        back = self._until(facts.id)
        for_good = self._for_good(facts, self.when.on)
        ends = f", {back or for_good}" if back or for_good else ""
        if any(plan.on == day and (plan.reason or "") == self.reason for plan in same):
            outcome = SCHEDULED if back else UPDATED if for_good else UNCHANGED
            self._say(ref, facts, outcome, note=f"is already planned to be {words}{ends.replace(',', ', now', 1)}")
            return
        self.planning[facts.id] = self.when.on
        self.ending += same
        note = f"will be {words}{ends}{_replacing(same)}"
        self._say(ref, facts, SCHEDULED, note=note, reasons=reasons)

    def _say(self, ref: str, facts: Facts, outcome: str, *, note: Line = "", reasons: Iterable[Reason] = ()) -> None:
        self.outcome.add(Result(ref, facts.id, outcome, facts.display_name, tuple(reasons), note))

    def write(self) -> None:
        """The plans that end closed, one update, one insert of plans."""
        if self.ending:
            close_plans(self.work, self.ending)
        apply(self.work, self.movement, self.moving)
        if self.move.erases and not self.moving and self.outcome.of(UNCHANGED):
            from casactl.actions.contact.standing.erase import sweep_again

            sweep_again(self.work)
        if self.planning:
            schedule(self.work, self.move.verb, self.planning, reason=self.reason, details=self.movement.details)
        if self.returning:
            schedule(self.work, self.move.back, self.returning, reason=self.reason)


def _replacing(plans: Sequence[ScheduledRow]) -> str:
    """What a new plan does to an earlier one for the same verb."""
    return f", which replaces the plan for {plans[0].on or 'when nothing blocks it'}" if plans else ""


def _for_good(reasons: list[Reason]) -> bool:
    """Whether no later day can be any different."""
    return any(reason.code in ("gone", "already-activated") for reason in reasons)


def erase_due(work: UnitOfWork, seen: Collection[int], *, reason: str = "") -> Outcome:
    """Erase those of `seen` (who has been shown and agreed to) that are due still."""
    rows = retention(work.reader, today=work.today.isoformat(), due_only=True)
    known = frozenset(seen)
    due = Chosen(tuple((str(row.id), row.id) for row in rows if row.id in known))
    return move_contacts(work, ERASE, due, reason=reason)
