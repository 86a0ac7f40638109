"""Contacts as vCards (RFC 6350): what every address book knows in its properties, what only casactl has in `X-CASACTL`.

A card is made of a row of the export's columns, so that the two carry the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from casactl.domain.listed import parts
from casactl.intake.address_fields import MOST_ADDRESSES, numbered

LONGEST_LINE = 75
"""Octets of a line; what is longer goes on behind a blank."""
_NAMES = ("last_name", "first_name", "", "title", "suffix")
_ADDRESS = ("", "", "address_line", "city", "region", "postcode", "country")
_STANDARD = frozenset({"external_id", "company", "email", "phone", "tags", *_NAMES, *_ADDRESS})
_FURTHER = {"further_phone": "TEL;VALUE=text", "further_email": "EMAIL"}
_DAMAGED = ("\n", "  ", ",")
"""What address books do not keep in a name."""


def write_vcards(target: TextIO, rows: Iterable[Sequence[Any]]) -> int:
    """Write a card for each row behind the header, and give the number of rows."""
    source = iter(rows)
    header, count = list(next(source)), 0
    for row in source:
        said = {name: str(value) for name, value in zip(header, row, strict=True) if value not in (None, "")}
        target.write("".join(f"{folded}\r\n" for line in card(said) for folded in _folded(line)))
        count += 1
    return count + 1


def card(said: Mapping[str, str]) -> Iterator[str]:
    """The lines of a card."""
    company = said.get("kind") == "company"
    name = said.get("company", "") if company else _shown(said)
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    for column, value in said.items():
        if column not in _STANDARD or (column in _NAMES and any(mark in value for mark in _DAMAGED)):
            yield f"X-CASACTL:{_text(column)};{_text(value)}"
    yield f"KIND:{'org' if company else 'individual'}"
    yield f"FN:{_text(name)}"
    if not company:
        yield f"N:{';'.join(_text(said.get(column, '')) for column in _NAMES)}"
    for column, line in (("external_id", "UID"), ("company", "ORG"), ("email", "EMAIL"), ("phone", "TEL;VALUE=text")):
        if column in said:
            yield f"{line}:{_text(said[column])}"
    for column, line in _FURTHER.items():
        for each in filter(None, parts(said.get(column, ""))):
            yield f"{line}:{_text(each.rpartition(': ')[2])}"
    for number in range(1, MOST_ADDRESSES + 1):
        columns = [numbered(column, number) if column else "" for column in _ADDRESS]
        if not any(column in said for column in columns):
            break
        yield f"ADR:{';'.join(_text(said.get(column, '')) for column in columns)}"
    if "tags" in said:
        yield f"CATEGORIES:{','.join(map(_text, said['tags'].split(';')))}"
    yield "END:VCARD"


def _shown(said: Mapping[str, str]) -> str:
    return " ".join(said[column] for column in ("title", "first_name", "last_name", "suffix") if column in said)


def _text(value: str) -> str:
    for mark in ("\\", ",", ";"):
        value = value.replace(mark, f"\\{mark}")
    return value.replace("\r\n", "\\n").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of no more than 75 octets, none of which breaks a character."""
    piece, room = "", LONGEST_LINE
    for character in line:
        size = len(character.encode())
        if size > room:
            yield piece
            piece, room = " ", LONGEST_LINE - 1
        piece, room = piece + character, room - size
    yield piece
