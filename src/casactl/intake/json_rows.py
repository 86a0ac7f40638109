"""Rows out of JSON and JSON Lines: objects whose keys are the columns; casactl's own export among them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, TextIO

from casactl.domain.failures import failure
from casactl.intake.csv_rows import LONGEST_LINE, BadRow, Row
from casactl.intake.workbook import MOST_COLUMNS

MOST_CHARACTERS = 64 << 20
"""How long a document may be that has to be held as a whole; JSON Lines have no end."""
_DEEPEST = 4
Object = dict[str, Any]
Cells = dict[str, str]

_OWN = frozenset({"display_name", "lifecycle", "portal", "version"})
"""Keys by which an object is a contact of casactl's own export."""
_NOT_READ = frozenset({
    "display_name", "portal", "invitation_expired", "locked", "lock_reason", "arrears", "attorney", "balance",
    "upcoming", "due", "past_due", "days_past_due", "oldest_due", "deposit", "currency", "archive_on", "updated_at",
    "last_sign_in_at", "version", "payment_reference",
})  # fmt: skip
"""What its own export says of a contact and no import brings about."""


def is_lines(text: TextIO) -> bool:
    """Whether each line is an object of its own; rewinds."""
    first = ""
    while not first.strip() and (first := text.readline(LONGEST_LINE)):
        pass
    text.seek(0)
    try:
        return isinstance(_parsed(first), dict)
    except ValueError:
        return False


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


def document_rows(text: TextIO, name: str) -> tuple[list[str], Callable[[], Iterator[Row | BadRow]]]:
    """The columns of a JSON document, and its rows: a list of objects, alone or as the one list of an object.

    Raises Unreadable.
    """
    whole = text.read(MOST_CHARACTERS + 1)
    if len(whole) > MOST_CHARACTERS:
        raise failure("input.too-large", f"{name} is too large for one JSON document", hint="an object a line: .jsonl")
    try:
        found = _objects(_parsed(whole.lstrip("\ufeff")))
        flat = [_flat(each) for each in found]
    except ValueError as fault:
        raise failure("input.bad-json", f"{name}: {fault}") from None
    header = _columns(iter(flat))
    return header, lambda: (Row(n, [cells.get(key, "") for key in header]) for n, cells in enumerate(flat, 1))


def _lines(text: TextIO) -> Iterator[tuple[int, Cells | str]]:
    for number, line in enumerate(iter(lambda: text.readline(LONGEST_LINE), ""), 1):
        if line.strip("\ufeff \t\r\n"):
            yield number, _line(line)


def _line(line: str) -> Cells | str:
    try:
        found = _parsed(line.lstrip("\ufeff"))
        return _flat(found) if isinstance(found, dict) else "is no JSON object"
    except ValueError as fault:
        return str(fault)


def _parsed(text: str) -> Any:
    """What the text says, numbers as they are written.

    Raises ValueError.
    """
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    except json.JSONDecodeError as fault:
        raise ValueError(f"is no JSON: {fault.msg} in line {fault.lineno}") from None


def _objects(found: Any) -> list[Object]:
    if isinstance(found, dict):
        lists = [value for value in found.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        found = lists[0] if len(lists) == 1 and not found.keys() >= _OWN else [found]
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ValueError("is no list of objects")
    return found


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
            _put(cells, f"{'x-' if key == 'custom' else f'{key} '}{inner}", each, depth + 1)
    elif isinstance(value, list):
        _put_list(cells, key, value, depth)
    elif value is not None:
        cells[key] = str(value).lower() if isinstance(value, bool) else str(value)
    else:
        cells.setdefault(key, "")


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
        f"{each['label']}: {each.get('value')}" if each.get("label") else str(each.get("value"))
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
    return {
        "contact_id": number, **kept, **further, "company": company,
        "property": kept.get("property")
        or [each.get("path") if isinstance(each, Mapping) else each for each in places],
    }  # fmt: skip
