"""Rows into an Excel workbook, streamed: numbers and dates as such, text as text whatever it looks like."""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from itertools import islice
from typing import Any, BinaryIO, cast
from xml.sax.saxutils import escape, quoteattr

NUMBER, DAY = "number", "date"
"""What a column's cells are where they are no text."""
MOST_ROWS = 1_048_576
"""Rows of a sheet, the header among them."""
LONGEST_CELL = 32_767
_DAY_ZERO = date(1899, 12, 30)
_CHUNK = 500
_DAY_STYLE, _HEADING_STYLE, _NUMBER_STYLE = 1, 2, 3
_NUMERIC = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d*[1-9])?")
"""A number of which a spreadsheet keeps each digit."""
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_RELATIONS}/worksheet" '
        f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
        "</Relationships>"
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/>'
        '<name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4">'
        '<xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/>'
        '<xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/><xf/></cellXfs></styleSheet>'
    ),
}


def write_xlsx(target: BinaryIO, rows: Iterable[Sequence[Any]], kinds: Mapping[str, str], *, sheet: str) -> int:
    """Write rows, the first of them the header, and give their number; `kinds` says of columns what is no text."""
    source, count = iter(rows), 0
    with zipfile.ZipFile(_written_on(target), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, _XML + text)
        book = (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets><sheet name={quoteattr(sheet)} sheetId="1" '
            'r:id="rId1"/></sheets></workbook>'
        )
        archive.writestr("xl/workbook.xml", _XML + book)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            header = list(next(source))
            part.write(f"{_head(len(header))}{_row(1, header, [''] * len(header), _HEADING_STYLE)}".encode())
            columns = [kinds.get(str(name), "") for name in header]
            while chunk := list(islice(source, _CHUNK)):
                first = count + 2
                part.write("".join(_row(n, row, columns) for n, row in enumerate(chunk, first)).encode())
                count += len(chunk)
            part.write(b"</sheetData></worksheet>")
    return count + 1


class _Forward:
    """What is only written on."""

    def __init__(self, target: BinaryIO) -> None:
        self.write, self.flush = target.write, target.flush


def _written_on(target: BinaryIO) -> BinaryIO:
    """A file as the archive takes it: a device may say where it stands, and yet there is no going back in it."""
    with suppress(OSError, ValueError):
        if not stat.S_ISREG(os.fstat(target.fileno()).st_mode):
            return cast("BinaryIO", _Forward(target))
    return target


def _head(width: int) -> str:
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0" tabSelected="1">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{width}" width="18"/></cols><sheetData>'
    )


def _row(number: int, values: Sequence[Any], columns: Sequence[str], style: int = 0) -> str:
    cells = "".join(
        _cell(f"{_letters(at)}{number}", str(value), kind, style)
        for at, (value, kind) in enumerate(zip(values, columns, strict=True))
        if value is not None and value != ""
    )
    return f'<row r="{number}">{cells}</row>'


def _cell(place: str, text: str, kind: str, style: int) -> str:
    if kind == NUMBER and _NUMERIC.fullmatch(text) and sum(map(str.isdigit, text)) <= 15:
        return f'<c r="{place}" s="{_NUMBER_STYLE}"><v>{text}</v></c>'
    if kind == DAY and _ISO.fullmatch(text) and (day := date.fromisoformat(text)).year >= 1901:
        return f'<c r="{place}" s="{_DAY_STYLE}"><v>{(day - _DAY_ZERO).days}</v></c>'
    held = escape(_UNWRITABLE.sub(_escaped, text[:LONGEST_CELL]))
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{held}</t></is></c>'


def _escaped(found: re.Match[str]) -> str:
    """What XML cannot hold, and what a spreadsheet would take for that, in the spreadsheet's own way."""
    return f"_x005F{found[0]}" if found[0].startswith("_") else f"_x{ord(found[0]):04X}_"


def _letters(at: int) -> str:
    """The name of a column, counted from 0."""
    name = ""
    while at >= 0:
        at, rest = divmod(at, 26)
        name, at = chr(65 + rest) + name, at - 1
    return name
