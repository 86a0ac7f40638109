"""Properties added, renamed and moved; one that was in use is retired with everything below it, any other removed."""

from __future__ import annotations

from casactl.actions.property.find import (
    check_parent,
    find_property,
    misplaced,
    parent_retired,
    place_name,
    reference,
    taken,
)
from casactl.domain.abilities import Reason
from casactl.domain.failures import failure
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.properties import PARENTS, SEPARATOR, join, parts_of, path_key
from casactl.domain.remedy import Remedy, Said
from casactl.errors import InvalidValue
from casactl.records import dataclass
from casactl.store.queries.properties import (
    PropertyRow,
    attached_within,
    by_number,
    child_names,
    children,
    count_attached_within,
    descendants,
    ever_attached,
    mentioned_in,
    occupancies,
)
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork


def _own_name(name: str, kind: str) -> str:
    """The name to store; whoever types a whole path hears how it is said.

    Raises InvalidValue.
    """
    try:
        return place_name(name)
    except InvalidValue as fault:
        *above, last = [part.strip() for part in parts_of(name)]
        if PARENTS.get(kind) and any(above) and last:
            within = SEPARATOR.join(above).strip(SEPARATOR)
            fault.hint = Remedy("property add", Said(last), kind=kind, in_=Said(within))
        raise


def add_property(work: UnitOfWork, name: str, kind: str, *, within: str | None) -> Outcome:
    """Add a community, or a building or a unit `within` a property.

    Raises InvalidValue, UsageFault, NotFound.
    """
    stored = _own_name(name, kind)
    parent = find_property(work.reader, within) if within else None
    if parent is None and work.reader.fenced:
        raise failure("permission.denied", "Whoever is fenced to communities adds no other one.", hint="say --in PATH")
    check_parent(kind, parent)
    path = join(parent.path if parent else None, stored)
    if reasons := misplaced(kind, parent) or parent_retired(parent) or taken(work.reader, path):
        return Outcome("property.add", [Result(name, None, REFUSED, reasons=tuple(reasons))])
    row = {
        "kind": kind,
        "name": stored,
        "parent_id": parent.id if parent else None,
        "path": path,
        "path_key": path_key(path),
    }
    number = work.insert("property", [row])[0]
    return Outcome("property.add", [Result(str(number), number, "added", path)])


@dataclass(frozen=True, slots=True)
class PropertyEdit:
    """What changes; None stays as it is."""

    name: str | None = None
    within: str | None = None
    restore: bool = False
    if_version: int | None = None
    share: int | None = None
    """A unit's part in what is spread by shares; 0 takes it away."""

    def __bool__(self) -> bool:
        """Whether anything at all was asked for."""
        return self.restore or self.share is not None or self.name is not None or self.within is not None


def edit_property(work: UnitOfWork, ref: str, edit: PropertyEdit) -> Outcome:
    """Change one property, and the paths of everything below it; restoring takes in what it stands in.

    Raises Refused, InvalidValue, UsageFault, NotFound.
    """
    at = find_property(work.reader, ref)
    _check_version(at, edit)
    name = at.name if edit.name is None else place_name(edit.name)
    parent = _parent(work, at, edit)
    path = join(parent.path if parent else None, name)
    if reasons := _refusals(work, at, edit, parent, path):
        return Outcome("property.edit", [Result(ref, at.id, REFUSED, at.path, tuple(reasons))])
    below = descendants(work.reader, at.path_key)
    rows = _repathed(at, below, path, retired=0 if edit.restore else None)
    rows[0] |= {"name": name, "parent_id": parent.id if parent else None}
    if edit.share is not None:
        rows[0]["share"] = edit.share or None
    if edit.restore:
        rows += [{"id": number, "retired": 0} for number in _retired_above(work, parent)]
    changed = work.update("property", rows)
    return Outcome("property.edit", [_result(ref, at, path, changed, edit)])


def _check_version(at: PropertyRow, edit: PropertyEdit) -> None:
    if edit.if_version is not None and edit.if_version != at.version:
        raise failure(
            "conflicting-edit",
            f"{at.path} has changed: it is at version {at.version}, not {edit.if_version}.",
            hint=Remedy("property show", reference(at)),
        )


def _parent(work: UnitOfWork, at: PropertyRow, edit: PropertyEdit) -> PropertyRow | None:
    if edit.within is None:
        return by_number(_whole(work), at.parent_id) if at.parent_id else None
    parent = find_property(work.reader, edit.within) if edit.within.strip() else None
    check_parent(at.kind, parent)
    return parent


def _whole(work: UnitOfWork) -> Reader:
    return work.reader.unfenced("a property's path is made of all that it stands in")


def _refusals(
    work: UnitOfWork, at: PropertyRow, edit: PropertyEdit, parent: PropertyRow | None, path: str
) -> list[Reason]:
    if edit.share is not None and at.kind != "unit":
        return [Reason(None, "not-a-unit", f"{at.path} is a {at.kind}; shares are those of units")]
    if parent and edit.within is not None:
        if (parent.path_key + SEPARATOR).startswith(at.path_key + SEPARATOR):
            return [Reason(None, "below-itself", f"{at.path} cannot stand in itself or in what lies below it")]
        unfit = misplaced(at.kind, parent) or ([] if edit.restore else parent_retired(parent))
        if unfit:
            return unfit
    return taken(work.reader, path, owner=at.id)


def _retired_above(work: UnitOfWork, parent: PropertyRow | None) -> list[int]:
    """What a property stands in and has to be in use again before it can be."""
    found = []
    while parent and parent.retired:
        found.append(parent.id)
        parent = by_number(_whole(work), parent.parent_id) if parent.parent_id else None
    return found


def _repathed(at: PropertyRow, below: list[PropertyRow], path: str, *, retired: int | None) -> list[dict[str, object]]:
    """New rows of a property and everything below it, the property first; parents precede children."""
    paths = {at.id: path}
    for each in below:
        paths[each.id] = join(paths[each.parent_id or at.id], each.name)
    flag = {} if retired is None else {"retired": retired}
    return [{"id": number, "path": new, "path_key": path_key(new), **flag} for number, new in paths.items()]


def _result(ref: str, at: PropertyRow, path: str, changed: list[int], edit: PropertyEdit) -> Result:
    if not changed:
        return Result(ref, at.id, UNCHANGED, path)
    more = len(changed) - (at.id in changed)
    where = "above or below" if edit.restore else "below"
    return Result(ref, at.id, "updated", path, note=f"with {more:,} {where}" if more else "")


NAMED = 5
"""How many are named before the rest is counted."""
BLOCKERS = 20
MENTIONS = {
    "lease": "leases",
    "ledger_entry": "the ledger",
    "recurring": "what comes round",
    "handover_case": "handovers",
    "user_community": "what users reach",
    "engagement": "work",
}
"""Where else a property may stand, in words."""


def remove_property(work: UnitOfWork, ref: str) -> Outcome:
    """Remove a property for good; refused while it has anything below it or anybody was ever attached.

    Raises NotFound.
    """
    at = find_property(work.reader, ref)
    if reasons := _in_use(work, at):
        return Outcome("property.remove", [Result(ref, at.id, REFUSED, at.path, tuple(reasons))])
    work.delete("property", [at.id])
    return Outcome("property.remove", [Result(ref, at.id, "removed", at.path)])


def retire_property(work: UnitOfWork, ref: str) -> Outcome:
    """Retire a property and everything below it; refused while anybody is attached there today.

    Raises NotFound.
    """
    at = find_property(work.reader, ref)
    if reasons := _inhabited(work, at):
        return Outcome("property.remove", [Result(ref, at.id, REFUSED, at.path, tuple(reasons))])
    all_of_it = [at.id, *(each.id for each in descendants(work.reader, at.path_key))]
    changed = work.update("property", [{"id": number, "retired": 1} for number in all_of_it])
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
        found = occupancies(work.reader, at.id)
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
    found = attached_within(work.reader, at.path_key, today=today, limit=BLOCKERS)
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
