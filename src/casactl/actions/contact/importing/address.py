"""The address columns of a row: cells to a stored address, and what a matched contact's addresses make of it.

One address per row. Of a row matched by `id` the columns say the billing address; any other row adds
an address, or completes the one at the same place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casactl.actions.address import LIMITS, joined, stored_value
from casactl.domain.addresses import ACCESS, OWN, place_key
from casactl.domain.names import LONGEST_NAME, clean, exposed
from casactl.domain.placeholders import PLACEHOLDERS
from casactl.intake.country import InvalidCountry, country_code
from casactl.intake.email_address import InvalidEmail
from casactl.intake.engine import RowFault
from casactl.intake.phone_number import InvalidPhone

Row = Mapping[str, Any]
LINE, SECOND = "address_line", "address_line_2"
CELLS = {
    "address_line": "line", "city": "city", "region": "region", "postcode": "postcode", "country": "country",
    "address_label": "label", **{column: column for column in ACCESS},
}  # fmt: skip
"""The column of an address for each field of a file."""
FIELDS = frozenset({*CELLS, SECOND})
PLACELESS = "there is no address line, so the rest of the address was left out"

Address = tuple[str | None, ...]
"""The columns `OWN` in the form to store, None where the row says nothing."""
COUNTRY = OWN.index("country")
PHONE, EMAIL = OWN.index("access_phone"), OWN.index("access_email")
LIMIT = tuple(LIMITS.get(column, LONGEST_NAME) for column in OWN)


class AddressReader:
    """Reads the address cells of rows; what repeats, as towns and countries do, is judged once."""

    def __init__(self, columns: Sequence[str | None], country: str) -> None:
        self._cells = [(n, OWN.index(CELLS[name])) for n, name in enumerate(columns) if name in CELLS]
        self._second = columns.index(SECOND) if SECOND in columns else None
        self._without_line = not {LINE, SECOND} & set(columns)
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
        if self._second is not None and (second := cells[self._second].strip()):
            values[0] = self._value(0, joined([values[0] or "", exposed(second)]))
            said = True
        if not said:
            return None
        if not values[0] and not (by_number and self._without_line):
            self.warnings.append(PLACELESS)
            return None
        return tuple(values)

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
    """What a row does to a matched contact's addresses: one is added, one is changed, or the only one goes."""

    added: Address | None = None
    billing: bool = False
    """Whether the added one becomes the billing address."""
    columns: dict[str, Any] = field(default_factory=dict)
    """New values of the address `number`."""
    number: int = 0
    gone: int | None = None

    def __bool__(self) -> bool:
        return bool(self.added or self.columns or self.gone)


def change_of(
    address: Address | None, held: Sequence[Row], *, whole: bool, fields: frozenset[str], country: str
) -> AddressChange:
    """What a row's address (in file columns `fields`) changes for a contact that holds these addresses.

    Raises RowFault.
    """
    if whole:
        return _as_billing_address(address, held, fields, country)
    return _as_one_of_them(address, held, country)


def _as_billing_address(
    address: Address | None, held: Sequence[Row], fields: frozenset[str], country: str
) -> AddressChange:
    """The row is the whole truth about the billing address: emptied, that goes, unless another would have to follow."""
    now = next((row for row in held if row["billing"]), None)
    if address is None:
        return AddressChange(gone=_given_up(now, held)) if now and LINE in fields else AddressChange()
    if now is None:
        if not address[0]:
            raise RowFault("missing-address-line", PLACELESS)
        return AddressChange(added=with_country(address, country), billing=True)
    told = {column for cell, column in CELLS.items() if cell in fields and (column != "line" or address[0])}
    wanted = zip(OWN, with_country(address, country), strict=True)
    new = {column: value for column, value in wanted if column in told and value != now[column]}
    return AddressChange(number=now["id"], columns=new)


def _given_up(now: Row, held: Sequence[Row]) -> int:
    if len(held) > 1:
        raise RowFault(
            "billing-address-needed",
            f"address {now['id']} is the billing address and there are others: address remove with --billing says "
            "which takes over",
        )
    return int(now["id"])


def _as_one_of_them(address: Address | None, held: Sequence[Row], country: str) -> AddressChange:
    """The row adds an address; at a place that the contact has already, it says more about that."""
    if address is None:
        return AddressChange()
    new = dict(zip(OWN, with_country(address, country), strict=True))
    there = next((row for row in held if place_key(row) == place_key(new)), None)
    if there is None:
        return AddressChange(added=tuple(new.values()), billing=not held)
    told = {column: new[column] for column in ("label", *ACCESS) if new[column] and new[column] != there[column]}
    return AddressChange(number=there["id"], columns=told)


def with_country(address: Address, country: str) -> Address:
    """The address, in the workspace's country where it says none."""
    return address if address[COUNTRY] else (*address[:COUNTRY], country, *address[COUNTRY + 1 :])
