"""The columns of a contact's addresses: those of the billing address, and with a number others, as `address_2_city`."""

from __future__ import annotations

import re
from collections.abc import Mapping

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


def meant_address_field(name: str, meanings: Mapping[str, str]) -> str | None:
    """The field that `Address 2 - Street` and `Address: City` mean; `meanings` are those of the rest alone."""
    found = _SAID.fullmatch(name.strip())
    number = int(found[1] or 1) if found else 0
    if found is None or not 1 <= number <= MOST_ADDRESSES:
        return None
    rest = "".join(character for character in fold(found[2]) if character.isalnum())
    field = _FIELD_OF.get(found[2].strip().lower()) or meanings.get(rest)
    return numbered(field, number) if field in SHORT else None
