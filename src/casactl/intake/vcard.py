"""Rows out of vCards (2.1, 3.0, 4.0): one card a row, further numbers and addresses in columns of their own."""

from __future__ import annotations

import quopri
import re
from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Callable, Iterator
from dataclasses import field
from typing import TextIO

from casactl.domain.contact_points import labelled
from casactl.domain.listed import part, parts
from casactl.intake.address_fields import MOST_ADDRESSES, numbered
from casactl.intake.csv_rows import LONGEST_FIELD, LONGEST_LINE, BadRow, Row
from casactl.records import dataclass

MOST_PROPERTIES = 2_000
_EDGE = re.compile(r"\s*(?:BEGIN|END)\s*:", re.IGNORECASE).match
MOST_POINTS = 20
"""How many phones, or e-mails, of one card have a column."""
_MOST_UNFOLDED = LONGEST_FIELD * 8
LONGEST_OWN = 100
"""Characters of a column's name in a card of casactl's own."""
_NAME = ("last_name", "first_name", "middle_name", "title", "suffix")
_ADDRESS = ("", "address_line_2", "address_line", "city", "region", "postcode", "country")
_SINGLE = {"FN": "full_name", "UID": "external_id", "NOTE": "notes", "BDAY": "birthday"}
_NOT_READ = {
    "NICKNAME": "nickname", "TITLE": "job title", "ROLE": "profession", "URL": "website", "ANNIVERSARY": "anniversary",
    "IMPP": "messenger", "LANG": "language", "RELATED": "related", "GENDER": "gender",
}  # fmt: skip
"""What a card says of its person beside, in columns that are left out, and told."""
_OF_LINES = frozenset({"notes", *(numbered("address_line", number) for number in range(1, MOST_ADDRESSES + 1))})
_LABELS = {"CELL": "Mobile", "HOME": "Home", "WORK": "Work", "FAX": "Fax", "PAGER": "Pager"}
_FAX, _NO_PREFERENCE = "Fax", 101
Cells = dict[str, str]


@dataclass(slots=True)
class _Point:
    """A number or an address of a card."""

    text: str
    label: str
    group: str
    preference: int


def card_rows(opened: Callable[[], TextIO]) -> tuple[list[str], Callable[[], Iterator[Row | BadRow]]]:
    """The columns of a file of cards, and its rows as often as asked; a card cut short is a bad row."""
    columns: dict[str, None] = {}
    for card in _cards(opened()):
        columns.update(dict.fromkeys(card.cells))
    header = sorted(columns, key=_in_order)

    def rows() -> Iterator[Row | BadRow]:
        for card in _cards(opened()):
            cells = [card.cells.get(name, "") for name in header]
            yield BadRow(card.line, cells, "bad-card", card.fault) if card.fault else Row(card.line, cells)

    return header, rows


@dataclass(slots=True)
class Card:
    """One card, as cells by column."""

    line: int
    cells: Cells = field(default_factory=dict)
    whole: bool = False
    properties: int = 0
    points: dict[str, list[_Point]] = field(default_factory=dict)
    """Its phones and e-mails."""
    labels: dict[str, str] = field(default_factory=dict)
    """What a group of properties is called, by its name."""
    addresses: int = 0
    as_company: bool = False
    group: bool = False
    own: Cells = field(default_factory=dict)
    """What only an export of casactl says: it holds before what other properties say, and knows further numbers."""

    @property
    def fault(self) -> str:
        """Why it cannot be taken, empty where it can."""
        if self.properties > MOST_PROPERTIES:
            return f"the card has more than {MOST_PROPERTIES:,} properties"
        if self.group:
            return "the card is a group of others, and no contact"
        return "" if self.whole else "the card has no END"

    def close(self) -> None:
        """Put numbers in their order and what is casactl's own in place."""
        for kind, points in self.points.items():
            points.sort(key=lambda point: (point.label == _FAX, point.preference))
            for n, point in enumerate(points[:MOST_POINTS]):
                label = part(self.labels.get(point.group) or point.label) if n else ""  # the main one has none
                self.cells[f"{kind} {n + 1}" if n else kind] = f"{label}: {point.text}" if label else point.text
        nobody = not {"first_name", "last_name"} & self.cells.keys()
        if nobody and (self.as_company or self.cells.get("company") == self.cells.get("full_name", "")):
            self.cells.setdefault("kind", "company")
        if self.own:
            named = {"last_name", "company"} & self.cells.keys()
            for kind in ("phone", "email"):  # of somebody without a main one the first is a further one
                listed = [labelled(each)[1] for each in parts(self.own.get(f"further_{kind}", ""))]
                if self.cells.get(kind) in listed:
                    del self.cells[kind]
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
    group: str = ""


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
        if card is not None:
            card.properties += 1
            if card.properties > MOST_PROPERTIES and not _EDGE(line):
                continue
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
            _take(card, found)
    if card is not None:
        card.close()
        yield card


def _unfolded(text: TextIO) -> Iterator[tuple[int, str]]:
    """Logical lines: a line that begins with a blank goes on the one before, a soft break of quoted text as well."""
    held, start, size, soft = list[str](), 0, 0, False
    for number, raw in enumerate(iter(lambda: text.readline(LONGEST_LINE), ""), 1):
        line = raw.rstrip("\r\n").lstrip("\ufeff")
        goes_on = any(held) and (soft or line[:1] in (" ", "\t"))
        if not goes_on:
            if any(held):
                yield start, "".join(held)
            held, start, size = [], number, 0
        elif soft and size <= _MOST_UNFOLDED:
            held[-1] = held[-1][:-1]
        piece = line[1:] if goes_on and not soft else line
        if size <= _MOST_UNFOLDED:  # a picture, which is not read, goes on
            held.append(piece)
            size += len(piece)
        soft = piece.endswith("=") and "QUOTED-PRINTABLE" in "".join(held[:3])[:200].upper()
    if any(held):
        yield start, "".join(held)


_LINE = re.compile(r'(?:([\w-]+)\.)?([\w-]+)((?:;(?:[^":;]|"[^"]*")*)*):(.*)', re.DOTALL)


def _property(line: str) -> _Property | None:
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    name, parameters, value = found[2].upper(), found[3].upper(), found[4]
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
    return _Property(name, parameters, value, (found[1] or "").lower())


def _decoded(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset)
    except (LookupError, UnicodeError):
        return data.decode("utf-8", "replace")


def _take(card: Card, found: _Property) -> None:
    cells = card.cells
    if found.name == "N":
        for column, piece in zip(_NAME, _parts(found.value), strict=False):
            _put(cells, column, piece.replace(",", " "))
    elif found.name == "ORG":
        _put(cells, "company", _parts(found.value)[0])
    elif found.name in ("TEL", "EMAIL"):
        _take_point(card, "phone" if found.name == "TEL" else "email", found)
    elif found.name == "ADR":
        _take_address(card, found)
    elif found.name == "CATEGORIES":
        _put(cells, "tags", ";".join(word.strip() for word in _parts(found.value, ",")))
    elif found.name in ("KIND", "X-ADDRESSBOOKSERVER-KIND"):  # as Apple has it in cards of version 3
        card.group = found.value.strip().lower() == "group"
        card.as_company = found.value.strip().lower() == "org"
    elif found.name == "X-ABSHOWAS":
        card.as_company = found.value.strip().upper() == "COMPANY"
    elif found.name == "X-ABLABEL":
        card.labels[found.group] = re.sub(r"^_\$!<(.*)>!\$_$", r"\1", _unescaped(found.value).strip())
    elif found.name in _SINGLE:
        _put(cells, _SINGLE[found.name], _unescaped(found.value))
    elif found.name in _NOT_READ:
        _put(cells, _NOT_READ[found.name], _unescaped(found.value))


def _take_point(card: Card, kind: str, found: _Property) -> None:
    text = re.sub(r"^(tel|mailto):", "", _unescaped(found.value).strip(), flags=re.IGNORECASE)
    held = card.points.setdefault(kind, [])
    if not text or any(each.text == text for each in held):
        return
    said = set(re.split(r"[^A-Z0-9]+", found.parameters))
    label = next(
        (meant for word, meant in _LABELS.items() if word in said and (meant == _FAX or "FAX" not in said)), ""
    )
    number = re.search(r"PREF=(\d{1,3})", found.parameters)
    preference = int(number[1]) if number else 1 if "PREF" in said else _NO_PREFERENCE
    held.append(_Point(text, label, found.group, preference))


def _take_address(card: Card, found: _Property) -> None:
    pieces = {column: text for column, text in zip(_ADDRESS, _parts(found.value), strict=False) if column}
    if any(map(str.strip, pieces.values())) and card.addresses < MOST_ADDRESSES:
        card.addresses += 1
        for column, text in pieces.items():
            _put(card.cells, numbered(column, card.addresses), text)


def _put(cells: Cells, column: str, text: str) -> None:
    lines = [" ".join(line.split()) for line in text.splitlines()] if column in _OF_LINES else [" ".join(text.split())]
    text = "\n".join(filter(None, lines))
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
