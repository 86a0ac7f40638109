"""The commands that make sense for a contact now, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator

from casactl.domain.abilities import Ability, cannot
from casactl.domain.contact_types import ROLES, next_type
from casactl.domain.facts import AttachedTo, Facts
from casactl.domain.hindrances import quoted
from casactl.domain.standing import GONE, HERE, Lifecycle, Portal
from casactl.store.queries.due import ScheduledRow

HANDFUL = 6
Step = tuple[str, str]


def next_steps(facts: Facts, plans: list[ScheduledRow]) -> list[Step]:
    """At most a handful; the last one leads to all the rest."""
    if facts.lifecycle in GONE:
        return [(f"casactl contact show {facts.merged_into}", "what it was merged into")] if facts.merged_into else []
    steps = [*_back(facts), *_money(facts), *_onward(facts)]
    steps += [(f"casactl due cancel {plan.id}", f"drop the plan to {plan.verb} it") for plan in plans]
    everything = (f"casactl contact can {facts.id}", "everything that is allowed, and why not")
    return [*steps[: HANDFUL - 1], everything]


def _back(facts: Facts) -> Iterator[Step]:
    """Out of a standing that is out of the ordinary."""
    if facts.lifecycle is Lifecycle.ARCHIVED:
        yield f"casactl contact unarchive {facts.id}", "bring the contact back"
    if facts.lifecycle is Lifecycle.INACTIVE:
        yield f"casactl contact activate {facts.id}", "give portal access and tasks back"
    if facts.locked and facts.lifecycle in HERE:
        yield f"casactl contact unlock {facts.id}", "let payments through again"


def _money(facts: Facts) -> Iterator[Step]:
    for reason in cannot(facts, Ability.ARCHIVE):
        if reason.code == "open-balance" and reason.remedy:
            yield reason.remedy, "settle what is owed" if facts.balance > 0 else "pay back what is in credit"


def _onward(facts: Facts) -> Iterator[Step]:
    """From here to the next rung, to a property, or out."""
    if facts.lifecycle is Lifecycle.ACTIVE:
        onward = next_type(facts.type)
        yield from _inviting(facts)
        if onward:
            yield f"casactl contact promote {facts.id}", f"make the {facts.type} a {onward}"
        elif facts.type in ROLES and not facts.attached:
            yield f"casactl contact attach {facts.id} PATH", "say where the contact belongs"
    for lease in facts.leases[:1]:
        yield f"casactl lease end {lease.id}", f"end the lease of {lease.path}"
    leased = {lease.path for lease in facts.leases[:1]}
    yield from (_detaching(facts.id, at) for at in facts.attached[:2] if at.path not in leased)
    if not cannot(facts, Ability.ARCHIVE):
        yield f"casactl contact archive {facts.id}", "after a move-out: the history stays"


def _inviting(facts: Facts) -> Iterator[Step]:
    if cannot(facts, Ability.BE_INVITED):
        return
    if facts.portal is Portal.NOT_INVITED:
        yield f"casactl contact invite {facts.id}", "give access to the portal"
    else:
        yield f"casactl contact invite {facts.id} --resend", "send the invitation again"


def _detaching(number: int, at: AttachedTo) -> Step:
    return f"casactl contact detach {number} {quoted(at.path)}", f"end the time as {at.role} there"
