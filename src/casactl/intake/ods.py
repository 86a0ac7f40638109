"""Rows of an OpenDocument spreadsheet (ODS), streamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from casactl.intake.csv_rows import BadRow, Row
from casactl.intake.packed import Packed, Reading
from casactl.intake.workbook import Merged, chosen_sheet, number_text, refuse_beyond, sheet_note

MOST_REPEATED = 10_000
"""How often one row with something in it may stand for several."""
Rows = Iterator[Row | BadRow]


def ods_rows(packed: Packed, sheet: str | None) -> tuple[Callable[[], Rows], str]:
    """The rows of the named sheet, else of the first one in sight, as often as asked; and a word on the others."""
    names = _Names()
    for _ in packed.parse("content.xml", names):
        pass
    chosen = chosen_sheet(packed.name, names.sheets, sheet, names.hidden)
    others = [name for name in names.filled if sheet is None and name not in {chosen, *names.hidden}]

    def rows() -> Rows:
        cells = _Cells(chosen)
        for _ in packed.parse("content.xml", cells):
            yield from cells.rows
            cells.rows.clear()

    return rows, sheet_note(chosen, others)


class _Names(Reading):
    """The names of the sheets, which of them are out of sight, and which hold any text."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[str] = []
        self.hidden: set[str] = set()
        self.filled: dict[str, None] = {}
        self._style = ""
        self._unseen: set[str] = set()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self.sheets.append(attributes.get("table:name", ""))
            if attributes.get("table:style-name", "") in self._unseen:
                self.hidden.add(self.sheets[-1])
        elif name == "p" and self.sheets:
            self.filled[self.sheets[-1]] = None
        elif name == "style":
            self._style = attributes.get("style:name", "")
        elif name == "table-properties" and attributes.get("table:display") == "false":
            self._unseen.add(self._style)


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
        self._spanned = 1
        self._number = False
        self._merged = Merged()

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
            self._number = attributes.get("office:value-type") == "float"
            self._spanned = _times(attributes, "table:number-rows-spanned")
            self._pieces.clear()
        elif name == "p" and not self._noted:
            if self._pieces:
                self._pieces.append("\n")
            self.listen(self._pieces.append)
        elif name == "s" and not self._noted:
            self._pieces.append(" " * min(_times(attributes, "text:c"), 100))
        elif name in ("line-break", "tab") and not self._noted:
            self._pieces.append("\n" if name == "line-break" else " ")

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
        shown = "".join(self._pieces)
        filled_up = self._number and shown.isdecimal() and shown.lstrip("0") == self._value  # 00042, by its format
        text = shown if filled_up else self._value or shown
        if text:
            if self._spanned > 1 and not self._value:
                self._merged.hold(self._column, text, self._line + self._spanned)
            refuse_beyond(self._column + self._columns - 1)
            self._cells.extend([""] * (self._column - len(self._cells)))
            self._cells.extend([text] * self._columns)
        self._column += self._columns

    def _row(self) -> None:
        self._merged.fill(self._line + 1, self._cells)
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
    if kind == "boolean":
        return "yes" if attributes.get("office:boolean-value") == "true" else "no"
    return ""
