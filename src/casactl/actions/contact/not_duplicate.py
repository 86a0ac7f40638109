"""Remembering that two contacts are two, however alike they look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casactl.domain.abilities import Ability, cannot
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.errors import UsageFault
from casactl.store.queries.duplicates import remembered
from casactl.store.queries.facts import facts_for

if TYPE_CHECKING:
    from casactl.store.work import UnitOfWork


class SameContact(UsageFault):
    """Both references mean one contact, which cannot be told apart from itself."""

    code = "usage.same-contact"


def tell_apart(work: UnitOfWork, ref: str, one: int, other: int) -> Outcome:
    """Remember a pair, which `contact duplicates` then leaves out; repeating it changes nothing.

    Raises SameContact.
    """
    from casactl.store.tables.duplicate import NotDuplicate

    if one == other:
        raise SameContact(f"Both references mean contact {one}; two contacts are needed.")
    lower, higher = sorted((one, other))
    facts = facts_for(work.reader, [one, other], today=work.today.isoformat(), belongings=False)
    reasons = [*cannot(facts[one], Ability.EDIT), *cannot(facts[other], Ability.EDIT)]
    name, pair = facts[one].display_name, f"and {other} {facts[other].display_name} are two"
    if reasons:
        result = Result(ref, one, REFUSED, name, tuple(reasons))
    elif remembered(work.reader, lower, higher):
        result = Result(ref, one, UNCHANGED, name, note=f"{pair} already")
    else:
        work.insert(NotDuplicate, [{"contact_id": lower, "other_id": higher}])
        result = Result(ref, one, "updated", name, note=pair)
    return Outcome("contact.duplicates", [result])
