"""The address columns of a row: cells to stored addresses, and what a matched contact's addresses make of them.

Of a row matched by `id` the columns say the billing address and, numbered, the further ones; any other row adds
addresses, or completes those at the same places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import field
from typing import Any

from casactl.actions.address import LIMITS, joined, stored_value
from casactl.domain.addresses import ACCESS, OWN, place_key
from casactl.domain.names import LONGEST_NAME, clean, exposed
from casactl.domain.placeholders import PLACEHOLDERS
from casactl.intake.address_fields import HOUSE, SECOND, address_field
from casactl.intake.country import InvalidCountry, country_code
from casactl.intake.email_address import InvalidEmail
from casactl.intake.engine import RowFault
from casactl.intake.phone_number import InvalidPhone
from casactl.records import dataclass

Row = Mapping[str, Any]
LINE, SITE = "address_line", "address_site"
CELLS = {
    "address_line": "line", "city": "city", "region": "region", "postcode": "postcode", "country": "country",
    "address_label": "label", **{column: column for column in ACCESS},
}  # fmt: skip
"""The column of an address for each field of a file."""
FIELDS = frozenset({*CELLS, SECOND, HOUSE})
NUMBER_FIRST = frozenset({
    "AU", "CA", "FR", "GB", "HK", "IE", "IL", "IN", "LU", "MC", "MT", "MU", "MY", "NZ", "PH", "SG", "TH", "US", "ZA",
})  # fmt: skip
"""Countries that write a house's number before the street."""
PLACELESS = "there is no address line, so the rest of the address was left out"

Address = tuple[str | None, ...]
"""The columns `OWN` in the form to store, None where the row says nothing."""
COUNTRY = OWN.index("country")
PHONE, EMAIL = OWN.index("access_phone"), OWN.index("access_email")
LIMIT = tuple(LIMITS.get(column, LONGEST_NAME) for column in OWN)


def is_of_address(column: str) -> bool:
    """Whether a column is of any of a contact's addresses."""
    return column in FIELDS or address_field(column)[1] > 0


def further_readers(columns: Sequence[str | None], country: str) -> list[AddressReader]:
    """A reader for each further address that a file has columns for, in the order of their numbers."""
    apart = [address_field(name or "") for name in columns]
    numbers = sorted({number for _, number in apart if number > 1})
    return [
        AddressReader([field if number == wanted else None for field, number in apart], country) for wanted in numbers
    ]


class AddressReader:
    """Reads the address cells of rows; what repeats, as towns and countries do, is judged once."""

    def __init__(self, columns: Sequence[str | None], country: str) -> None:
        self._cells = [(n, OWN.index(CELLS[name])) for n, name in enumerate(columns) if name in CELLS]
        self._second = columns.index(SECOND) if SECOND in columns else None
        self._house = columns.index(HOUSE) if HOUSE in columns else None
        self._without_line = not {LINE, SECOND} & set(columns)
        self.told = frozenset(OWN[n] for _, n in self._cells)
        """What a file says of an address, column by column."""
        self._country = country
        self._odd: dict[str, str] = {}
        self.warnings: list[str] = []
        """What was odd about the row that was read last, and did not keep it out."""
        self._repeating: tuple[dict[str, str | None], ...] = tuple({} for _ in OWN)

    def read(self, cells: Sequence[str], *, by_number: bool) -> Address | None:
        """The row's address; None where the row says none.

        A country alone is no address: other programs fill it in for everybody. Raises RowFault, BadText.
        """
        values: list[str | None] = [None] * len(OWN)
        said = False
        self.warnings.clear()
        for at, n in self._cells:
            text = cells[at].strip()
            if text and text not in PLACEHOLDERS:
                values[n] = self._value(n, exposed(text) if text[0] == "'" else text)
                said = said or n != COUNTRY
        if self._house is not None and values[0] and (house := cells[self._house].strip()) not in PLACEHOLDERS | {""}:
            values[0] = self._value(0, self._with_number(values[0], exposed(house), values[COUNTRY]))
        if self._second is not None and (second := cells[self._second].strip()):
            values[0] = self._value(0, joined([values[0] or "", exposed(second)]))
            said = True
        if not said:
            return None
        if not values[0] and not (by_number and self._without_line):
            self.warnings.append(PLACELESS)
            return None
        return tuple(values)

    def _with_number(self, street: str, number: str, country: str | None) -> str:
        """The street and the house's number in the order of their country, unless the street has it already."""
        if number in re.split(r"[\s,]+", street):
            return street
        return f"{number} {street}" if (country or self._country) in NUMBER_FIRST else f"{street} {number}"

    def _value(self, n: int, text: str) -> str | None:
        """A cell in the form to store; lines, names and notes are other ones in every row."""
        if n == 0 and "\n" in text:
            text = joined(text.splitlines())
        if n not in REPEATING:
            return clean(text, limit=LIMIT[n]) or None if n not in (PHONE, EMAIL) else self._contact_point(n, text)
        held = self._repeating[n]
        if text not in held:
            if len(held) > MEMO:
                held.clear()
            held[text] = self._code(text) if n == COUNTRY else clean(text, limit=LIMIT[n]) or None
        if n == COUNTRY and held[text] is None:
            self.warnings.append(self._odd[text])
        return held[text]

    def _contact_point(self, n: int, text: str) -> str | None:
        try:
            return stored_value(OWN[n], text, self._country)
        except (InvalidPhone, InvalidEmail) as fault:
            raise RowFault(fault.code.replace("invalid-", "invalid-access-"), fault.message) from None

    def _code(self, text: str) -> str | None:
        """The country's code; nobody is kept out for a country that is none."""
        if text in ("NA", "na", "Na") and self._country != "NA":
            self._odd[text] = f"'{text}' was taken for no country at all; Namibia is written out"
            return None
        try:
            return country_code(text)
        except InvalidCountry as fault:
            self._odd[text] = f"{fault.message}: no country was taken"
            return None


REPEATING = frozenset(OWN.index(column) for column in ("city", "region", "postcode", "country", "label"))
MEMO = 20_000


@dataclass(slots=True)
class AddressChange:
    """What a row does to one of a matched contact's addresses: it is added, it is changed, or it goes."""

    added: Address | None = None
    billing: bool = False
    """Whether the added one becomes the billing address."""
    site: bool = False
    """Whether the billing address is a site, too."""
    columns: dict[str, Any] = field(default_factory=dict)
    """New values of the address `number`."""
    number: int = 0
    gone: int | None = None

    def __bool__(self) -> bool:
        return bool(self.added or self.columns or self.gone)


@dataclass(frozen=True, slots=True)
class AddressesSaid:
    """What a row says of its contact's addresses."""

    billing: Address | None = None
    further: Sequence[Address | None] = ()
    """Of each further address that the file has columns for, None where they are empty."""
    site: bool = False
    """Whether the billing address is a site, too."""

    def __iter__(self) -> Iterator[Address]:
        return filter(None, (self.billing, *self.further))


NO_ADDRESSES = AddressesSaid()


@dataclass(frozen=True, slots=True)
class Told:
    """What the columns of a file say of addresses, and the country of those that say none."""

    fields: frozenset[str]
    further: Sequence[frozenset[str]]
    """For each further address the columns that are there."""
    country: str


def changes_of(said: AddressesSaid, held: Sequence[Row], told: Told, *, whole: bool) -> list[AddressChange]:
    """What a row's addresses change for a contact that holds these.

    Raises RowFault.
    """
    changes = _as_all(said, held, told) if whole else _as_some(said, held, told.country)
    return [change for change in changes if change]


def _as_all(said: AddressesSaid, held: Sequence[Row], told: Told) -> list[AddressChange]:
    """The row is the whole truth about the addresses that its file has columns for."""
    others = [row for row in held if not row["billing"]]
    changes = _as_further(said.further, others, told)
    gone = {change.gone for change in changes}
    first = _as_billing_address(said, [row for row in held if row["id"] not in gone], told)
    added = [change for change in changes if change.added]
    if first.gone and added:
        raise _needed(first.gone)
    if not (held or first.added) and added:
        added[0].billing = True
    return [*changes, first]


def _as_billing_address(said: AddressesSaid, held: Sequence[Row], told: Told) -> AddressChange:
    """Emptied, the billing address goes, unless another would have to follow."""
    now, address = next((row for row in held if row["billing"]), None), said.billing
    if address is None:
        return AddressChange(gone=_given_up(now, held)) if now and LINE in told.fields else AddressChange()
    if now is None:
        if not address[0]:
            raise RowFault("missing-address-line", PLACELESS)
        return AddressChange(added=with_country(address, told.country), billing=True, site=said.site)
    columns = {column for cell, column in CELLS.items() if cell in told.fields and (column != "line" or address[0])}
    new = _differing(address, now, columns, told.country)
    if SITE in told.fields and bool(now["site"]) != said.site:
        new["site"] = int(said.site)
    return AddressChange(number=now["id"], columns=new)


def _as_further(said: Sequence[Address | None], held: Sequence[Row], told: Told) -> list[AddressChange]:
    """Each is known by its place, else it is the one of its number: what somebody has corrected stays the same one."""
    left, changes, moved = list(held), list[AddressChange](), list[tuple[Address, frozenset[str]]]()
    for address, columns in zip(said, told.further, strict=True):
        if address is None:
            continue
        place = place_key(dict(zip(OWN, with_country(address, told.country), strict=True)))
        if there := next((row for row in left if place_key(row) == place), None):
            left.remove(there)
            changes.append(AddressChange(number=there["id"], columns=_differing(address, there, columns, told.country)))
        else:
            moved.append((address, columns))
    numbered = [row for row in held[: len(said)] if row in left]
    for (address, columns), row in zip(moved, numbered, strict=False):
        changes.append(AddressChange(number=row["id"], columns=_differing(address, row, columns, told.country)))
    for address, _ in moved[len(numbered) :]:
        if not address[0]:
            raise RowFault("missing-address-line", PLACELESS)
        changes.append(AddressChange(added=with_country(address, told.country)))
    if all("line" in columns for columns in told.further):
        changes += [AddressChange(gone=row["id"]) for row in numbered[len(moved) :]]
    return changes


def _differing(address: Address, now: Row, columns: Set[str], country: str) -> dict[str, Any]:
    """What an address says other than the one that is there, in these columns."""
    wanted = zip(OWN, with_country(address, country), strict=True)
    return {column: value for column, value in wanted if column in columns and value != now[column]}


def _given_up(now: Row, held: Sequence[Row]) -> int:
    if len(held) > 1:
        raise _needed(now["id"])
    return int(now["id"])


def _needed(number: int) -> RowFault:
    return RowFault(
        "billing-address-needed",
        f"address {number} is the billing address and there are others: address remove with --billing says "
        "which takes over",
    )


def _as_some(said: AddressesSaid, held: Sequence[Row], country: str) -> Iterator[AddressChange]:
    """The row adds addresses; at a place that the contact has already, it says more about that."""
    met: set[tuple[str, ...]] = set()
    for address in said:
        new = dict(zip(OWN, with_country(address, country), strict=True))
        there = next((row for row in held if place_key(row) == place_key(new)), None)
        if there is not None:
            told = {
                column: new[column] for column in ("label", *ACCESS) if new[column] and new[column] != there[column]
            }
            yield AddressChange(number=there["id"], columns=told)
        elif place_key(new) not in met:
            yield AddressChange(added=tuple(new.values()), billing=not (held or met), site=said.site)
        met.add(place_key(new))


def with_country(address: Address, country: str) -> Address:
    """The address, in the workspace's country where it says none."""
    return address if address[COUNTRY] else (*address[:COUNTRY], country, *address[COUNTRY + 1 :])
