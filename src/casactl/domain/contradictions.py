"""What a standing may not be, whatever led to it: the rules of the moves, asked about what has come out.

Undo and merge refuse it; `workspace check` and `today` name it where an earlier program left it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from casactl.domain.abilities import UNARCHIVE, Ability, Reason, cannot
from casactl.domain.arrears import forbids
from casactl.domain.contact_types import ContactType, missing_fields, needs
from casactl.domain.facts import Facts
from casactl.domain.money import format_amount
from casactl.domain.remedy import Line, Remedy
from casactl.domain.standing import GONE, Arrears, Lifecycle, Portal
from casactl.records import dataclass


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two things about a contact that exclude one another."""

    reason: Reason
    """In words; the remedy ends the first of the two, None where only what made it so can be taken back."""
    given: tuple[str, str]
    """The first of the two, as a column of the contact and its value."""
    other: Line | None = None
    """What ends the second of the two."""


def contradictions(facts: Facts) -> Iterator[Contradiction]:
    """Everything about a standing that no verb leads to."""
    if facts.lifecycle in GONE:
        return
    if facts.lifecycle is Lifecycle.ARCHIVED:
        for each in still_open(facts):
            yield _archived(facts, each)
    if facts.deposit < 0:
        yield _overdrawn(facts)
    if facts.arrears is Arrears.SETTLED and facts.due > 0:
        yield _settled(facts)
    if facts.type == ContactType.LEAD and facts.portal is Portal.INVITED:
        revoke = Remedy("contact revoke", facts.id)
        reason = Reason("SD-30", "lead", f"{facts.display_name} is a lead and invited; leads never sign in", revoke)
        promote = Remedy("contact promote", facts.id)
        yield Contradiction(reason, ("portal", str(Portal.INVITED)), promote)
    if missing_fields(facts.kind, facts.type, _WITH_EMAIL if facts.has_email else _WITHOUT_EMAIL):
        words = f"{facts.display_name} has none: {needs(facts.type, 'email')}"
        yield Contradiction(Reason("SD-12", "missing-email", words), ("type", facts.type))


_WITHOUT_EMAIL = {"first_name": "x", "last_name": "x", "name": "x"}
_WITH_EMAIL = {**_WITHOUT_EMAIL, "email": "x"}


def still_open(facts: Facts) -> Sequence[Reason]:
    """What would keep a contact from being archived, asked of one that is or will be."""
    return cannot(replace(facts, lifecycle=Lifecycle.ACTIVE), Ability.ARCHIVE)


def _archived(facts: Facts, found: Reason) -> Contradiction:
    message = f"{facts.display_name} is archived, which leaves nothing open: {found.message}"
    remedy = UNARCHIVE.filled({"id": facts.id})
    reason = Reason(found.rule, found.code, message, remedy)
    return Contradiction(reason, ("lifecycle", str(Lifecycle.ARCHIVED)), found.remedy)


DEPOSIT = "deposit"
"""What a contradiction of deposits is given for; it is no column of the contact."""


def _overdrawn(facts: Facts) -> Contradiction:
    more = f"{format_amount(-facts.deposit, facts.currency)} {facts.currency}"
    message = f"{facts.display_name} would have had {more} more of a deposit given back or applied than was taken"
    return Contradiction(Reason("MC-12", "more-than-held", message), (DEPOSIT, str(facts.deposit)))


def not_settled(facts: Facts) -> Arrears:
    """The status of whoever is not settled after all."""
    return Arrears.HANDOVER if facts.case else Arrears.CURRENT


def _settled(facts: Facts) -> Contradiction:
    owed = forbids(facts, Arrears.SETTLED)[0]
    message = f"{facts.display_name} is at {Arrears.SETTLED}: {owed.message}"
    remedy = Remedy("arrears status", facts.id, set=not_settled(facts))
    return Contradiction(Reason(owed.rule, owed.code, message, remedy), ("arrears", str(Arrears.SETTLED)), owed.remedy)
