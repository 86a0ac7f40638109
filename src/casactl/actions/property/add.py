"""Adding a property: a path names one, whatever the spelling."""

from __future__ import annotations

from casactl.actions.property.find import find_property
from casactl.actions.property.place import check_parent, misplaced, parent_retired, place_name, taken
from casactl.actions.user.acting import PermissionDenied
from casactl.domain.outcomes import REFUSED, Outcome, Result
from casactl.domain.properties import join, path_key
from casactl.store.work import UnitOfWork


def add_property(work: UnitOfWork, name: str, kind: str, *, within: str | None) -> Outcome:
    """Add a community, or a building or a unit `within` a property.

    Raises InvalidName, NoParent, PropertyNotFound, PropertyAmbiguous.
    """
    stored = place_name(name)
    parent = find_property(work.reader, within) if within else None
    if parent is None and work.reader.scope.fenced:
        raise PermissionDenied("Whoever is fenced to communities adds no other one.", hint="say --in PATH")
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
