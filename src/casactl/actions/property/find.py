"""From a path or a number to a property, with near matches for what is mistyped; and what is known about it."""

from __future__ import annotations

from difflib import get_close_matches

from casactl.domain.abilities import Reason
from casactl.domain.failures import failure
from casactl.domain.names import fold
from casactl.domain.properties import PARENTS, SEPARATOR, path_key, property_name
from casactl.domain.remedy import Remedy, Said, Word
from casactl.store.queries.properties import PropertyRow, all_paths, by_key, by_number, children, ending_in, occupancies
from casactl.store.reader import Reader


def place_name(text: str) -> str:
    """A name that can stand in a path, also in the form in which paths are compared.

    Raises InvalidValue, BadText.
    """
    name = property_name(text)
    key = fold(name.replace(SEPARATOR, ""))
    if not key or SEPARATOR in key:  # a lone accent; ℅ and ／ hold the separator once they are compared
        raise failure(
            "property.invalid-name",
            f"'{name}' cannot stand in a path: it needs a character, and none like '{SEPARATOR}'.",
        )
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
        raise failure("property.missing-parent", f"{standing(kind).capitalize()}: say which.")


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
    """Why a path is not free: the property that holds it, a retired one with the way to restore it.

    Of one out of sight nothing is said but that the path is taken.
    """
    holder = by_key(reader.unfenced("a path that is held is not free, whoever may see the property"), path_key(path))
    if holder is None or holder.id == owner:
        return []
    if not reader.in_sight("property", [holder.id]):
        return [Reason(None, "exists", f"{path} is taken")]
    state = f"a retired {holder.kind}" if holder.retired else f"a {holder.kind}"
    message = f"{holder.path} is there already: {state}, property {holder.id}"
    return [Reason(None, "exists", message, restoring(holder) if holder.retired else None)]


NEAR = 3


def find_property(reader: Reader, text: str) -> PropertyRow:
    """The property with that path, that unique end of a path, or that number.

    Raises NotFound.
    """
    text = text.encode("utf-8", "replace").decode()  # half a character is in no path, and no database takes it
    found = by_key(reader, text) if path_key(text) else None
    if found is None and text.strip().isascii() and text.strip().isdigit():
        found = by_number(reader, int(text.strip()[:18]))
    if found:
        return found
    ending = ending_in(reader, text) if path_key(text) else []
    if len(ending) == 1:
        return ending[0]
    if ending:
        listed = ", ".join(each.path for each in ending)
        raise failure("property.ambiguous", f"'{text}' may be any of {len(ending)}: {listed}.")
    raise failure("property.not-found", f"No property '{text}'.{_near(reader, text)}")


def _near(reader: Reader, text: str) -> str:
    paths = {path_key(path): path for path in all_paths(reader)}
    near = get_close_matches(path_key(text), list(paths)[:20_000], n=NEAR, cutoff=0.75)
    return f" Near: {', '.join(paths[key] for key in near)}." if near else ""


def property_profile(reader: Reader, at: PropertyRow, *, today: str) -> dict[str, object]:
    """The JSON object of `property show`; the present come first, then the past with their ends."""
    people = occupancies(reader, at.id)
    present = {each.contact_id for each in people if each.ends is None or each.ends >= today}
    attachments = [
        {
            "contact_id": each.contact_id,
            "display_name": each.display_name,
            "lifecycle": each.lifecycle,
            "role": each.role,
            "from": each.starts,
            "to": each.ends,
        }
        for each in people
    ]
    return {
        "id": at.id,
        "kind": at.kind,
        "name": at.name,
        "path": at.path,
        "attached": len(present),
        "retired": bool(at.retired),
        "children": children(reader, at.id),
        "attachments": attachments,
        "version": at.version,
        "share": at.share,
    }
