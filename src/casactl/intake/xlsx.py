"""Rows of an Excel workbook (XLSX, XLSM), streamed: values as their cells show them, formulas by their kept results."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from posixpath import join, normpath

from casactl.intake.csv_rows import BadRow, Row
from casactl.intake.packed import Packed, Reading
from casactl.intake.workbook import LAST_COLUMN, Merged, chosen_sheet, number_text, refuse_beyond, sheet_note

_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""The number formats that every workbook has and that show dates or times."""
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DAY_ZERO, _DAY_ZERO_1904 = (datetime.fromisoformat(day) for day in ("1899-12-30", "1904-01-01"))
_TEXT = ("s", "str", "inlineStr")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref=["\']([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})["\']')
_MOST_MERGED = 100_000
_A_CELL = re.compile(rb"<(?:\w+:)?c[ >]")
_AT_THE_FRONT = 1 << 18
_LAST_SERIAL = 2_958_465
"""The 31 December 9999."""
Rows = Iterator[Row | BadRow]


def xlsx_rows(packed: Packed, sheet: str | None) -> tuple[Callable[[], Rows], str]:
    """The rows of the named sheet, else of the first one in sight, as often as asked; and a word on the others."""
    book = _Book()
    packed.read("xl/workbook.xml", book)
    relations = _Relations()
    packed.read("xl/_rels/workbook.xml.rels", relations)
    sheets = {name: each for name, each in book.sheets.items() if each not in relations.charts}
    chosen = chosen_sheet(packed.name, list(sheets), sheet, book.hidden)
    part = _part_of(packed, sheets[chosen], relations)
    others = [
        name for name, each in sheets.items()
        if sheet is None and name != chosen and name not in book.hidden
        and any(packed.found(_part_of(packed, each, relations), _A_CELL, within=_AT_THE_FRONT))
    ]  # fmt: skip
    strings = _Strings()
    if "xl/sharedStrings.xml" in packed.parts:
        packed.read("xl/sharedStrings.xml", strings)
    styles = _Styles()
    if "xl/styles.xml" in packed.parts:
        packed.read("xl/styles.xml", styles)
    zero = _DAY_ZERO_1904 if book.from_1904 else _DAY_ZERO
    merged = _merged_down(packed, part)

    def rows() -> Rows:
        cells = _Cells(strings.texts, styles.looks, zero, merged)
        for _ in packed.parse(part, cells):
            yield from cells.rows
            cells.rows.clear()

    return rows, sheet_note(chosen, others)


def _merged_down(packed: Packed, part: str) -> dict[int, list[tuple[int, int]]]:
    """By its first row, the column and the last row of each range of cells merged over several rows."""
    merged: dict[int, list[tuple[int, int]]] = {}
    for found in islice(packed.found(part, _MERGED), _MOST_MERGED):
        first, last = int(found[2]), int(found[3])
        if last > first:
            merged.setdefault(first, []).append((_column(found[1].decode()), last))
    return merged


def _part_of(packed: Packed, relation: str, relations: _Relations) -> str:
    target = relations.targets.get(relation, "")
    part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    if part not in packed.parts:
        raise packed.damaged()
    return part


class _Book(Reading):
    """The names of the sheets, which are out of sight, and how days are counted."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: dict[str, str] = {}
        self.hidden: set[str] = set()
        self.from_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            self.sheets[attributes.get("name", "")] = relation
            if attributes.get("state") in ("hidden", "veryHidden"):
                self.hidden.add(attributes.get("name", ""))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")


class _Relations(Reading):
    """Where the parts of the workbook are; what lies outside it is not there."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, str] = {}
        self.charts: set[str] = set()
        """Those of sheets without cells."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")
            if attributes.get("Type", "").rpartition("/")[2] in ("chartsheet", "dialogsheet", "xlMacrosheet"):
                self.charts.add(attributes.get("Id", ""))


class _Strings(Reading):
    """The texts that cells share; how they are to be pronounced is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._spoken = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "t" and not self._spoken:
            self.listen(self._pieces.append)
        elif name == "rPh":
            self._spoken = True

    def end(self, name: str) -> None:
        if name == "t":
            self.listen(None)
        elif name == "rPh":
            self._spoken = False
        elif name == "si":
            self.texts.append(_unescaped("".join(self._pieces)))
            self._pieces.clear()


class _Styles(Reading):
    """How the numbers of each style are shown: `date`, the digits to which zeros fill up, or nothing special."""

    def __init__(self) -> None:
        super().__init__()
        self.looks: list[str | int | None] = []
        self._codes: dict[str, str] = {}
        self._in_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self.looks.append(self._look(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def _look(self, number: str) -> str | int | None:
        code = self._codes.get(number)
        if code is None:
            return "date" if number.isdecimal() and int(number) in _DATES else None
        plain = _LITERAL.sub("", code.lower()).partition(";")[0]
        if "general" in plain:
            return None
        if re.search("[ymdhs]", plain):
            return "date"
        return len(plain) if re.fullmatch("0{2,}", plain) else None


class _Cells(Reading):
    """The rows of one sheet."""

    def __init__(
        self, strings: Sequence[str], looks: Sequence[str | int | None], zero: datetime,
        merged: Mapping[int, Sequence[tuple[int, int]]],
    ) -> None:  # fmt: skip
        super().__init__()
        self._merges, self._merged = merged, Merged()
        self._words: set[int] = set()
        """The columns in which the row holds text."""
        self.rows: list[Row | BadRow] = []
        self._strings, self._looks, self._zero = strings, looks, zero
        self._line = 0
        self._cells: list[str] = []
        self._column = 0
        self._type = ""
        self._style = ""
        self._text: list[str] = []
        self._calculated = self._unknown = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._column = _column(attributes["r"]) if "r" in attributes else self._column + 1
            self._type = attributes.get("t", "n")
            self._style = attributes.get("s", "")
            self._calculated = False
        elif name in ("v", "t"):
            self.listen(self._text.append)
        elif name == "f":
            self._calculated = True
        elif name == "row":
            self._line = int(attributes["r"]) if "r" in attributes else self._line + 1
            self._column = -1

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self.listen(None)
        elif name == "c":
            self._cell()
        elif name == "row":
            self._row()

    def _cell(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        if not text:
            self._unknown |= self._calculated and self._type != "str"
            return
        at = self._column
        refuse_beyond(at)
        if at >= len(self._cells):
            self._cells.extend([""] * (at - len(self._cells) + 1))
        self._cells[at] = self._value(text)
        if self._merges and self._type in _TEXT:
            self._words.add(at)

    def _row(self) -> None:
        if self._merges:
            self._merged.fill(self._line, self._cells)
            for column, last in self._merges.get(self._line, ()):
                if column in self._words:
                    self._merged.hold(column, self._cells[column], last)
            self._words.clear()
        if self._unknown:
            self.rows.append(BadRow(self._line, self._cells, "no-result", _NO_RESULT))
        elif any(self._cells):
            self.rows.append(Row(self._line, self._cells))
        self._cells, self._unknown = [], False

    def _value(self, text: str) -> str:
        if self._type == "s":
            return self._strings[int(text)] if text.isdecimal() and int(text) < len(self._strings) else ""
        if self._type in ("str", "inlineStr"):
            return _unescaped(text)
        if self._type == "b":
            return "yes" if text == "1" else "no"
        if self._type != "n":
            return text.removesuffix("T00:00:00") if self._type == "d" else text
        look = (
            self._looks[int(self._style)] if self._style.isdecimal() and int(self._style) < len(self._looks) else None
        )
        if look == "date":
            return _date_text(text, self._zero)
        shown = number_text(text)
        return shown.zfill(look) if isinstance(look, int) and shown.isdecimal() else shown


_NO_RESULT = "holds a formula whose result is not in the file: open it in the spreadsheet program and save it"


def _column(reference: str) -> int:
    """The place of `AB12`, counted from 0; far out for what is none."""
    number = 0
    for character in reference[:4]:
        if not "A" <= character <= "Z":
            break
        number = number * 26 + ord(character) - 64
    return number - 1 if number else LAST_COLUMN


def _unescaped(text: str) -> str:
    """Characters that XML cannot hold are written `_x000D_`."""
    if "_x" not in text:
        return text
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def _date_text(text: str, zero: datetime) -> str:
    try:
        days = float(text)
        if not 0 <= days <= _LAST_SERIAL:
            return number_text(text)
        at = zero + timedelta(seconds=round(days * 86_400))
    except (ValueError, OverflowError):
        return text
    if days < 1:
        return at.strftime("%H:%M:%S")
    return at.date().isoformat() if at.time() == datetime.min.time() else at.isoformat(sep=" ")
