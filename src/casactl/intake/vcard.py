"""Rows out of vCards (2.1, 3.0, 4.0): one card a row, further numbers and addresses in columns of their own."""

from __future__ import annotations

import quopri
import re
from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TextIO

from casactl.intake.csv_rows import LONGEST_FIELD, LONGEST_LINE, BadRow, Row

MOST_POINTS = 20
"""How many phones, or e-mails, of one card have a column."""
LONGEST_OWN = 100
"""Characters of a column's name in a card of casactl's own."""
_NAME = ("last_name", "first_name", "middle_name", "title", "suffix")
_ADDRESS = ("", "address_line_2", "address_line", "city", "region", "postcode", "country")
_SINGLE = {"FN": "full_name", "UID": "external_id", "NOTE": "notes"}
Cells = dict[str, str]


def card_rows(opened: Callable[[], TextIO]) -> tuple[list[str], Callable[[], Iterator[Row | BadRow]]]:
    """The columns of a file of cards, and its rows as often as asked; a card cut short is a bad row."""
    columns: dict[str, None] = {}
    for card in _cards(opened()):
        columns.update(dict.fromkeys(card.cells))
    header = sorted(columns, key=_in_order)

    def rows() -> Iterator[Row | BadRow]:
        for card in _cards(opened()):
            cells = [card.cells.get(name, "") for name in header]
            yield Row(card.line, cells) if card.whole else BadRow(card.line, cells, "bad-card", "the card has no END")

    return header, rows


@dataclass(slots=True)
class Card:
    """One card, as cells by column."""

    line: int
    cells: Cells = field(default_factory=dict)
    whole: bool = False
    own: Cells = field(default_factory=dict)
    """What only an export of casactl says: it holds before what other properties say, and knows further numbers."""

    def close(self) -> None:
        """Put what is casactl's own in place."""
        if self.own:
            named = {"last_name", "company"} & self.cells.keys()
            for name in list(self.cells):
                further = re.fullmatch(r"(phone|email) \d+", name)
                if (name == "full_name" and named) or (further and f"further_{further[1]}" in self.own):
                    del self.cells[name]
            self.cells |= self.own


@dataclass(slots=True)
class _Property:
    name: str
    parameters: str
    value: str


_ORDER = (
    "external_id", "kind", "title", "first_name", "middle_name", "last_name", "suffix", "full_name", "company",
    "email", "phone", "address_line", "address_line_2", "city", "region", "postcode", "country", "birthday", "tags",
    "notes",
)  # fmt: skip


def _in_order(column: str) -> tuple[int, str]:
    stem = re.sub(r" \d+$", "", column)
    return (_ORDER.index(stem) if stem in _ORDER else len(_ORDER), column)


def _cards(text: TextIO) -> Iterator[Card]:
    card: Card | None = None
    for number, line in _unfolded(text):
        found = _property(line)
        if found is None:
            continue
        if found.name == "BEGIN" and found.value.strip().upper() == "VCARD":
            if card is not None:
                yield card
            card = Card(number)
        elif card is not None and found.name == "END":
            card.whole = True
            card.close()
            yield card
            card = None
        elif card is not None and found.name == "X-CASACTL":
            column, *value = _parts(found.value)
            if len(value) == 1 and len(column) <= LONGEST_OWN:
                card.own[column] = value[0]
        elif card is not None:
            _take(card.cells, found)
    if card is not None:
        yield card


def _unfolded(text: TextIO) -> Iterator[tuple[int, str]]:
    """Logical lines: a line that begins with a blank goes on the one before, a soft break of quoted text as well."""
    held, start, soft = "", 0, False
    for number, raw in enumerate(iter(lambda: text.readline(LONGEST_LINE), ""), 1):
        line = raw.rstrip("\r\n").lstrip("\ufeff")
        if len(held) > LONGEST_FIELD * 8:
            held = held[:LONGEST_FIELD]  # a picture, which is not read
        if held and soft:
            held = held[:-1] + line
        elif held and line[:1] in (" ", "\t"):
            held += line[1:]
        else:
            if held:
                yield start, held
            held, start = line, number
        soft = held.endswith("=") and "QUOTED-PRINTABLE" in held[:200].upper()
    if held:
        yield start, held


_LINE = re.compile(r'(?:[\w-]+\.)?([\w-]+)((?:;(?:[^":;]|"[^"]*")*)*):(.*)', re.DOTALL)


def _property(line: str) -> _Property | None:
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    name, parameters, value = found[1].upper(), found[2].upper(), found[3]
    if name in ("PHOTO", "LOGO", "SOUND", "KEY"):
        return None
    if "QUOTED-PRINTABLE" in parameters:
        charset = re.search(r"CHARSET=\"?([\w-]+)", parameters)
        value = _decoded(quopri.decodestring(value.encode("latin-1", "replace")), charset[1] if charset else "utf-8")
    elif re.search(r"ENCODING=(B|BASE64)\b", parameters):
        try:
            value = _decoded(b64decode(value), "utf-8")
        except (BadBase64, ValueError):
            return None
    return _Property(name, parameters, value)


def _decoded(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset)
    except (LookupError, UnicodeError):
        return data.decode("utf-8", "replace")


def _take(cells: Cells, found: _Property) -> None:
    if found.name == "N":
        for column, part in zip(_NAME, _parts(found.value), strict=False):
            _put(cells, column, part.replace(",", " "))
    elif found.name == "ORG":
        _put(cells, "company", _parts(found.value)[0])
    elif found.name in ("TEL", "EMAIL"):
        _put_point(cells, "phone" if found.name == "TEL" else "email", _point(found))
    elif found.name == "ADR" and not any(column in cells for column in _ADDRESS if column):
        for column, part in zip(_ADDRESS, _parts(found.value), strict=False):
            if column:
                _put(cells, column, part)
    elif found.name == "CATEGORIES":
        _put(cells, "tags", ";".join(word.strip() for word in _parts(found.value, ",")))
    elif found.name == "KIND" and found.value.strip().lower() == "org":
        cells["kind"] = "company"
    elif found.name in _SINGLE:
        _put(cells, _SINGLE[found.name], _unescaped(found.value))


def _point(found: _Property) -> str:
    text = _unescaped(found.value).strip()
    return re.sub(r"^(tel|mailto):", "", text, flags=re.IGNORECASE)


def _put_point(cells: Cells, kind: str, text: str) -> None:
    if text in (value for column, value in cells.items() if column.startswith(kind)):
        return
    taken = sum(column == kind or column.startswith(f"{kind} ") for column in cells)
    if text and taken < MOST_POINTS:
        cells[f"{kind} {taken + 1}" if taken else kind] = text


def _put(cells: Cells, column: str, text: str) -> None:
    text = " ".join(text.split()) if column != "notes" else text.strip()
    if text:
        cells.setdefault(column, text)


def _parts(value: str, separator: str = ";") -> list[str]:
    parts = []
    for found in re.finditer(rf"((?:[^\\{separator}]+|\\.|\\\Z)*)({separator}|\Z)", value, re.DOTALL):
        parts.append(_unescaped(found[1]))
        if not found[2]:
            break
    return parts


def _unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value, flags=re.DOTALL)
