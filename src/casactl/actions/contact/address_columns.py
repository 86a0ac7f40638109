"""The columns of addresses in an export: the billing address by the fields' own names, further ones by their number."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from casactl.intake.address_fields import MOST_ADDRESSES, address_field, numbered
from casactl.store.queries.export import (
    ADDRESS,
    addresses_out,
    any_address,
    any_billing_site,
    any_of_further,
    most_addresses,
)
from casactl.store.reader import Reader

SITE = "address_site"
OF_ADDRESSES = frozenset({SITE, *(numbered(name, n) for n in range(1, MOST_ADDRESSES + 1) for name in ADDRESS)})
Cells = Callable[[int], list[str | None]]
"""The cells of a contact, by its number."""


def address_columns(reader: Reader) -> list[str]:
    """The columns of addresses that anybody has something for: those of the billing address, then the further ones."""
    if not any_address(reader):
        return []
    most = min(most_addresses(reader), MOST_ADDRESSES)
    further = any_of_further(reader) if most > 1 else []
    site = [SITE] if any_billing_site(reader) else []
    return [*ADDRESS, *site, *(numbered(name, n) for n in range(2, most + 1) for name in further)]


class AddressesOut:
    """Fills these columns for stretches of contacts."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self.columns = reader, address_columns(reader)
        self._at = [(ADDRESS.index(field), n - 2) for field, n in map(address_field, self.columns) if n > 1]
        self._site = SITE in self.columns
        self._none: list[str | None] = [None] * len(self.columns)

    def of(self, ids: Sequence[int]) -> Cells:
        """The cells of each of some contacts, by number."""
        held = addresses_out(self._reader, ids) if self.columns else {}

        def cells(contact: int) -> list[str | None]:
            if (found := held.get(contact)) is None:
                return self._none
            site = ["yes" if found.site else None] if self._site else []
            further = [found.further[n][at] if n < len(found.further) else None for at, n in self._at]
            return [*found.billing, *site, *further]

        return cells


def beyond_columns(reader: Reader) -> str:
    """What is to be said where somebody has more addresses than an export has columns for."""
    if most_addresses(reader) <= MOST_ADDRESSES:
        return ""
    return f"some have more than {MOST_ADDRESSES} addresses; the first {MOST_ADDRESSES} of each are in the file"
