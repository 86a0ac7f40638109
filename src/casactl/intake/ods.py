"""Rows of an OpenDocument spreadsheet (ODS), streamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from casactl.intake.csv_rows import BadRow, Row
from casactl.intake.packed import Packed, Reading
from casactl.intake.workbook import chosen_sheet, number_text, refuse_beyond

MOST_REPEATED = 10_000
"""How often one row with something in it may stand for several."""
Rows = Iterator[Row | BadRow]


def ods_rows(packed: Packed, sheet: str | None) -> Callable[[], Rows]:
    """The rows of the named sheet, else of the first one, as often as asked."""
    names = _Names()
    for _ in packed.parse("content.xml", names):
        pass
    chosen = chosen_sheet(packed.name, names.sheets, sheet)

    def rows() -> Rows:
        cells = _Cells(chosen)
        for _ in packed.parse("content.xml", cells):
            yield from cells.rows
            cells.rows.clear()

    return rows


class _Names(Reading):
    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self.sheets.append(attributes.get("table:name", ""))


class _Cells(Reading):
    """The rows of one sheet; what repeats up to its rim is not made."""

    def __init__(self, sheet: str) -> None:
        super().__init__()
        self.rows: list[Row | BadRow] = []
        self._sheet, self._here = sheet, False
        self._line, self._repeated = 0, 1
        self._cells: list[str] = []
        self._column, self._columns = 0, 1
        self._value = ""
        self._pieces: list[str] = []
        self._noted = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self._here = attributes.get("table:name", "") == self._sheet
        elif not self._here:
            return
        elif name == "annotation":
            self._noted += 1
        elif name == "table-row":
            self._repeated = _times(attributes, "table:number-rows-repeated")
            self._cells, self._column = [], 0
        elif name in ("table-cell", "covered-table-cell"):
            self._columns = _times(attributes, "table:number-columns-repeated")
            self._value = _typed(attributes)
            self._pieces.clear()
        elif name == "p" and not self._noted:
            if self._pieces:
                self._pieces.append("\n")
            self.listen(self._pieces.append)
        elif name == "s" and not self._noted:
            self._pieces.append(" " * min(_times(attributes, "text:c"), 100))

    def end(self, name: str) -> None:
        if not self._here:
            return
        if name == "annotation":
            self._noted -= 1
        elif name == "p":
            self.listen(None)
        elif name in ("table-cell", "covered-table-cell"):
            self._cell()
        elif name == "table-row":
            self._row()
        elif name == "table":
            self._here = False

    def _cell(self) -> None:
        text = self._value or "".join(self._pieces)
        if text:
            refuse_beyond(self._column + self._columns - 1)
            self._cells.extend([""] * (self._column - len(self._cells)))
            self._cells.extend([text] * self._columns)
        self._column += self._columns

    def _row(self) -> None:
        if any(self._cells):
            for n in range(min(self._repeated, MOST_REPEATED)):
                self.rows.append(Row(self._line + n + 1, self._cells))
        self._line += self._repeated


def _times(attributes: dict[str, str], key: str) -> int:
    text = attributes.get(key, "1")
    return max(int(text), 1) if text.isdecimal() and len(text) < 10 else 1


def _typed(attributes: dict[str, str]) -> str:
    """A number or a day by its value, as what is shown is rounded; text is what is shown."""
    kind = attributes.get("office:value-type", "")
    if kind == "date":
        return attributes.get("office:date-value", "").removesuffix("T00:00:00").replace("T", " ")
    if kind in ("float", "currency", "percentage"):
        return number_text(attributes.get("office:value", ""))
    return ""
