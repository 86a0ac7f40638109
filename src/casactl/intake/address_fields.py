"""The columns of a contact's addresses: those of the billing address, and with a number others, as `address_2_city`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from casactl.domain.addresses import ACCESS
from casactl.domain.names import fold

SECOND = "address_line_2"
"""The second line of a street, which is stored as one with the first."""
HOUSE = "house_number"
"""The number of a house where the street's name stands without it; stored as one with that."""
SHORT = {
    "address_line": "line", SECOND: "line_2", HOUSE: HOUSE, "city": "city", "region": "region", "postcode": "postcode",
    "country": "country", "address_label": "label", **{name: name for name in ACCESS},
}  # fmt: skip
"""What each field is called behind the number of a further address."""
MOST_ADDRESSES = 50
"""So many of one contact have columns."""
_FIELD_OF = {short: field for field, short in SHORT.items()}
_NUMBERED = re.compile(r"address_(\d{1,2})_(\w+)")
_NUMBER_BEHIND = re.compile(r"(.*?[^\d\s_#-])[\s_#-]*(\d{1,2})")
_OF_PLACE = frozenset({"city", "region", "postcode", "country"})
_SAID = re.compile(r"(?i)addr(?:ess|esse)?(?:[\s_-]*(\d{1,2}))?[\s_:-]+(\S.*)")


def numbered(field: str, number: int) -> str:
    """The column of a contact's nth address for a field of it: the first has the field's own name."""
    return field if number == 1 else f"address_{number}_{SHORT[field]}"


def address_field(column: str) -> tuple[str, int]:
    """The field that a column is of an address, and of which; any other column's own name, and 0."""
    if column in SHORT:
        return column, 1
    found = _NUMBERED.fullmatch(column)
    if found and found[2] in _FIELD_OF and 1 < int(found[1]) <= MOST_ADDRESSES:
        return _FIELD_OF[found[2]], int(found[1])
    return column, 0


def addresses_by_number(names: Sequence[str], meanings: Mapping[str, str]) -> dict[int, str]:
    """The fields of columns such as `Address 2` beside `City 2`, by place: with a town it is no second line."""
    found: dict[int, tuple[str, int]] = {}
    for place, name in enumerate(names):
        said = _NUMBER_BEHIND.fullmatch(name.strip())
        if said and not said[1].lower().rstrip().endswith("line"):
            found[place] = meanings.get(_plain(said[1]), ""), int(said[2])
    whole = {number for field, number in found.values() if field in _OF_PLACE}
    return {
        place: numbered(field, number) for place, (field, number) in found.items()
        if number in whole and field in SHORT and 1 <= number <= MOST_ADDRESSES
    }  # fmt: skip


def _plain(text: str) -> str:
    return "".join(character for character in fold(text) if character.isalnum())


def meant_address_field(name: str, meanings: Mapping[str, str]) -> str | None:
    """The field that `Address 2 - Street` and `Address: City` mean; `meanings` are those of the rest alone."""
    found = _SAID.fullmatch(name.strip())
    number = int(found[1] or 1) if found else 0
    if found is None or not 1 <= number <= MOST_ADDRESSES:
        return None
    field = _FIELD_OF.get(found[2].strip().lower()) or meanings.get(_plain(found[2]))
    return numbered(field, number) if field in SHORT else None
