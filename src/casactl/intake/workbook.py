"""What workbooks of every maker share: which sheet is read, how far out cells may lie, how numbers are written."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from casactl.domain.failures import failure
from casactl.domain.names import fold

MOST_COLUMNS = 1_000
LAST_COLUMN = 1 << 20


def refuse_beyond(column: int) -> None:
    """Raise Unreadable for a column, counted from 0, that lies further out than any sheet of contacts is wide."""
    if column >= MOST_COLUMNS:
        raise failure("input.too-many-columns", f"a cell stands beyond column {MOST_COLUMNS:,}")


def chosen_sheet(name: str, sheets: Sequence[str], told: str | None, hidden: Collection[str] = ()) -> str:
    """The sheet of that name or number, else the first that is not hidden.

    Raises Unreadable.
    """
    if not sheets:
        raise failure("input.empty", name=name)
    if told is None:
        return next((sheet for sheet in sheets if sheet not in hidden), sheets[0])
    for sheet in sheets:
        if sheet == told or fold(sheet) == fold(told):
            return sheet
    if told.isdecimal() and 1 <= int(told) <= len(sheets):
        return sheets[int(told) - 1]
    listed = ", ".join(repr(sheet[:60]) for sheet in sheets[:20])
    raise failure("input.no-such-sheet", f"{name} has no sheet {told[:60]!r}", hint=f"its sheets: {listed}")


def sheet_note(chosen: str, others: Sequence[str]) -> str:
    """A word on the other sheets that hold something, which nobody is to take for read; empty without any."""
    listed = ", ".join(f"'{sheet[:60]}'" for sheet in others[:10])
    more = f" and {len(others) - 10:,} more" if len(others) > 10 else ""
    return f"the sheet '{chosen[:60]}' is read, and not {listed}{more}; --sheet NAME reads another" if others else ""


class Merged:
    """The texts of cells that were merged downwards: each is said of every row that they cover.

    A number or a day is not: it is said once, as a sum of several rows is.
    """

    def __init__(self) -> None:
        self._held: dict[int, tuple[str, int]] = {}

    def hold(self, column: int, text: str, last: int) -> None:
        """Keep a text for the rows up to `last`."""
        self._held[column] = (text, last)

    def fill(self, row: int, cells: list[str]) -> None:
        """Put the texts into the empty cells of a row that holds anything of its own."""
        if not (self._held and any(cells)):
            return
        for column, (text, last) in list(self._held.items()):
            if row > last:
                del self._held[column]
                continue
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = cells[column] or text


def number_text(text: str) -> str:
    """A number as people write it: `7700900123`, not `7.700900123E9`, and no trace of how it was computed."""
    if text.isdecimal() and len(text) < 16:
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return unmistakable(format(number, ".15g"))


def unmistakable(number: str) -> str:
    """A program's number with a point before its decimals, so that nobody takes three of them for thousands."""
    return f"{number}0" if _LIKE_THOUSANDS.fullmatch(number) else number


_LIKE_THOUSANDS = re.compile(r"-?\d{1,3}\.\d{3}")
