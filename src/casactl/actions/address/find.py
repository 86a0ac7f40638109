"""From a number to an address that may be seen."""

from __future__ import annotations

from casactl.domain.remedy import Remedy
from casactl.errors import NotFound
from casactl.store.queries.addresses import AddressRow, address_by_number
from casactl.store.reader import Reader


class AddressNotFound(NotFound):
    """There is no address of that number in sight."""

    code = "address.not-found"


def find_address(reader: Reader, number: int) -> AddressRow:
    """An address that whoever asks may see.

    Raises AddressNotFound.
    """
    row = address_by_number(reader, number, scope=reader.scope)
    if row is None:
        raise AddressNotFound(f"There is no address {number}.", hint=Remedy("address list"))
    return row
