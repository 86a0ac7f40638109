"""The debt ladder's own rules: which status may follow, and what an open case allows (WU-5, WU-11)."""

from __future__ import annotations

from casactl.domain.abilities import Reason, cannot_now
from casactl.domain.facts import Facts
from casactl.domain.money import format_amount
from casactl.domain.remedy import Blank, Remedy, Said
from casactl.domain.standing import Arrears
from casactl.domain.worded import Several, Worded

WITH_ATTORNEY = (Arrears.HANDOVER, Arrears.PAYMENT_PLAN, Arrears.ON_HOLD)
"""The statuses between which an open case moves; recall and settlement lead out of it."""

WITHOUT_DEBT = (Arrears.SETTLED, Arrears.CURRENT)
"""The statuses that concern contacts without a debt as well."""


LADDER = (Arrears.CURRENT, Arrears.REMINDER, Arrears.FIRST_NOTICE, Arrears.SECOND_NOTICE, Arrears.LETTER_OF_DEMAND,
          Arrears.HANDOVER)  # fmt: skip
"""The steps of dunning, from the bottom up."""

PAUSED = (Arrears.PAYMENT_PLAN, Arrears.ON_HOLD)
"""What was agreed with somebody, and dunning leaves alone."""


def passes_over(facts: Facts, status: Arrears, *, down: bool) -> Reason | None:
    """Why a status that many are given at once passes over this contact: dunning only climbs, and only what is due."""
    if status not in LADDER or not facts.balance > 0:
        return None
    if not down and facts.arrears in PAUSED:
        message = f"{facts.display_name} is at {facts.arrears}, which is left alone; --down insists"
        return Reason("WU-5", "paused", message)
    if not down and facts.arrears in LADDER and LADDER.index(facts.arrears) > LADDER.index(status):
        message = f"{facts.display_name} is at {facts.arrears}, beyond {status}; --down goes back"
        return Reason("WU-5", "further-along", message)
    if status is not Arrears.CURRENT and not facts.due > 0:
        message = f"nothing that {facts.display_name} owes is due yet, but from {facts.oldest_due} on"
        return Reason("WU-5", "not-due", message)
    return None


def concerns(facts: Facts, status: Arrears) -> bool:
    """Whether a bulk change of status is about this contact: those without debt are left out before it."""
    return facts.balance > 0 or status in WITHOUT_DEBT


def forbids(facts: Facts, status: Arrears) -> list[Reason]:
    """Everything that keeps a contact from this status."""
    if gone := cannot_now(facts):
        return gone
    if status is Arrears.SETTLED:
        return _unsettled(facts)
    if facts.case and status not in WITH_ATTORNEY:
        return [_with_attorney(facts, status)]
    if status is Arrears.HANDOVER and not facts.case:
        message = Worded("{name} comes to handover only by being handed over", name=facts.display_name)
        remedy = Remedy("contact handover", facts.id, to=Blank("ATTORNEY"))
        return [Reason("WU-6", "only-by-handover", message, remedy)]
    return []


def _with_attorney(facts: Facts, status: Arrears) -> Reason:
    assert facts.case is not None
    message = Worded(
        "{name} is with {attorney}: {allowed} are open, {status} is not", name=facts.display_name,
        attorney=facts.case.attorney, allowed=Several((*WITH_ATTORNEY, Arrears.SETTLED)), status=Worded(status),
    )  # fmt: skip
    remedy = Remedy("contact recall", facts.id, status=status, reason=Said("recalled"))
    return Reason("WU-7", "case-open", message, remedy)


def _unsettled(facts: Facts) -> list[Reason]:
    amount = format_amount(abs(facts.due), facts.currency)
    words = {"name": facts.display_name, "amount": f"{amount} {facts.currency}"}
    if facts.due == 0:
        return []
    if facts.due < 0:
        message = Worded("{name} has {amount} in credit; settled needs nothing due", **words)
        return [Reason("WU-11", "in-credit", message, Remedy("ledger refund", facts.id, amount))]
    owed = Worded("{name} owes {amount}; settled needs nothing due", **words)
    pay = Remedy("ledger pay", facts.id, amount, outside=facts.locked)
    drop = Remedy("ledger write-off", facts.id, amount, reason="not recoverable")
    return [
        Reason("WU-11", "balance-open", owed, pay),
        Reason("WU-11", "balance-open", "write off what will not come in", drop),
    ]
