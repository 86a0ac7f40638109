"""Properties are a tree: community → building → unit, named by a path such as `Rose Court/Block A/12`."""

from __future__ import annotations

from enum import StrEnum

from casactl.domain.failures import failure
from casactl.domain.names import clean, fold

SEPARATOR = "/"


class PropertyKind(StrEnum):
    """The three levels of the tree."""

    COMMUNITY = "community"
    BUILDING = "building"
    UNIT = "unit"


KINDS = tuple(str(kind) for kind in PropertyKind)

PARENTS: dict[str, tuple[str, ...]] = {
    PropertyKind.COMMUNITY: (),
    PropertyKind.BUILDING: (PropertyKind.COMMUNITY,),
    PropertyKind.UNIT: (PropertyKind.BUILDING, PropertyKind.COMMUNITY),  # a house without blocks
}


def property_name(text: str) -> str:
    """A name that can stand in a path: cleaned, not empty, without the separator."""
    name = clean(text, limit=200)
    if not name or SEPARATOR in name or name.startswith("-"):
        raise failure(
            "property.invalid-name",
            f"A property's name needs at least one character, no '{SEPARATOR}' and no '-' in front.",
        )
    return name


def path_key(path: str) -> str:
    """The compare key of a path: case, accents and spaces around separators do not matter."""
    return SEPARATOR.join(fold(part).strip() for part in path.split(SEPARATOR)).strip(SEPARATOR)


def join(parent: str | None, name: str) -> str:
    """The path of `name` below `parent`."""
    return f"{parent}{SEPARATOR}{name}" if parent else name


def below(key: str) -> tuple[str, str]:
    """The half-open range of path keys that lie strictly below `key`, for an index range scan."""
    return key + SEPARATOR, key + chr(ord(SEPARATOR) + 1)
