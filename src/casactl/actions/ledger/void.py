"""Voiding an entry: a reversing one beside it; nothing is ever removed."""

from __future__ import annotations

from casactl.domain.abilities import Ability, Reason, cannot
from casactl.domain.ledger import Kind
from casactl.domain.money import format_amount
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.remedy import Blank, Remedy
from casactl.errors import NotFound
from casactl.store.queries.facts import facts_for
from casactl.store.queries.ledger import EntryRow, entry
from casactl.store.reversal import reverse
from casactl.store.schema import SPECS
from casactl.store.work import UnitOfWork


class EntryNotFound(NotFound):
    """No ledger entry of that number."""

    code = "ledger.not-found"


def void_entry(work: UnitOfWork, number: int, *, reason: str) -> Outcome:
    """Void an entry; the result's `id` is its own number. Voiding it again changes nothing.

    Raises EntryNotFound.
    """
    found = entry(work.reader, number, scope=work.reader.scope)
    if found is None:
        raise EntryNotFound(f"There is no ledger entry {number}.", hint=Remedy("ledger statement", Blank("REF")))
    outcome = Outcome("ledger.void")
    reasons = _why_not(work, found)
    if reasons:
        outcome.add(Result(str(number), number, REFUSED, found.display_name, tuple(reasons)))
    elif found.voided:
        outcome.add(Result(str(number), number, UNCHANGED, found.display_name, note="is already voided"))
    else:
        outcome.add(_voided(work, found, reason))
    return outcome


def _why_not(work: UnitOfWork, found: EntryRow) -> list[Reason]:
    today, scope = work.today.isoformat(), work.reader.scope
    facts = facts_for(work.reader, [found.contact_id], today=today, scope=scope, belongings=False)
    reasons = cannot(facts[found.contact_id], Ability.EDIT)
    if found.kind == Kind.REVERSAL:
        message = f"entry {found.id} is a reversal, and reversals stand; post the entry anew instead"
        reasons.append(Reason(None, "is-reversal", message))
    return reasons


def _voided(work: UnitOfWork, found: EntryRow, reason: str) -> Result:
    reversal = reverse(work, work.fetch(SPECS["ledger_entry"], [found.id]), text=reason)[0]
    currency = work.setting("currency")
    what = f"{found.kind} of {format_amount(abs(found.amount), currency)} {currency}"
    work.summary(f"voided {what}: {found.display_name} ({found.contact_id}), entry {found.id}")
    return Result(str(found.id), found.id, "voided", found.display_name, note=f"{what}, by entry {reversal}")
