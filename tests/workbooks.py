"""Workbooks as office programs write them, for tests: packed by hand, so that hostile ones can be made too."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_STYLES = (
    f"<styleSheet {MAIN}><numFmts><numFmt numFmtId='170' formatCode='00000'/></numFmts><cellXfs>"
    "<xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='170'/><xf numFmtId='22'/></cellXfs></styleSheet>"
)
"""Style 1 is a date, 2 five digits, 3 a date with a time."""
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def xlsx(rows: str | Sequence[Sequence[str]], *more: tuple[str, str], shared: str = "", head: str = "") -> bytes:
    """An XLSX of one sheet, its rows as cells of text or as XML; `more` are further sheets by name."""
    sheets = [("Sheet1", rows if isinstance(rows, str) else _rows(rows)), *more]
    parts: dict[str, str | bytes] = {"[Content_Types].xml": "<Types/>"}
    listed = "".join(f"<sheet name='{name}' sheetId='{n}' r:id='r{n}'/>" for n, (name, _) in enumerate(sheets, 1))
    parts["xl/workbook.xml"] = f"<workbook {MAIN} {_R}><sheets>{listed}</sheets></workbook>"
    targets = "".join(f"<Relationship Id='r{n}' Target='worksheets/s{n}.xml'/>" for n in range(1, len(sheets) + 1))
    parts["xl/_rels/workbook.xml.rels"] = f"<Relationships>{targets}</Relationships>"
    parts["xl/styles.xml"] = _STYLES
    if shared:
        parts["xl/sharedStrings.xml"] = shared
    for n, (_, data) in enumerate(sheets, 1):
        parts[f"xl/worksheets/s{n}.xml"] = f"{head}<worksheet {MAIN}><sheetData>{data}</sheetData></worksheet>"
    return packed(parts)


def _rows(rows: Sequence[Sequence[str]]) -> str:
    return "".join(f"<row r='{n}'>{''.join(map(_cell, cells))}</row>" for n, cells in enumerate(rows, 1))


def _cell(text: str) -> str:
    return f"<c t='inlineStr'><is><t>{escape(text)}</t></is></c>" if text else "<c/>"


def ods(rows: str) -> bytes:
    """An ODS of one sheet, its rows as XML."""
    names = " ".join(f'xmlns:{name}="urn:{name}"' for name in ("office", "table", "text"))
    body = f"<office:body><office:spreadsheet><table:table table:name='People'>{rows}</table:table>"
    content = f"<office:document-content {names}>{body}</office:spreadsheet></office:body></office:document-content>"
    return packed({"mimetype": ODS, "content.xml": content})
