"""Which row is the header: the one, among the first twenty, that names most columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from casactl.domain.names import fold
from casactl.intake.csv_rows import BadRow, Row
from casactl.intake.field_names import FieldTable, known_field
from casactl.records import dataclass

LOOKED_AT = 20
NO_FIELDS = FieldTable({}, custom=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is said of a file, and what its columns may be called, by which its header is found."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    no_header: bool = False
    fields: FieldTable = NO_FIELDS
    told: tuple[str, ...] = ()
    """The columns that a mapping names."""
    country: str = ""
    """The workspace's, which says what encodings its files come in."""


class HeaderRow(NamedTuple):
    """A header and the line or row at which it stands; 0 for a file without one."""

    line: int
    names: list[str]


def known_columns(cells: Sequence[str], fields: FieldTable, told: Iterable[str]) -> int:
    """How many fields a row names, columns that are told among them."""
    by_hand = {fold(name) for name in told}
    found = {known_field(cell, fields) or (fold(cell) if fold(cell) in by_hand else None) for cell in cells}
    return len(found - {None})


def likeliest(rows: Sequence[HeaderRow], fields: FieldTable, told: Iterable[str]) -> HeaderRow:
    """The first row, unless a later one names more columns; a title above has a single cell, and names none."""
    first = best = rows[0]
    most = known = known_columns(first.names, fields, told)
    alone = sum(1 for cell in first.names if cell.strip()) == 1
    for row in rows[1:]:
        names = known_columns(row.names, fields, told)
        if names > most and (names > 1 or (alone and not known)):
            best, most = row, names
    return best


def trimmed(cells: Sequence[str]) -> list[str]:
    """The cells without the empty ones at the end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return list(cells[:end])


def filled(names: Sequence[str], rows: Iterable[Row | BadRow]) -> frozenset[int]:
    """The places of columns without a name that hold something in any of these rows."""
    empty = {n for n, name in enumerate(names) if not name.strip()}
    found: set[int] = set()
    for row in rows if empty else ():
        found |= {n for n in empty - found if n < len(row.cells) and row.cells[n].strip()}
        if found == empty:
            break
    return frozenset(found)


def by_place(width: int) -> list[str]:
    """The columns of a file without a header: by their place, counted from 1."""
    return [str(place) for place in range(1, width + 1)]
