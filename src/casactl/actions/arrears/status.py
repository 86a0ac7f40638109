"""Applying a status of the debt ladder to the contacts that were ticked (WU-5, WU-11)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from casactl.actions.arrears.steps import NO_NOTICE, StatusNotice, Step, Told, write_steps
from casactl.actions.contact.standing.cases import close_case
from casactl.actions.contact.standing.lapsing import lapse_moot
from casactl.actions.selection import Chosen
from casactl.domain.abilities import Reason, cannot_now
from casactl.domain.arrears import concerns, forbids, passes_over
from casactl.domain.facts import Facts
from casactl.domain.failures import failure
from casactl.domain.ladder import STEPS
from casactl.domain.letters import Template
from casactl.domain.money import format_amount
from casactl.domain.moves import RECALL
from casactl.domain.outcomes import LEFT_OUT, REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.remedy import Line, Remedy, Sentence
from casactl.domain.standing import Arrears
from casactl.domain.worded import Worded
from casactl.records import dataclass
from casactl.store.queries.agreements import plans
from casactl.store.queries.arrears import demanded
from casactl.store.queries.facts import facts_for
from casactl.store.work import UnitOfWork

MISSED = Template.MISSED_INSTALMENT


def status_of(text: str) -> Arrears:
    """The status that a word means.

    Raises InvalidValue, listing them.
    """
    try:
        return Arrears(text.strip().lower().replace("_", "-").replace(" ", "-"))
    except ValueError:
        raise failure(
            "arrears.unknown-status",
            Worded("'{text}' is not a status; statuses: {statuses}.", text=text, statuses=", ".join(Arrears)),
        ) from None


@dataclass(frozen=True, slots=True)
class Manner:
    """How a status is given."""

    include_zero: bool = False
    """Whether to those, too, who owe nothing."""
    bulk: bool = False
    """Whether to many at once, who are not looked at one by one: the ladder then only climbs."""
    down: bool = False
    """Whether it goes down all the same."""


AS_USUAL = Manner()


def set_status(
    work: UnitOfWork, chosen: Chosen, status: Arrears, *, notice: StatusNotice = NO_NOTICE, manner: Manner = AS_USUAL
) -> Outcome:
    """Give each contact the status; those whom it does not concern are left out, and told so."""
    facts = facts_for(work.reader, chosen.ids, today=work.today.isoformat())
    again = demanded_anew(work, chosen.ids) if status is Arrears.LETTER_OF_DEMAND else set()
    kept = {
        number: judged(facts[number], ref, status, notice, manner, again=number in again)
        for ref, number in chosen.found
    }
    moving = [facts[number] for number, result in kept.items() if result is None]
    told = give(work, moving, status, notice, again=again)
    outcome = Outcome("arrears.status")
    for ref, number in chosen.found:
        who = facts[number]
        done = Result(ref, number, "updated", who.display_name, note=_note(who, status, told.silent, notice))
        outcome.add(kept[number] or done)
    outcome.results.extend(chosen.faults)
    return outcome


def judged(
    facts: Facts, ref: str, status: Arrears, notice: StatusNotice, manner: Manner, *, again: bool
) -> Result | None:
    """The result of a contact whose status stays as it is: left out, refused or unchanged; None when it changes."""
    return _left_out(ref, facts, status, manner) or _kept(ref, facts, status, notice, again=again)


def give(
    work: UnitOfWork, moving: Sequence[Facts], status: Arrears, notice: StatusNotice, *, again: Collection[int] = ()
) -> Told:
    """Give contacts the status that the rules allow them; `settled` closes their cases."""
    late = _late(work, moving) if status is Arrears.PAYMENT_PLAN else set()
    steps = [
        _step(who, status, quiet=_is_told(who, status, notice, again), letter=MISSED if who.id in late else None)
        for who in moving
    ]
    told = write_steps(work, steps, notice)
    if status is Arrears.SETTLED:
        closing = [who for who in moving if who.case]
        close_case(work, closing, "settled")
        lapse_moot(work, [who.id for who in closing], (RECALL.verb,))
    return told


def demanded_anew(work: UnitOfWork, contacts: Sequence[int]) -> set[int]:
    """Contacts whose letter of demand was about an earlier debt: a new debt takes a new one."""
    return set(contacts) - demanded(work.reader, contacts)


def _late(work: UnitOfWork, moving: Sequence[Facts]) -> set[int]:
    """Who of those that pay by instalments has missed one, and is told of that."""
    contacts = [who.id for who in moving]
    found = plans(work.reader, today=work.today.isoformat(), contacts=contacts, still_open=True)
    return {plan.contact_id for plan in found if plan.late}


def _step(facts: Facts, status: Arrears, *, quiet: bool, letter: Template | None) -> Step:
    case = facts.case
    return Step(facts, status, case.id if case else None, case.attorney if case else None, quiet=quiet, letter=letter)


def _is_told(facts: Facts, status: Arrears, notice: StatusNotice, again: Collection[int]) -> bool:
    """Whether a contact has the status already, and nobody asked to tell it again."""
    return facts.arrears is status and facts.id not in again and not notice.repeat


def _left_out(ref: str, facts: Facts, status: Arrears, manner: Manner) -> Result | None:
    """The result of a contact whom the status does not concern."""
    if cannot_now(facts):
        return None
    reason = None if manner.include_zero or concerns(facts, status) else _without_debt(facts)
    if manner.bulk and not reason:
        reason = passes_over(facts, status, down=manner.down)
    return Result(ref, facts.id, LEFT_OUT, facts.display_name, (reason,)) if reason else None


def _kept(ref: str, facts: Facts, status: Arrears, notice: StatusNotice, *, again: bool) -> Result | None:
    """The result of a contact whose status stays as it is, None when it changes."""
    if reasons := forbids(facts, status):
        return Result(ref, facts.id, REFUSED, facts.display_name, tuple(reasons))
    if facts.arrears is status and not (notice.note or again or (notice.repeat and notice.channels)):
        more = "; --repeat tells it again" if notice.channels else ""
        return Result(ref, facts.id, UNCHANGED, facts.display_name, note=f"is at {status} already{more}")
    return None


def _without_debt(facts: Facts) -> Reason:
    amount = f"{format_amount(facts.balance, facts.currency)} {facts.currency}"
    return Reason(
        "WU-5",
        "no-debt",
        Worded("{name} owes nothing ({amount}); --include-zero takes all", name=facts.display_name, amount=amount),
    )


def _note(facts: Facts, status: Arrears, silent: dict[int, str], notice: StatusNotice) -> Line:
    note = f"{facts.arrears} → {status}"
    if status in STEPS and not notice.channels:
        note += "; nobody was told (--notify)"
    if facts.id in silent:
        note += f"; not told: {silent[facts.id]}"
    if status is Arrears.SETTLED and facts.locked:
        return Sentence(f"{note}; stays locked: ", Remedy("contact unlock", facts.id))
    return note
