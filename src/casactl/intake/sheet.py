"""A delimited file as a sheet: one header, then rows, in one pass and in constant memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from typing import BinaryIO

from casactl.domain.failures import failure
from casactl.domain.names import fold
from casactl.intake.csv_rows import BadRow, BrokenRecord, Lines, Row, read_record, read_rows
from casactl.intake.encoding import Encoding, decide_encoding
from casactl.intake.source import open_source, source_name, unreadable

MOST_COLUMNS = 1_000
_DELIMITERS = ",;\t|"
_DELIMITER_NAMES = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open file whose header has been read; `rows` can be read once."""

    name: str
    encoding: str
    delimiter: str
    header: list[str]
    sha256: str
    size: int
    _file: BinaryIO
    _lines: Lines

    def rows(self) -> Iterator[Row | BadRow]:
        """Every row that is not empty, the header's line being 1."""
        try:
            yield from read_rows(self._lines, self.delimiter, len(self.header))
        except UnicodeError:
            raise failure("input.bad-encoding", f"{self.name} was changed while it was read") from None
        except OSError as error:
            raise unreadable(self.name, error) from None

    def position(self) -> int:
        """About how many of the `size` bytes have been read, for a progress bar."""
        return self._file.tell()


@contextmanager
def open_sheet(path: str, *, encoding: str | None = None, delimiter: str | None = None) -> Iterator[Sheet]:
    """Open a file, or standard input for `-`; raises Unreadable in the words of the situation."""
    name = source_name(path)
    told = _told(delimiter)
    with open_source(path) as file:
        try:
            found = decide_encoding(file, encoding)
            size = file.seek(0, 2)
            file.seek(0)
        except OSError as error:
            raise unreadable(name, error) from None
        text = TextIOWrapper(file, encoding=found.codec, newline="")
        yield _sheet(name, found, size, told, file, Lines(text))


def _sheet(name: str, found: Encoding, size: int, told: str | None, file: BinaryIO, lines: Lines) -> Sheet:
    line = _first_line(name, lines)
    if told is None and line.startswith("sep=") and len(line.rstrip("\r\n")) == 5:  # Excel's own mark
        told, line = line[4], _first_line(name, lines)
    delimiter = told or _likeliest_delimiter(line)
    try:
        header = read_record(lines, line, delimiter)
    except BrokenRecord as broken:
        raise failure("input.no-header", f"{name} has no readable header: {broken.message}") from None
    _check_header(name, header)
    return Sheet(name, found.label, delimiter, header, found.sha256, size, file, lines)


def _first_line(name: str, lines: Lines) -> str:
    while line := lines.take():
        if text := line.strip("\ufeff\r\n"):
            return line[line.index(text) :]
    raise failure("input.empty", name=name)


def _told(delimiter: str | None) -> str | None:
    if delimiter is None:
        return None
    character = _DELIMITER_NAMES.get(delimiter.lower(), delimiter)
    if len(character) != 1 or character in '"\r\n\0' or character.isalnum():
        raise failure("input.bad-delimiter", delimiter=delimiter)
    return character


def _likeliest_delimiter(line: str) -> str:
    outside_quotes = "".join(line.split('"')[::2])
    return max(_DELIMITERS, key=outside_quotes.count)


def _check_header(name: str, header: list[str]) -> None:
    if any("\0" in cell for cell in header):
        raise failure(
            "input.bad-encoding", f"{name} holds NUL characters", hint="UTF-16 without a mark? --encoding utf-16-le"
        )
    if not any(cell.strip() for cell in header):
        raise failure("input.no-header", f"{name} has no header: its first line holds no names")
    if len(header) > MOST_COLUMNS:
        raise failure("input.too-many-columns", f"{name} has {len(header):,} columns, at most {MOST_COLUMNS:,}")
    seen: set[str] = set()
    for cell in filter(None, map(fold, header)):
        if cell in seen:
            raise failure("input.duplicate-header", name=name, cell=cell)
        seen.add(cell)
