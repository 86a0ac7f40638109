"""Exporting contacts: `id` and the importable columns, streamed, so that the file imports again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from casactl.actions.contact.address_columns import OF_ADDRESSES, AddressesOut
from casactl.actions.contact.tenancy_columns import DEPOSIT, OF_LEASES, TenanciesOut, tenancy_columns
from casactl.domain.contact_points import PointKind, written
from casactl.domain.contact_types import is_single_name
from casactl.domain.custom import CustomField, FieldType, fits
from casactl.domain.listed import listed
from casactl.domain.names import exposed, guarded
from casactl.domain.remedy import Line, Remedy, Sentence
from casactl.domain.shapes import record
from casactl.intake.address_fields import address_field
from casactl.store.queries.contacts import by_ids, with_details
from casactl.store.queries.export import COLUMNS as STREAMED
from casactl.store.queries.export import (
    OF_FEW,
    PlacesOut,
    any_of_few,
    companies_of,
    places_of,
    stream_for_export,
    tags_of,
)
from casactl.store.queries.filters import Filters, fields_in_use
from casactl.store.queries.points import PointRow, any_point, points_of
from casactl.store.queries.settings import setting
from casactl.store.reader import Reader, Row

MEMO = 20_000


class InvalidValues:
    """Counts the values on their way out that their fields do not take; judges each text once."""

    def __init__(self, defined: Mapping[str, CustomField]) -> None:
        self.defined = defined
        self._judged: dict[str, dict[str, bool]] = {
            name: {} for name, known in defined.items() if known.type is not FieldType.TEXT
        }
        self.counts: Counter[str] = Counter()

    def look(self, held: Mapping[str, str]) -> None:
        """Count those among one contact's values."""
        for name, judged in self._judged.items():
            if value := held.get(name):
                verdict = judged.get(value)
                if not (self._judge(name, value) if verdict is None else verdict):
                    self.counts[name] += 1

    def _judge(self, name: str, value: str) -> bool:
        judged = self._judged[name]
        if len(judged) >= MEMO:
            judged.clear()
        verdict = judged[value] = fits(self.defined[name], value)
        return verdict

    def is_number(self, name: str, value: str) -> bool:
        """Whether a value is a number in a field that takes numbers: no formula, whatever it begins with."""
        known = self.defined.get(name)
        return known is not None and known.type is FieldType.NUMBER and self._judge(name, value)

    def told(self) -> Iterator[Line]:
        """A sentence for each field that has any, with the command that lists them."""
        for name, count in self.counts.items():
            known = self.defined[name]
            values = "1 value is" if count == 1 else f"{count:,} values are"
            yield Sentence(f"{values} not what '{name}' takes, {known.takes}: ", Remedy("workspace field show", name))


CHUNK = 2000
COLUMNS = (
    "contact_id", "external_id", "type", "kind", "first_name", "last_name", "company", "email", "phone", "tags",
    "property", "role", "lifecycle", "created_at",
)  # fmt: skip
PATHS, ROLES = COLUMNS.index("property"), COLUMNS.index("role")
TENANCY = frozenset({*OF_LEASES, DEPOSIT})
SAFE = TENANCY | {
    "contact_id",
    "type",
    "kind",
    "phone",
    "lifecycle",
    "created_at",
    "country",
    "access_phone",
    "address_site",
}
"""Columns that hold no free text."""
OF_SOME = TENANCY | OF_ADDRESSES | {*OF_FEW, *(f"further_{kind}" for kind in PointKind)}
"""Columns that a file has where anybody has something for them."""
NOTHING: Mapping[str, str | None] = {}


def as_typed(text: str) -> str:
    """Text for a file that a spreadsheet does not calculate, so that an import reads it as it is."""
    return text if exposed(text) == text else guarded(text)


def rows_of(
    reader: Reader, filters: Filters, *, today: str, invalid_values: InvalidValues,
    guard_text: Callable[[str], str] | None = guarded,
) -> Iterator[list[Any]]:  # fmt: skip
    """The header, then a row per contact; `guard_text` keeps free text from being calculated."""
    keys = _columns_of_own(reader, invalid_values.defined)
    addresses = AddressesOut(reader)
    columns = [*COLUMNS, *addresses.columns, *(f"x-{key}" for key in keys)]
    few = [*any_of_few(reader), *(f"further_{kind}" for kind in PointKind if any_point(reader, kind))]
    few += (of_tenancy := tenancy_columns(reader))
    out = TenanciesOut(reader, today=today, currency=setting(reader, "currency")) if of_tenancy else None
    header = [*columns, *few]
    yield header
    guard = (
        () if guard_text is None else tuple(n for n, name in enumerate(header) if address_field(name)[0] not in SAFE)
    )
    for chunk in _chunks(stream_for_export(reader, filters, today=today)):
        ids = [row[0] for row in chunk]
        further = points_of(reader, ids) if few else {}
        places = places_of(reader, ids, today)
        tenancies = out.of(ids, places) if out else {}
        for row, held in zip(
            _complete(reader, chunk, places, keys, invalid_values, addresses=addresses.of(ids)), chunk, strict=True
        ):
            tenancy = tenancies.get(row[0], NOTHING)
            row += (
                tenancy[name] if name in tenancy else places.days(name, row[0]) if name in TENANCY
                else _few(name, held, further) for name in few
            )  # fmt: skip
            if "property" in tenancy:
                row[PATHS], row[ROLES] = tenancy["property"], tenancy["role"]
            for n in guard:
                text = row[n]
                if text and text[0] in GUARDED and not _is_number(header[n], text, invalid_values):
                    row[n] = guard_text(text) if guard_text else text
            yield row


def _is_number(column: str, text: str, invalid_values: InvalidValues) -> bool:
    """Whether a text that begins like a formula is a number, in a column that holds such."""
    if column == "further_phone":
        return text[0] == "+"
    return column.startswith("x-") and invalid_values.is_number(column[2:], text)


def _few(name: str, row: Row, further: Mapping[int, Sequence[PointRow]]) -> str | None:
    """What only a few contacts have, of a row of `stream_for_export`."""
    kind = name.removeprefix("further_")
    if kind != name:
        points = [point for point in further.get(row[0], ()) if point.kind == kind]
        return listed(written(point.read, point.label) for point in points) or None
    if name == "single_name":
        return "yes" if is_single_name(row[3], row[4], row[5]) else None
    value = row[STREAMED.index(name)]
    return ("yes" if value else None) if name == "family_first" else value


def _columns_of_own(reader: Reader, defined: Mapping[str, CustomField]) -> list[str]:
    """The custom fields that have a column: those defined, in that order, then others that any contact holds."""
    return [*defined, *(key for key in fields_in_use(reader) if key not in defined)]


GUARDED = frozenset("=+-@\t\r'")
"""Only cells that start so can need a guard."""


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def _complete(
    reader: Reader,
    chunk: list[Row],
    places: PlacesOut,
    keys: Sequence[str],
    invalid_values: InvalidValues,
    *,
    addresses: Callable[[int], list[str | None]],
) -> Iterator[list[Any]]:
    ids = [row[0] for row in chunk]
    tags = tags_of(reader, ids)
    paths, roles = places.paths, places.roles
    companies = companies_of(reader, ids)
    for number, external, type_, kind, first, last, name, email, phone, custom, lifecycle, created, *_ in chunk:
        row = [
            number, external, type_, kind, first, last, name or companies.get(number), email, phone, tags.get(number),
            paths.get(number), roles.get(number), lifecycle, created,
        ]  # fmt: skip
        row += addresses(number)
        if keys:
            held = json.loads(custom) if custom else {}
            invalid_values.look(held)
            row += [held.get(key) for key in keys]
        yield row


def contact_objects(
    reader: Reader, filters: Filters, *, today: str, currency: str, invalid_values: InvalidValues
) -> Iterator[dict[str, object]]:
    """Contact objects, as `contact list` gives them, with the places and addresses that a file has columns for."""
    addresses = AddressesOut(reader)
    of_tenancy = tenancy_columns(reader)
    out = TenanciesOut(reader, today=today, currency=currency) if of_tenancy else None
    for chunk in _chunks(stream_for_export(reader, filters, today=today)):
        ids = [row[0] for row in chunk]
        cells = addresses.of(ids)
        places = places_of(reader, ids, today)
        tenancies = out.of(ids, places) if out else {}
        contacts = list(by_ids(reader, ids).values())
        contacts.sort(key=lambda contact: contact.id)
        for contact in with_details(reader, contacts, today=today):
            shape = record(contact, currency)
            custom = shape["custom"]
            assert isinstance(custom, dict)
            invalid_values.look(custom)
            shape |= {"property": places.paths.get(contact.id), "role": places.roles.get(contact.id)}
            if of_tenancy:
                tenancy = tenancies.get(contact.id, NOTHING)
                days = {name: places.days(name, contact.id) for name in of_tenancy if name != DEPOSIT}
                shape |= days | {name: tenancy[name] for name in days if name in tenancy}
                shape |= {name: tenancy[name] for name in ("property", "role") if name in tenancy}
            shape |= dict(zip(addresses.columns, cells(contact.id), strict=True))
            yield shape
