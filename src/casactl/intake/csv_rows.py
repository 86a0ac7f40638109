"""Rows out of delimited text: strict about quotes, and never losing a good row to a broken one.

A row that cannot be taken comes back as a `BadRow` with the line at which it starts; reading goes on
at the next line, also behind a quote that never closes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple, TextIO

from casactl.errors import Unreadable

LONGEST_FIELD = 131_072
LONGEST_LINE = 4 * 1024 * 1024
# How far a quoted field is followed over line ends before its quote counts as unclosed.
_LINES_AHEAD = 1_000
_TEXT_AHEAD = 1024 * 1024
_LONGEST_LIST = 1_000
_END_OF_DOS = "\x1a"
"""Behind the last row of a file that an old program wrote."""


class Row(NamedTuple):
    """A row as it stands in the file: as many cells as the header."""

    line: int
    cells: list[str]


class BadRow(NamedTuple):
    """A row that cannot be taken; `cells` are what could be read of it, never more than the header's."""

    line: int
    cells: list[str]
    code: str
    message: str


class BrokenRecord(Unreadable):
    """Quotes that do not work out, or a line beyond all measure; only its first line is used up."""


class Lines:
    """Physical lines with their ends, numbered from 1; no more of one is held than LONGEST_LINE."""

    def __init__(self, text: TextIO) -> None:
        self.number = 0
        self._readline = text.readline
        self._put_back: list[str] = []

    def take(self) -> str:
        """The next line, empty at the end of the file."""
        line = self._put_back.pop() if self._put_back else self._readline(LONGEST_LINE)
        if line:
            self.number += 1
        return line

    def put_back(self, lines: list[str]) -> None:
        """Let these lines, the last ones taken, be taken again."""
        self._put_back.extend(reversed(lines))
        self.number -= len(lines)

    def ahead(self, taken: list[str]) -> Iterator[str]:
        """Further lines of a quoted field, each noted in `taken`."""
        length = 0
        while len(taken) < _LINES_AHEAD and length < _TEXT_AHEAD and (line := self.take()):
            taken.append(line)
            length += len(line)
            if is_cut(line):
                return
            yield line

    def skip_rest(self) -> None:
        """Go to the end of a line that was cut."""
        while is_cut(self._readline(LONGEST_LINE)):
            pass


def is_cut(line: str) -> bool:
    return len(line) == LONGEST_LINE and line[-1] not in "\r\n"


def read_rows(lines: Lines, delimiter: str, width: int) -> Iterator[Row | BadRow]:
    """Every row that has something in it, good or bad, in the order of the file."""
    blank = f"{delimiter} "
    while line := lines.take():
        if '"' not in line and "\0" not in line and len(line) <= LONGEST_FIELD:
            text = line.rstrip("\r\n")
            if not text or (text[0] in blank and not text.strip(blank)):
                continue
            cells = text.split(delimiter)
            if len(cells) == width:
                yield Row(lines.number, cells)
                continue
        row = _with_care(lines, line, delimiter, width)
        if any(map(str.strip, row.cells)) or isinstance(row, BadRow):
            yield row


def read_record(lines: Lines, line: str, delimiter: str, width: int | None = None) -> list[str]:
    """The cells of the record that starts with this line, just taken; raises BrokenRecord."""
    if is_cut(line):
        lines.skip_rest()
        raise BrokenRecord(f"a line of more than {LONGEST_LINE:,} characters", code="field-too-long")
    if '"' not in line:
        return _split(line, delimiter)
    try:
        return next(csv.reader((line,), delimiter=delimiter, strict=True, skipinitialspace=_spaced(line, delimiter)))
    except csv.Error as error:
        # The csv module tells its reasons apart by their words only.
        if "field limit" in str(error):
            reason = f"a field of more than {LONGEST_FIELD:,} characters"
            raise BrokenRecord(reason, code="field-too-long") from None
        if "unexpected end" not in str(error):
            reason = "text behind a closing quote; a quote inside a field is written twice"
            raise BrokenRecord(reason, code="bad-quote") from None
    return _over_lines(lines, line, delimiter, width)


def _spaced(line: str, delimiter: str) -> bool:
    """Whether a quote stands behind a blank, where it begins a cell all the same."""
    return f'{delimiter} "' in line


def _over_lines(lines: Lines, line: str, delimiter: str, width: int | None) -> list[str]:
    taken: list[str] = []
    try:
        text = chain([line], lines.ahead(taken))
        cells = next(csv.reader(text, delimiter=delimiter, strict=True, skipinitialspace=_spaced(line, delimiter)))
    except csv.Error:
        cells = []
    # A record of the wrong width that holds whole rows is a lost quote that a later one closed.
    swallowed = [further for further in taken if '"' not in further and len(_split(further, delimiter)) == width]
    lost = swallowed and len(cells) != width
    if lost or not cells:
        lines.put_back(taken)
        raise BrokenRecord("a quoted field that never closes", code="unclosed-quote")
    return cells


def _with_care(lines: Lines, line: str, delimiter: str, width: int) -> Row | BadRow:
    number = lines.number
    if line.startswith(_END_OF_DOS) and not line.strip(f"{_END_OF_DOS} \r\n"):
        return Row(number, [""] * width)
    try:
        cells = read_record(lines, line, delimiter, width)
    except BrokenRecord as broken:
        return BadRow(number, _fitted(_split(line, delimiter), width), broken.code, broken.message)
    if len(cells) > width and not any(map(str.strip, cells[width:])):  # empty cells at the end do not exist
        cells = cells[:width]
    code, message = _fault(cells, width)
    return BadRow(number, _fitted(cells, width), code, message) if code else Row(number, cells)


def _fault(cells: list[str], width: int) -> tuple[str, str]:
    text = "".join(cells)
    if "\0" in text:
        return "nul-byte", "holds a NUL character"
    if len(text) > LONGEST_FIELD and (longest := max(map(len, cells))) > LONGEST_FIELD:
        return "field-too-long", f"a field of {longest:,} characters, at most {LONGEST_FIELD:,}"
    if len(cells) == width:
        return "", ""
    message = f"{len(cells)} {'cell' if len(cells) == 1 else 'cells'} where the header has {width}"
    if surplus := ", ".join(repr(cell) for cell in cells[width:]):
        message += f"; left over: {surplus[:_LONGEST_LIST]}"
    return "ragged-row", message


def _split(line: str, delimiter: str) -> list[str]:
    return line.rstrip("\r\n").split(delimiter)


def _fitted(cells: list[str], width: int) -> list[str]:
    # Cut to what a CSV reader takes, so that the rejects file can be read; the input keeps the whole.
    return [cell[:LONGEST_FIELD] for cell in cells[:width]]
