"""Another due date for a charge, with the reason in the log."""

from __future__ import annotations

from datetime import date

from casactl.actions.find import find_one
from casactl.domain.abilities import Ability, Reason, cannot
from casactl.domain.failures import failure
from casactl.domain.ledger import CHARGES
from casactl.domain.outcomes import REFUSED, UNCHANGED, UPDATED, Outcome, Result
from casactl.store.queries.facts import facts_for
from casactl.store.queries.ledger import EntryRow, entry
from casactl.store.work import UnitOfWork


def change_due(work: UnitOfWork, number: int, due: date) -> Outcome:
    """Let a charge be due on another day; what is past due follows.

    Raises NotFound, InvalidValue.
    """
    found = find_one(entry(work.reader, number), "ledger", number)
    if due.isoformat() < found.on:
        raise failure("usage.ends-before-start", f"Entry {number} is of {found.on}; it cannot be due on {due}.")
    outcome = Outcome("ledger.due")
    if reasons := _why_not(work, found):
        outcome.add(Result(str(number), number, REFUSED, found.display_name, tuple(reasons)))
    elif (found.due or found.on) == due.isoformat():
        outcome.add(Result(str(number), number, UNCHANGED, found.display_name, note=f"is due on {due} already"))
    else:
        work.update("ledger_entry", [{"id": number, "due": due.isoformat()}])
        was = found.due or found.on
        work.summary(f"entry {number} is due on {due}, no longer on {was}: {found.display_name} ({found.contact_id})")
        outcome.add(Result(str(number), number, UPDATED, found.display_name, note=f"due {was} → {due}"))
    return outcome


def _why_not(work: UnitOfWork, found: EntryRow) -> list[Reason]:
    facts = facts_for(work.reader, [found.contact_id], today=work.today.isoformat(), belongings=False)
    reasons = cannot(facts[found.contact_id], Ability.EDIT)
    if found.kind not in CHARGES or found.voided:
        what = "is voided" if found.voided else f"is a {found.kind}"
        reasons.append(Reason(None, "not-a-charge", f"entry {found.id} {what}; only what is charged has a due date"))
    return reasons
