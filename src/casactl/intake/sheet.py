"""An input as a sheet, whatever its format: one header, then rows, which can be read once.

What reads a format is loaded when a file is of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import islice
from typing import BinaryIO, TextIO

from casactl.domain.failures import failure
from casactl.domain.names import fold
from casactl.domain.remedy import Remedy, Said
from casactl.intake.csv_rows import BadRow, Row
from casactl.intake.delimited import Delimited
from casactl.intake.encoding import Encoding, decide_encoding, digest
from casactl.intake.field_names import LONGEST_COLUMN, FieldTable, known_field, may_repeat
from casactl.intake.formats import CAMT, CSV, JSON_LINES, MT940, ODS, OFX, READ, STATEMENTS, VCARD, XLSX
from casactl.intake.header_row import LOOKED_AT, Asked, HeaderRow, by_place, filled, likeliest, trimmed
from casactl.intake.recognise import recognise
from casactl.intake.source import open_source, source_name, unreadable
from casactl.intake.workbook import MOST_COLUMNS
from casactl.records import dataclass

Rows = Callable[[], Iterator[Row | BadRow]]
_DECLARED = 2000
"""In so many bytes at the front a file may say what it is written in."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open file whose header has been read; `rows` can be read once."""

    name: str
    format: str
    encoding: str
    """Its name for people; empty where the format knows no other."""
    codec: str
    """What the rejects file is written in."""
    delimiter: str
    header: list[str]
    header_row: int | None
    nameless: frozenset[int]
    """The places of columns without a name that hold something."""
    sha256: str
    size: int
    notes: tuple[str, ...]
    fixed: bool
    """Whether the columns are the format's, not the office's: what none of them means is left out, and told."""
    first_row: int
    """The first row that holds anything."""
    _rows: Rows
    _file: BinaryIO

    @property
    def names(self) -> list[str]:
        """What the columns are called; one without a name that holds something, by its place."""
        return [name or (str(n + 1) if n in self.nameless else "") for n, name in enumerate(self.header)]

    def rows(self) -> Iterator[Row | BadRow]:
        """Every row that is not empty, with as many cells as the header."""
        try:
            yield from self._rows()
        except UnicodeError:
            raise failure("input.bad-encoding", f"{self.name} was changed while it was read") from None
        except OSError as error:
            raise unreadable(self.name, error) from None

    def cells_of(self, columns: Sequence[str | None], fields: Iterable[str]) -> Iterator[str]:
        """The cells of these fields, row after row; the rows can be read all the same."""
        wanted = [n for n, field in enumerate(columns) if field in set(fields)]
        if wanted:
            for row in self.rows():
                yield from (row.cells[n] for n in wanted if n < len(row.cells))

    def samples(self, most: int = 3) -> list[list[str]]:
        """For each column the first values that differ; the rows can be read all the same."""
        found: list[dict[str, None]] = [{} for _ in self.header]
        for row in islice(self.rows(), 200):
            for values, cell in zip(found, row.cells, strict=False):
                if cell.strip() and len(values) < most:
                    values[cell.strip()] = None
        return [list(values) for values in found]

    def position(self) -> int:
        """About how many of the `size` bytes have been read, for a progress bar."""
        return self._file.tell()


@contextmanager
def open_sheet(path: str, asked: Asked | None = None) -> Iterator[Sheet]:
    """Open a file, or standard input for `-`; raises Unreadable in the words of the situation."""
    name, asked = source_name(path), asked or Asked()
    with open_source(path) as file:
        try:
            kind = recognise(file, name) if asked.encoding is None else _text_kind(file, name)
            size = file.seek(0, 2)
            file.seek(0)
            _refuse_misplaced(kind, path, asked.fields.noun)
            opened = (_Packed if kind in (XLSX, ODS) else _Text)(name, kind, file, size, asked)
            sheet = opened.sheet()
        except OSError as error:
            raise unreadable(name, error) from None
        except UnicodeError:
            raise failure("input.bad-encoding", f"{name} was changed while it was read") from None
        yield sheet


def _refuse_misplaced(kind: str, path: str, noun: str) -> None:
    """Raise Unreadable for a bank's statement and for cards of contacts where they are not read."""
    name = source_name(path)
    if kind in READ.get(noun, (kind,)):
        return
    if kind in STATEMENTS:
        hint = Remedy("ledger bank import", Said(path))
        raise failure("input.other-format", f"{name} is a bank statement, which is not read here", hint=hint)
    if kind == VCARD:
        hint = Remedy("contact import", Said(path))
        raise failure("input.other-format", f"{name} is a file of contacts (vCard), which is not read here", hint=hint)


def _text_kind(file: BinaryIO, name: str) -> str:
    """With an encoding told the file is text, whatever its first bytes look like."""
    kind = recognise(file, name)
    return CSV if kind in (XLSX, ODS) else kind


@dataclass(slots=True)
class _Text:
    """A file of text."""

    name: str
    kind: str
    file: BinaryIO
    size: int
    asked: Asked

    def sheet(self) -> Sheet:
        """The sheet in it."""
        if self.kind == CAMT:  # the XML says itself what it is in
            return self._camt()
        declared = ""
        if self.kind == OFX:
            from casactl.intake.ofx import declared_codec

            declared = declared_codec(self.file.read(_DECLARED))
            self.file.seek(0)
        found = decide_encoding(self.file, self.asked.encoding, self.asked.country, declared=declared)

        def text() -> TextIOWrapper:
            self.file.seek(0)
            return _Kept(self.file, encoding=found.codec, errors=found.errors, newline="")

        if self.kind == CSV:
            return self._delimited(found, Delimited(self.name, text, self.asked))
        if self.kind in STATEMENTS:
            return self._statement(found, text)
        if self.kind == VCARD:
            from casactl.intake.vcard import card_rows

            return self._fixed(found.label, found.sha256, *card_rows(text), found.notes)
        return self._json(found, text)

    def _camt(self) -> Sheet:
        from casactl.intake.camt import camt_rows
        from casactl.intake.statement import COLUMNS

        return self._fixed("", digest(self.file), COLUMNS, camt_rows(self.file, self.name))

    def _statement(self, found: Encoding, text: Callable[[], TextIO]) -> Sheet:
        from casactl.intake.mt940 import mt940_rows
        from casactl.intake.ofx import ofx_rows
        from casactl.intake.statement import COLUMNS

        rows = mt940_rows(text) if self.kind == MT940 else ofx_rows(text, self.name)
        return self._fixed(found.label, found.sha256, COLUMNS, rows, found.notes)

    def _json(self, found: Encoding, text: Callable[[], TextIO]) -> Sheet:
        from casactl.intake.json_rows import document_rows, is_lines, line_rows

        lines = is_lines(text())
        if lines:
            self.kind = JSON_LINES
        header, rows = line_rows(text) if lines else document_rows(text, self.name)
        return self._fixed(found.label, found.sha256, header, rows, found.notes, fixed="contact_id" in header)

    def _fixed(
        self, label: str, sha256: str, header: list[str], rows: Rows, notes: tuple[str, ...] = (), *, fixed: bool = True
    ) -> Sheet:
        """A sheet of a format that has no header of the office's."""
        if not header:
            raise failure("input.empty", name=self.name)
        return Sheet(
            self.name, self.kind, label, "utf-8-sig", ",", header, None, frozenset(), sha256, self.size, notes, fixed,
            0, rows, self.file,
        )  # fmt: skip

    def _delimited(self, found: Encoding, file: Delimited) -> Sheet:
        header = file.header
        check_header(self.name, header.names, self.asked.fields)
        return Sheet(
            self.name, CSV, found.label, found.codec, file.delimiter, header.names, header.line or None,
            file.nameless(), found.sha256, self.size, found.notes, False, file.first_row, file.rows, self.file,
        )  # fmt: skip


@dataclass(slots=True)
class _Packed:
    """A workbook."""

    name: str
    kind: str
    file: BinaryIO
    size: int
    asked: Asked
    first_row: int = 0

    def sheet(self) -> Sheet:
        """The sheet that is asked for."""
        from casactl.intake.ods import ods_rows
        from casactl.intake.packed import Packed
        from casactl.intake.xlsx import xlsx_rows

        sha256 = digest(self.file)
        read = xlsx_rows if self.kind == XLSX else ods_rows
        source, note = read(Packed(self.file, self.name), self.asked.sheet)
        header = self._header(source)
        width = len(header.names)
        check_header(self.name, header.names, self.asked.fields)
        nameless = filled(header.names, (row for row in source() if row.line > header.line))

        def rows() -> Iterator[Row | BadRow]:
            for row in source():
                if row.line > header.line:
                    yield _fitted(row, width)

        return Sheet(
            self.name, self.kind, "", "utf-8-sig", ",", header.names, header.line or None, nameless, sha256,
            self.size, (note,) if note else (), False, self.first_row, rows, self.file,
        )  # fmt: skip

    def _header(self, source: Rows) -> HeaderRow:
        asked = self.asked
        if asked.no_header:
            return HeaderRow(0, by_place(max((len(trimmed(row.cells)) for row in source()), default=0)))
        first = [HeaderRow(row.line, trimmed(row.cells)) for row in islice(source(), LOOKED_AT)]
        if asked.header_row is not None:
            rows = (row for row in source() if row.line >= (asked.header_row or 0))
            told = next(rows, None)
            if told is None or told.line != asked.header_row:
                raise failure("input.no-header", f"{self.name} has nothing in row {asked.header_row}")
            return HeaderRow(told.line, trimmed(told.cells))
        if not first:
            raise failure("input.empty", name=self.name)
        self.first_row = first[0].line
        found = likeliest(first, asked.fields, asked.told)
        width = max(len(row.names) for row in first if row.line >= found.line)
        return HeaderRow(found.line, found.names + [""] * (width - len(found.names)))


class _Kept(TextIOWrapper):
    """Text over a file that others go on using when this is done with."""

    def __del__(self) -> None:
        if not self.closed:
            self.detach()


def _fitted(row: Row | BadRow, width: int) -> Row | BadRow:
    cells = row.cells
    if len(cells) < width:
        cells = cells + [""] * (width - len(cells))
    elif len(cells) > width:
        surplus = next((cell for cell in cells[width:] if cell.strip()), None)
        cells = cells[:width]
        if surplus is not None and isinstance(row, Row):
            return BadRow(row.line, cells, "ragged-row", f"more cells than the header has; left over: {surplus[:60]!r}")
    return row._replace(cells=cells)


def check_header(name: str, header: Sequence[str], fields: FieldTable) -> None:
    """Raise Unreadable for what cannot be a header."""
    if any("\0" in cell for cell in header):
        raise failure(
            "input.bad-encoding", f"{name} holds NUL characters", hint="UTF-16 without a mark? --encoding utf-16-le"
        )
    if not any(cell.strip() for cell in header):
        raise failure("input.no-header", f"{name} has no header: its first line holds no names")
    if (longest := max(map(len, header))) > LONGEST_COLUMN:
        raise failure("input.no-header", f"{name} has no header: its first line holds a cell of {longest:,} characters")
    if len(header) > MOST_COLUMNS:
        raise failure("input.too-many-columns", f"{name} has {len(header):,} columns, at most {MOST_COLUMNS:,}")
    _refuse_namesakes(name, (fold(each) for each in header if each.strip() and not _may_have_namesakes(each, fields)))


def _may_have_namesakes(column: str, fields: FieldTable) -> bool:
    """Whether several columns may be called so: phones, a bank's currency of amount and balance, what is left out."""
    field = known_field(column, fields)
    return (field is None and fields.leaves_rest) or field == "currency" or (field is not None and may_repeat(field))


def _refuse_namesakes(name: str, cells: Iterable[str]) -> None:
    seen: set[str] = set()
    for cell in cells:
        if cell in seen:
            raise failure("input.duplicate-header", name=name, cell=cell)
        seen.add(cell)
