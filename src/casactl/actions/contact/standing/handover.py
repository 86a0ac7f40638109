"""Handing accounts over to an attorney (WU-5, WU-6), and taking them back."""

from __future__ import annotations

from dataclasses import replace

from casactl.actions.arrears.steps import StatusNotice
from casactl.actions.contact.standing.cases import HandingOver, Terms
from casactl.actions.contact.standing.move import When, move_contacts
from casactl.actions.selection import Chosen
from casactl.actions.user import community as community_at
from casactl.actions.user import find_user
from casactl.domain.facts import Facts
from casactl.domain.failures import failure
from casactl.domain.moves import HANDOVER, RECALL
from casactl.domain.outcomes import REFUSED, Outcome, Result
from casactl.domain.permissions import UserType
from casactl.domain.remedy import Remedy, Sentence
from casactl.store.queries.facts import facts_for
from casactl.store.queries.users import UserRow
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork


def attorney_for(reader: Reader, email: str) -> UserRow:
    """The enabled attorney of that e-mail.

    Raises NotFound, Refused.
    """
    user = find_user(reader, email)
    if user.type != UserType.ATTORNEY:
        raise failure("handover.not-an-attorney", email=user.email, type=user.type)
    if not user.enabled:
        raise failure("handover.attorney-disabled", email=user.email)
    return user


def community_number(work: UnitOfWork, path: str | None) -> int | None:
    """The number of a community.

    Raises NotFound, InvalidValue.
    """
    return community_at(work.reader, path).id if path else None


def hand_over_contacts(
    work: UnitOfWork,
    chosen: Chosen,
    *,
    to: str,
    community: str | None,
    lock: str,
    notice: StatusNotice,
    when: When,
    reason: str,
    pass_on: bool = False,
) -> Outcome:
    """Hand over now, or plan it; the rules are asked again on the day.

    Raises NotFound, Refused, InvalidValue, UsageFault.
    """
    attorney = attorney_for(work.reader, to)
    terms = Terms(attorney.id, community_number(work, community), lock, None, notice, pass_on)
    asked = HandingOver(work.reader, terms, chosen.ids, today=work.today.isoformat())  # before anything is written
    outcome = move_contacts(work, HANDOVER, chosen, when=when, reason=reason, details=terms.details())
    _insist_on_a_community(outcome)
    facts = facts_for(work.reader, chosen.ids, today=work.today.isoformat(), belongings=False)
    for n, result in enumerate(outcome.results):
        if result.outcome == HANDOVER.participle and result.id is not None:
            at = asked.community(result.id)
            note = f"to {attorney.name} in {at[1] if at else community}"
            outcome.results[n] = replace(result, note=note)
            if warning := asked.warning(facts[result.id]):
                outcome.warnings.append(f"{result.name} ({result.id}) was handed over {warning}")
    return outcome


def hindered(work: UnitOfWork, chosen: Chosen, *, community: str | None) -> Outcome:
    """Who is handed over and who is not, as far as that is the same whoever the attorney is.

    Raises NotFound, InvalidValue, UsageFault.
    """
    today = work.today.isoformat()
    asked = HandingOver(work.reader, Terms(community=community_number(work, community)), chosen.ids, today=today)
    facts = facts_for(work.reader, chosen.ids, today=today, belongings=HANDOVER.belongings)
    outcome = Outcome(f"contact.{HANDOVER}")
    for ref, number in chosen.found:
        reasons = tuple(asked.forbids(facts[number]))
        said = REFUSED if reasons else HANDOVER.participle
        outcome.add(Result(ref, number, said, facts[number].display_name, reasons))
    outcome.results.extend(chosen.faults)
    _insist_on_a_community(outcome)
    return outcome


def _insist_on_a_community(outcome: Outcome) -> None:
    """One contact of which nobody can say the community is a wrong command line, not a rule."""
    if len(outcome.results) != 1 or outcome.results[0].outcome != REFUSED:
        return
    for reason in outcome.results[0].reasons:
        if reason.code == "which-community":
            raise failure("handover.which-community", the_message=reason.message)


def recall_contacts(work: UnitOfWork, chosen: Chosen, *, status: str | None, when: When, reason: str) -> Outcome:
    """Take accounts back now, or plan it; a lock stays until it is lifted."""
    details = Terms(status=status).details()
    outcome = move_contacts(work, RECALL, chosen, when=when, reason=reason, details=details)
    facts = facts_for(work.reader, chosen.ids, today=work.today.isoformat(), belongings=False)
    outcome.results[:] = [_with_lock(result, facts) for result in outcome.results]
    return outcome


def _with_lock(result: Result, facts: dict[int, Facts]) -> Result:
    who = facts.get(result.id or 0)
    if result.outcome != RECALL.participle or who is None or not who.locked:
        return result
    return replace(result, note=Sentence("stays locked: ", Remedy("contact unlock", who.id)))
