"""Removing a property that was never in use; retiring one that was, with everything below it."""

from __future__ import annotations

from casactl.actions.property.find import find_property
from casactl.actions.property.place import reference
from casactl.domain.abilities import Reason
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.remedy import Remedy, Said
from casactl.store.queries.properties import (
    PropertyRow,
    children,
    descendants,
    ever_attached,
    occupancies,
)
from casactl.store.queries.property_use import attached_within, child_names, count_attached_within, mentioned_in
from casactl.store.work import UnitOfWork

NAMED = 5
"""How many are named before the rest is counted."""
BLOCKERS = 20
MENTIONS = {
    "lease": "leases",
    "ledger_entry": "the ledger",
    "handover_case": "handovers",
    "user_community": "what users reach",
    "engagement": "work",
}
"""Where else a property may stand, in words."""


def remove_property(work: UnitOfWork, ref: str) -> Outcome:
    """Remove a property for good; refused while it has anything below it or anybody was ever attached.

    Raises PropertyNotFound, PropertyAmbiguous.
    """
    from casactl.store.tables.property import Property

    at = find_property(work.reader, ref)
    if reasons := _in_use(work, at):
        return Outcome("property.remove", [Result(ref, at.id, REFUSED, at.path, tuple(reasons))])
    work.delete(Property, [at.id])
    return Outcome("property.remove", [Result(ref, at.id, "removed", at.path)])


def retire_property(work: UnitOfWork, ref: str) -> Outcome:
    """Retire a property and everything below it; refused while anybody is attached there today.

    Raises PropertyNotFound, PropertyAmbiguous.
    """
    from casactl.store.tables.property import Property

    at = find_property(work.reader, ref)
    if reasons := _inhabited(work, at):
        return Outcome("property.remove", [Result(ref, at.id, REFUSED, at.path, tuple(reasons))])
    all_of_it = [at.id, *(each.id for each in descendants(work.reader, at.path_key))]
    changed = work.update(Property, [{"id": number, "retired": 1} for number in all_of_it])
    return Outcome("property.remove", [_retired(ref, at, changed)])


def _retired(ref: str, at: PropertyRow, changed: list[int]) -> Result:
    if not changed:
        return Result(ref, at.id, UNCHANGED, at.path, note="is already retired")
    more = len(changed) - (at.id in changed)
    return Result(ref, at.id, "retired", at.path, note=f"with {more:,} below" if more else "")


def _in_use(work: UnitOfWork, at: PropertyRow) -> list[Reason]:
    """What keeps a property from being removed: its children, its people, past ones included."""
    remedy = None if at.retired else Remedy("property remove", reference(at), retire=True)
    reasons = []
    if count := children(work.reader, at.id):
        names = _listed(child_names(work.reader, at.id, limit=NAMED), count)
        reasons.append(Reason(None, "has-children", f"has {count:,} below it: {names}", remedy))
    if ever_attached(work.reader, at.id):
        found = occupancies(work.reader, at.id, scope=work.reader.scope)
        people = [f"{each.display_name} (no {each.contact_id}, {each.role})" for each in found]
        names = _listed(people[:NAMED], len(people)) or "somebody"
        reasons.append(Reason(None, "was-attached", f"attached now or before: {names}", remedy))
    if tables := mentioned_in(work.reader, at.id):
        words = ", ".join(sorted({MENTIONS[table] for table in tables}))
        reasons.append(Reason(None, "on-record", f"on record in {words}", remedy))
    return reasons


def _inhabited(work: UnitOfWork, at: PropertyRow) -> list[Reason]:
    """A reason for each attachment that holds today, at the property or below it."""
    today = work.today.isoformat()
    total = count_attached_within(work.reader, at.path_key, today=today)
    found = attached_within(work.reader, at.path_key, today=today, limit=BLOCKERS, scope=work.reader.scope)
    reasons = [
        Reason(
            None,
            "still-attached",
            f"{each.display_name} is attached to {each.path} as {each.role}",
            Remedy("contact detach", each.contact_id, Said(each.path)),
        )
        for each in found
    ]
    if total > len(found):
        message = f"and {total - len(found):,} more are attached"
        reasons.append(Reason(None, "still-attached", message, Remedy("property show", reference(at))))
    return reasons


def _listed(names: list[str], total: int) -> str:
    more = f" and {total - len(names):,} more" if total > len(names) else ""
    return ", ".join(names) + more
