"""Renaming, moving and restoring a property: what lies below goes with it."""

from __future__ import annotations

from dataclasses import dataclass

from casactl.actions.property.find import find_property
from casactl.actions.property.place import (
    check_parent,
    misplaced,
    parent_retired,
    place_name,
    reference,
    taken,
)
from casactl.domain.abilities import Reason
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.properties import SEPARATOR, join, path_key
from casactl.domain.remedy import Remedy
from casactl.store.queries.properties import PropertyRow, by_number, descendants
from casactl.store.work import EditConflict, UnitOfWork


@dataclass(frozen=True, slots=True)
class PropertyEdit:
    """What changes; None stays as it is."""

    name: str | None = None
    within: str | None = None
    restore: bool = False
    if_version: int | None = None

    def __bool__(self) -> bool:
        """Whether anything at all was asked for."""
        return self.restore or self.name is not None or self.within is not None


def edit_property(work: UnitOfWork, ref: str, edit: PropertyEdit) -> Outcome:
    """Change one property, and the paths of everything below it; restoring takes in what it stands in.

    Raises EditConflict, InvalidName, NoParent, PropertyNotFound, PropertyAmbiguous.
    """
    from casactl.store.tables.property import Property

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
    if edit.restore:
        rows += [{"id": number, "retired": 0} for number in _retired_above(work, parent)]
    changed = work.update(Property, rows)
    return Outcome("property.edit", [_result(ref, at, path, changed, edit)])


def _check_version(at: PropertyRow, edit: PropertyEdit) -> None:
    if edit.if_version is not None and edit.if_version != at.version:
        raise EditConflict(
            f"{at.path} has changed: it is at version {at.version}, not {edit.if_version}.",
            hint=Remedy("property show", reference(at)),
        )


def _parent(work: UnitOfWork, at: PropertyRow, edit: PropertyEdit) -> PropertyRow | None:
    if edit.within is None:
        return by_number(work.reader, at.parent_id) if at.parent_id else None
    parent = find_property(work.reader, edit.within) if edit.within.strip() else None
    check_parent(at.kind, parent)
    return parent


def _refusals(
    work: UnitOfWork, at: PropertyRow, edit: PropertyEdit, parent: PropertyRow | None, path: str
) -> list[Reason]:
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
        parent = by_number(work.reader, parent.parent_id) if parent.parent_id else None
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
