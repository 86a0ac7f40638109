"""Properties are a tree: community → building → unit, named by a path such as `Rose Court/Block A/12`."""

from __future__ import annotations

import re
from enum import StrEnum

from casactl.domain.failures import failure
from casactl.domain.names import clean, fold

SEPARATOR = "/"
OWN_SLASH = "\\/"
"""How a path writes a slash of a name: the Scottish flat `2/1` is `Elm House/2\\/1`."""
_HELD = "\u2215"
"""What stands for it where paths are compared."""
_number = re.compile(r"\d+")


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
    if not name or SEPARATOR in name.replace(OWN_SLASH, "") or name.startswith("-"):
        raise failure(
            "property.invalid-name",
            f"A property's name needs at least one character, no '{SEPARATOR}' and no '-' in front; "
            f"a '{SEPARATOR}' of its own is written {OWN_SLASH}.",
        )
    return name.replace(OWN_SLASH, SEPARATOR)


def path_key(path: str) -> str:
    """The compare key of a path: case, accents and spaces around separators do not matter."""
    parts = path.replace(OWN_SLASH, _HELD).split(SEPARATOR)
    return SEPARATOR.join(fold(part).strip() for part in parts).strip(SEPARATOR)


def path_order(key: str) -> str:
    """What a path key is sorted by: a tree before its neighbours, `Flat 2` before `Flat 10`.

    Compared by code point: each number has its length before it, and a separator is less than any other character.
    """
    return _number.sub(_weighed, key).replace(SEPARATOR, "\t")


def _weighed(number: re.Match[str]) -> str:
    digits = str(int(number[0]))
    nines, rest = divmod(len(digits), 9)
    return "9" * nines + str(rest) + digits


def escaped(name: str) -> str:
    """A name as it stands in a path."""
    return name.replace(SEPARATOR, OWN_SLASH)


def join(parent: str | None, name: str) -> str:
    """The path of `name` below `parent`."""
    return f"{parent}{SEPARATOR}{escaped(name)}" if parent else escaped(name)


def parts_of(path: str) -> list[str]:
    """The names in a path, each as it stands there."""
    return [part.replace(_HELD, OWN_SLASH) for part in path.replace(OWN_SLASH, _HELD).split(SEPARATOR)]


def below(key: str) -> tuple[str, str]:
    """The half-open range of path keys that lie strictly below `key`, for an index range scan."""
    return key + SEPARATOR, key + chr(ord(SEPARATOR) + 1)
