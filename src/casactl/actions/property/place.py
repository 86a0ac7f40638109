"""A property's place in the tree: a name that can stand there, a parent that may hold it, a free path."""

from __future__ import annotations

from casactl.domain.abilities import Reason
from casactl.domain.names import fold
from casactl.domain.properties import PARENTS, SEPARATOR, InvalidName, path_key, property_name
from casactl.domain.remedy import Remedy, Said, Word
from casactl.errors import UsageFault
from casactl.store.queries.properties import PropertyRow, by_key
from casactl.store.reader import Reader


class NoParent(UsageFault):
    """A building or a unit needs a property to stand in."""

    code = "property.missing-parent"


def place_name(text: str) -> str:
    """A name that can stand in a path, also in the form in which paths are compared.

    Raises InvalidName, BadText.
    """
    name = property_name(text)
    key = fold(name)
    if not key or SEPARATOR in key:  # a lone accent; ℅ and ／ hold the separator once they are compared
        raise InvalidName(f"'{name}' cannot stand in a path: it needs a character, and none like '{SEPARATOR}'.")
    return name


def reference(at: PropertyRow) -> Word:
    """How a command names a property: its path, or its number where the path would read as an option."""
    return at.id if at.path.startswith("-") else Said(at.path)


def standing(kind: str) -> str:
    """Where a property of that kind stands, in words."""
    parents = PARENTS[kind]
    return f"a {kind} stands in a {' or a '.join(parents)}" if parents else f"a {kind} stands at the top"


def check_parent(kind: str, parent: PropertyRow | None) -> None:
    """Raise NoParent when a property of that kind cannot stand at the top."""
    if parent is None and PARENTS[kind]:
        raise NoParent(f"{standing(kind).capitalize()}: say which.", hint="--in PATH")


def misplaced(kind: str, parent: PropertyRow | None) -> list[Reason]:
    """Why a property of that kind cannot stand in `parent`: that is of the wrong kind."""
    if parent is None or parent.kind in PARENTS[kind]:
        return []
    return [Reason(None, "wrong-parent", f"{standing(kind)}; {parent.path} is a {parent.kind}")]


def parent_retired(parent: PropertyRow | None) -> list[Reason]:
    """Why nothing new can stand in `parent`: it is retired."""
    if parent is None or not parent.retired:
        return []
    return [Reason(None, "parent-retired", f"{parent.path} is retired", restoring(parent))]


def restoring(retired: PropertyRow) -> Remedy:
    """What brings a retired property back."""
    return Remedy("property edit", reference(retired), restore=True)


def taken(reader: Reader, path: str, *, owner: int | None = None) -> list[Reason]:
    """Why a path is not free: the property that holds it, a retired one with the way to restore it."""
    holder = by_key(reader, path_key(path))
    if holder is None or holder.id == owner:
        return []
    state = f"a retired {holder.kind}" if holder.retired else f"a {holder.kind}"
    message = f"{holder.path} is there already: {state}, property {holder.id}"
    return [Reason(None, "exists", message, restoring(holder) if holder.retired else None)]
