"""Exporting contacts: `id` and the importable columns, streamed, so that the file imports again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from casactl.domain.contact_types import is_single_name
from casactl.domain.custom import CustomField, FieldType, fits
from casactl.domain.names import guarded
from casactl.domain.remedy import Line, Remedy, Sentence
from casactl.domain.shapes import record
from casactl.store.config import WorkspaceEntry
from casactl.store.copies import EXPORT, note_copy
from casactl.store.queries.contacts import by_ids, with_details
from casactl.store.queries.export import (
    ADDRESS,
    any_address,
    any_single_name,
    billing_addresses_of,
    companies_of,
    custom_keys,
    places_of,
    stream_for_export,
    tags_of,
)
from casactl.store.queries.filters import Filters
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
KIND, FIRST, LAST = map(COLUMNS.index, ("kind", "first_name", "last_name"))
SAFE = frozenset({"contact_id", "type", "kind", "phone", "lifecycle", "created_at", "country", "access_phone"})
"""Columns that hold no free text."""
NO_ADDRESS = (None,) * len(ADDRESS)


def csv_rows(
    reader: Reader, filters: Filters, *, today: str, raw: bool, invalid_values: InvalidValues
) -> Iterator[list[Any]]:
    """The header, then a row per contact; free text is guarded from spreadsheets unless `raw`."""
    keys = _columns_of_own(reader, invalid_values.defined)
    single = any_single_name(reader)
    columns = [*COLUMNS, *(ADDRESS if any_address(reader) else ()), *(f"x-{key}" for key in keys)]
    yield [*columns, "single_name"] if single else columns
    own = len(columns) - len(keys)
    guard = () if raw else tuple(n for n, name in enumerate(columns) if name not in SAFE)
    addresses = "address_line" in columns
    for chunk in _chunks(stream_for_export(reader, filters, today=today)):
        for row in _complete(reader, chunk, today, keys, invalid_values, addresses=addresses):
            for n in guard:
                text = row[n]
                if text and text[0] in GUARDED and not (n >= own and invalid_values.is_number(keys[n - own], text)):
                    row[n] = guarded(text)
            if single:
                row.append("yes" if is_single_name(row[KIND], row[FIRST], row[LAST]) else None)
            yield row


def _columns_of_own(reader: Reader, defined: Mapping[str, CustomField]) -> list[str]:
    """The custom fields that have a column: those defined, in that order, then others that any contact holds."""
    return [*defined, *(key for key in custom_keys(reader) if key not in defined)]


OWN = len(COLUMNS)
"""Where the columns of custom fields begin."""
GUARDED = frozenset("=+-@\t\r'")
"""Only cells that start so can need a guard."""


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def _complete(
    reader: Reader, chunk: list[Row], today: str, keys: Sequence[str], invalid_values: InvalidValues, *, addresses: bool
) -> Iterator[list[Any]]:
    ids = [row[0] for row in chunk]
    tags = tags_of(reader, ids)
    paths, roles = places_of(reader, ids, today)
    companies = companies_of(reader, ids)
    homes = billing_addresses_of(reader, ids) if addresses else {}
    for number, external, type_, kind, first, last, name, email, phone, custom, lifecycle, created in chunk:
        row = [
            number, external, type_, kind, first, last, name or companies.get(number), email, phone, tags.get(number),
            paths.get(number), roles.get(number), lifecycle, created,
        ]  # fmt: skip
        if addresses:
            row += homes.get(number, NO_ADDRESS)
        if keys:
            held = json.loads(custom) if custom else {}
            invalid_values.look(held)
            row += [held.get(key) for key in keys]
        yield row


def contact_objects(
    reader: Reader, filters: Filters, *, today: str, currency: str, invalid_values: InvalidValues
) -> Iterator[dict[str, object]]:
    """Contact objects, as `contact list` gives them, streamed."""
    for chunk in _chunks(stream_for_export(reader, filters, today=today)):
        ids = [row[0] for row in chunk]
        contacts = list(by_ids(reader, ids).values())
        contacts.sort(key=lambda contact: contact.id)
        for contact in with_details(reader, contacts, today=today):
            shape = record(contact, currency)
            custom = shape["custom"]
            assert isinstance(custom, dict)
            invalid_values.look(custom)
            yield shape


def remember(entry: WorkspaceEntry, file: Path) -> None:
    """Keep in mind where the contacts went: an erasure names it."""
    if file.is_file():
        note_copy(entry.folder, EXPORT, str(file.expanduser().absolute()))
