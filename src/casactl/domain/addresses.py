"""Addresses: which columns say where, which whom to ask, and who is the billing address (PY-3, PY-4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from casactl.domain.abilities import Reason
from casactl.domain.names import fold
from casactl.domain.remedy import Blank, Remedy

Row = Mapping[str, Any]

PLACE = ("line", "city", "region", "postcode", "country")
"""The columns that say where it is."""
ACCESS = ("access_name", "access_phone", "access_email", "access_note")
"""The columns that say whom to ask for the key, and what to know (PY-4)."""
OWN = (*PLACE, "label", *ACCESS)
"""Everything that is typed; the two marks come on top."""

SEPARATOR = ", "
"""Between the lines of a street address, which are stored as one."""


def place_key(row: Row) -> tuple[str, ...]:
    """The same for two addresses that are one place, however they are spelt."""
    line, city, region, postcode, country = (fold(row.get(column) or "") for column in PLACE)
    return line, city, region, postcode.replace(" ", ""), country


def access_of(row: Row) -> tuple[str | None, ...]:
    """Whom to ask, as one value to compare; all None where nothing was said."""
    return tuple(row.get(column) or None for column in ACCESS)


def same_address(row: Row, new: Row) -> bool:
    """Whether everything typed is the same, and at the same place."""
    return (
        place_key(row) == place_key(new)
        and access_of(row) == access_of(new)
        and (row.get("label") or None) == (new.get("label") or None)
    )


def marks(*, first: bool, billing: bool, site: bool) -> dict[str, int]:
    """The marks of a new address: the first becomes the billing address, any other is a site at least (PY-3)."""
    is_billing = first or billing
    return {"billing": int(is_billing), "site": int(site or not is_billing)}


GIVEN_UP = {"billing": 0, "site": 1}
"""The marks of what was the billing address."""


def mark_needed(number: int, contact: int, others: Iterable[int]) -> Reason:
    """Why the billing mark cannot simply go."""
    other = next(iter(others), None)
    if other is None:
        message = f"address {number} is the only one, and so the billing address"
        remedy = Remedy("address add", contact, line=Blank("LINE"), billing=True)
        return Reason("PY-3", "billing-address", message, remedy)
    message = f"address {number} is the billing address until another one is"
    return Reason("PY-3", "billing-address", message, Remedy("address edit", other, billing=True))


def site_needed(number: int) -> Reason:
    """Why an address that is not the billing address stays a site."""
    message = f"address {number} is not the billing address, and so a site"
    return Reason("PY-3", "site-address", message, Remedy("address edit", number, billing=True))
