"""What workbooks of every maker share: which sheet is read, how far out cells may lie, how numbers are written."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.domain.failures import failure
from casactl.domain.names import fold

MOST_COLUMNS = 1_000
LAST_COLUMN = 1 << 20


def refuse_beyond(column: int) -> None:
    """Raise Unreadable for a column, counted from 0, that lies further out than any sheet of contacts is wide."""
    if column >= MOST_COLUMNS:
        raise failure("input.too-many-columns", f"a cell stands beyond column {MOST_COLUMNS:,}")


def chosen_sheet(name: str, sheets: Sequence[str], told: str | None) -> str:
    """The sheet of that name or number, else the first.

    Raises Unreadable.
    """
    if not sheets:
        raise failure("input.empty", name=name)
    if told is None:
        return sheets[0]
    for sheet in sheets:
        if sheet == told or fold(sheet) == fold(told):
            return sheet
    if told.isdecimal() and 1 <= int(told) <= len(sheets):
        return sheets[int(told) - 1]
    listed = ", ".join(repr(sheet[:60]) for sheet in sheets[:20])
    raise failure("input.no-such-sheet", f"{name} has no sheet {told[:60]!r}", hint=f"its sheets: {listed}")


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
    return format(number, ".15g")
