"""Rows out of JSON and JSON Lines: objects whose keys are the columns; casactl's own export among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, TextIO

from casactl.domain.failures import failure
from casactl.domain.listed import part
from casactl.intake.csv_rows import LONGEST_LINE, BadRow, Row
from casactl.intake.field_names import plain
from casactl.intake.json_document import parsed, values
from casactl.intake.workbook import MOST_COLUMNS

_DEEPEST = 4
Object = dict[str, Any]
Cells = dict[str, str]

_OWN = frozenset({"display_name", "lifecycle", "portal", "version"})
"""Keys by which an object is a contact of casactl's own export."""
_WRAPPERS = frozenset(
    {"contact", "contactinfo", "contactdetails", "contactinformation", "person", "profile", "attributes"}
)
"""Objects within an object that say nothing but that what they hold is of the contact."""
_OF_NAMES = frozenset({"first", "last", "given", "family", "middle", "full", "display"})
_AROUND_NAMES = frozenset(
    {"title", "prefix", "suffix", "firstname", "lastname", "givenname", "familyname", "middlename"}
)
_ADDRESSES = frozenset({"address", "addresses", "mailingaddress", "postaladdress", "homeaddress", "billingaddress"})
_POINTS = {
    "email": frozenset({"email", "emails", "emailaddress", "emailaddresses"}),
    "phone": frozenset({"phone", "phones", "phonenumber", "phonenumbers", "telephone", "telephones", "mobiles"}),
}
_VALUES = frozenset({"value", "address", "number", "email", "emailaddress", "phone", "phonenumber"})
_LABELS = frozenset({"mobile", "home", "work", "office", "business", "primary", "personal", "other"})
_NOT_READ = frozenset({
    "display_name", "portal", "invitation_expired", "locked", "lock_reason", "arrears", "attorney", "balance",
    "upcoming", "due", "past_due", "days_past_due", "oldest_due", "currency", "archive_on", "updated_at",
    "last_sign_in_at", "version", "payment_reference", "bounced_at",
})  # fmt: skip
"""What its own export says of a contact and no import brings about."""


def is_lines(text: TextIO) -> bool:
    """Whether each line is an object of its own, and not a single one that holds the list; rewinds."""
    first, second = _next_line(text), _next_line(text)
    text.seek(0)
    try:
        found = parsed(first)
    except ValueError:
        return False
    return isinstance(found, dict) and (bool(second) or _unwrapped(found) == [found])


def _next_line(text: TextIO) -> str:
    """The next line that is not blank, empty at the end."""
    while (line := text.readline(LONGEST_LINE)) and not line.strip():
        pass
    return line


def line_rows(opened: Callable[[], TextIO]) -> tuple[list[str], Callable[[], Iterator[Row | BadRow]]]:
    """The columns of JSON Lines, and their rows as often as asked; what is no object is a bad row."""
    header = _columns(cells for _, cells in _lines(opened()) if isinstance(cells, dict))

    def rows() -> Iterator[Row | BadRow]:
        for number, cells in _lines(opened()):
            if isinstance(cells, str):
                yield BadRow(number, [], "bad-json", cells)
            else:
                yield Row(number, [cells.get(name, "") for name in header])

    return header, rows


def document_rows(opened: Callable[[], TextIO], name: str) -> tuple[list[str], Callable[[], Iterator[Row | BadRow]]]:
    """The columns of a JSON document, and its rows: a list of objects, alone or as the one list of an object.

    Raises Unreadable.
    """
    try:
        header = _columns(map(_flat, _objects(opened())))
    except ValueError as fault:
        raise failure("input.bad-json", f"{name}: {fault}") from None

    def rows() -> Iterator[Row | BadRow]:
        for number, cells in enumerate(map(_flat, _objects(opened())), 1):
            yield Row(number, [cells.get(key, "") for key in header])

    return header, rows


def _lines(text: TextIO) -> Iterator[tuple[int, Cells | str]]:
    for number, line in enumerate(iter(lambda: text.readline(LONGEST_LINE), ""), 1):
        if line.strip("\ufeff \t\r\n"):
            yield number, _line(line)


def _line(line: str) -> Cells | str:
    try:
        found = parsed(line.lstrip("\ufeff"))
        return _flat(found) if isinstance(found, dict) else f"is no JSON object: {_shown(line)}"
    except ValueError as fault:
        return f"{str(fault).removesuffix(' in line 1')}: {_shown(line)}"


def _shown(line: str) -> str:
    """How a line begins, so that it is found again: nothing of it has a cell."""
    return f"'{line.strip()[:60]}'"


def _objects(text: TextIO) -> Iterator[Object]:
    """The objects of a document, one after the other.

    Raises ValueError.
    """
    for found in values(text, _unwrapped):
        if not isinstance(found, dict):
            raise ValueError("is no list of objects")
        yield found


def _unwrapped(found: Any) -> list[Any]:
    """The one list of objects in an object; without one, the object."""
    if not isinstance(found, dict) or found.keys() >= _OWN:
        return [found]
    lists = [value for value in found.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    return lists[0] if len(lists) == 1 else [found]


def _columns(rows: Iterator[Cells]) -> list[str]:
    columns: dict[str, None] = {}
    for cells in rows:
        columns.update(dict.fromkeys(cells))
        if len(columns) > MOST_COLUMNS:
            raise failure("input.too-many-columns", f"more than {MOST_COLUMNS:,} columns")
    return list(columns)


def _flat(found: Object) -> Cells:
    """An object as cells by column."""
    cells: Cells = {}
    for key, value in (_own(found) if found.keys() >= _OWN else found).items():
        _put(cells, key, value, 1)
    return cells


def _put(cells: Cells, key: str, value: Any, depth: int) -> None:
    if depth > _DEEPEST:
        raise ValueError(f"is nested too deeply at {key[:60]!r}")
    if isinstance(value, Mapping):
        for inner, each in value.items():
            name = _called(key, inner)
            _put(cells, f"{key} {inner}" if name in cells else name, each, depth + 1)
    elif isinstance(value, list):
        _put_list(cells, key, value, depth)
    elif value is not None:
        cells[key] = str(value).lower() if isinstance(value, bool) else str(value)
    else:
        cells.setdefault(key, "")


def _called(key: str, inner: str) -> str:
    """The column of a value within another: `name.first` is a first name, `phones[1].number` the second phone."""
    if key == "custom":
        return f"x-{inner}"
    found = re.fullmatch(r"(.*?)(?: (\d+))?", key, re.DOTALL)
    around, number = (plain(found[1]), found[2]) if found else ("", None)
    what = plain(inner)
    if around in _WRAPPERS or (around == "name" and what in _AROUND_NAMES):
        return inner
    if around == "name" and what in _OF_NAMES:
        return f"{inner} name"
    if around in _ADDRESSES:
        return f"address {number} - {inner}" if number else f"address {inner}"
    for kind, words in _POINTS.items():
        if around in words and what in _VALUES:
            return f"{kind} {number}" if number else kind
        if around in words and what in _LABELS:
            return f"{inner} {kind}"
    return f"{key} {inner}"


def _put_list(cells: Cells, key: str, values: list[Any], depth: int) -> None:
    if not any(isinstance(each, Mapping | list) for each in values):
        cells[key] = ";".join(str(each) for each in values if each is not None)
        return
    for n, each in enumerate(islice(values, MOST_COLUMNS), 1):
        _put(cells, f"{key} {n}", each, depth + 1)


def _points(points: Any, kind: str) -> list[str]:
    """Further numbers or addresses, as a column of further ones has them."""
    listed = points if isinstance(points, list) else []
    return [
        f"{part(str(each['label']))}: {each.get('value')}" if each.get("label") else str(each.get("value"))
        for each in listed if isinstance(each, Mapping) and each.get("kind") == kind
    ]  # fmt: skip


def _own(found: Object) -> Object:
    """A contact of casactl's export as the columns of its CSV; its number is casactl's own."""
    kept = {key: value for key, value in found.items() if key not in _NOT_READ}
    number = kept.pop("id", None)
    company = kept.pop("company", None)
    if found.get("kind") == "company":
        company = found["display_name"]
    places = kept.pop("properties", None) or []
    further = {f"further_{kind}": _points(kept.get("contact_points"), kind) for kind in ("phone", "email")}
    kept.pop("contact_points", None)
    if not (places or kept.get("property")):
        kept.pop("deposit", None)  # an import takes one with a place only, as the CSV has it
    return {
        "contact_id": number, **kept, **further, "company": company,
        "property": kept.get("property")
        or [part(str(each.get("path") if isinstance(each, Mapping) else each)) for each in places],
    }  # fmt: skip
