"""A delimited file: which character parts its cells, which of its lines is the header, and its rows behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

from casactl.domain.failures import failure
from casactl.errors import Unreadable
from casactl.intake.csv_rows import BadRow, BrokenRecord, Lines, Row, read_record, read_rows
from casactl.intake.header_row import LOOKED_AT, Asked, HeaderRow, by_place, filled, known_columns, likeliest, trimmed

_DELIMITERS = ",;\t|"
_DELIMITER_NAMES = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
_MARK = re.compile(r'"?sep=(\\t|[^\r\n\w])"?[\s,;]*', re.IGNORECASE)
"""The line by which a spreadsheet program says what parts the cells."""


class Delimited:
    """An open file of delimited text; `text` begins it anew."""

    def __init__(self, name: str, text: Callable[[], TextIO], asked: Asked) -> None:
        self._name, self._text, self._asked = name, text, asked
        told = _told(asked.delimiter)
        first = _first_lines(text())
        if not first:
            raise failure("input.empty", name=name)
        self._from = first[0][0]
        if told is None and (mark := _MARK.fullmatch(first[0][1].rstrip("\r\n"))):
            told, self._from = mark[1].replace("\\t", "\t"), first[0][0] + 1
            first = first[1:]
            if not first:
                raise failure("input.empty", name=name)
        self.delimiter = told or self._likeliest(
            [self._told_line()] if asked.header_row else [line for _, line in first]
        )
        self.first_row = self._from
        self.header = self._header()

    def rows(self) -> Iterator[Row | BadRow]:
        """Every row that has something in it, good or bad, in the order of the file."""
        lines = self._behind_header()
        return read_rows(lines, self.delimiter, len(self.header.names))

    def nameless(self) -> frozenset[int]:
        """The places of columns without a name that hold something."""
        return filled(self.header.names, self.rows())

    def _behind_header(self) -> Lines:
        lines = Lines(self._text())
        if self.header.line:
            self._skip_to(lines, self.header.line)
            read_record(lines, lines.take().lstrip("\ufeff"), self.delimiter)
        else:
            self._skip_to(lines, self._from)
        return lines

    @staticmethod
    def _skip_to(lines: Lines, line: int) -> None:
        while lines.number < line - 1 and lines.take():
            pass

    def _likeliest(self, lines: Sequence[str]) -> str:
        """The delimiter that makes most known names of any of these lines, else that which the first has most."""
        first = _unquoted(lines[0])
        known = {each: max(self._known(line, each) for line in lines) for each in _DELIMITERS}
        best = max(sorted(_DELIMITERS, key=first.count, reverse=True), key=known.__getitem__)
        return best if known[best] > 1 else max(_DELIMITERS, key=first.count)

    def _known(self, line: str, delimiter: str) -> int:
        cells = [cell.strip('"\r\n ') for cell in line.split(delimiter)]
        return known_columns(cells, self._asked.fields, self._asked.told)

    def _header(self) -> HeaderRow:
        asked = self._asked
        if asked.no_header:
            return HeaderRow(0, by_place(max((len(trimmed(row.names)) for row in self._records()), default=0)))
        if asked.header_row is not None:
            return self._told_header(asked.header_row)
        found = likeliest(list(self._records()), asked.fields, asked.told)
        return self._without_blanks(found)

    def _told_header(self, row: int) -> HeaderRow:
        lines = Lines(self._text())
        self._skip_to(lines, row)
        return self._without_blanks(HeaderRow(row, self._record(lines, lines.take().lstrip("\ufeff"))))

    def _told_line(self) -> str:
        lines, row = Lines(self._text()), self._asked.header_row or 1
        self._skip_to(lines, row)
        line = lines.take().strip("\ufeff")
        if lines.number != row or not line.strip():
            raise failure("input.no-header", f"{self._name} has nothing in line {row}")
        return line

    def _records(self) -> Iterator[HeaderRow]:
        """The first records; a first one that cannot be read is a fault of the file."""
        lines = Lines(self._text())
        self._skip_to(lines, self._from)
        count = 0
        while count < LOOKED_AT and (line := lines.take().lstrip("\ufeff")):
            number = lines.number
            try:
                cells = self._record(lines, line)
            except Unreadable:
                if not count:
                    raise
                cells = []
            if any(cell.strip() for cell in cells) or (not count and line.strip("\r\n")):
                yield HeaderRow(number, cells)
                count += 1

    def _record(self, lines: Lines, line: str) -> list[str]:
        try:
            return read_record(lines, line, self.delimiter)
        except BrokenRecord as broken:
            raise failure("input.no-header", f"{self._name} has no readable header: {broken.message}") from None

    def _without_blanks(self, header: HeaderRow) -> HeaderRow:
        """Nameless columns at the end do not exist, unless they hold something."""
        self.header = header
        last = max(self.nameless(), default=-1) if header.names and not header.names[-1].strip() else -1
        named = len(trimmed(header.names))
        return header._replace(names=header.names[: max(named, last + 1)] or header.names)


def _unquoted(line: str) -> str:
    return "".join(line.split('"')[::2])


def _first_lines(text: TextIO) -> list[tuple[int, str]]:
    lines, found = Lines(text), list[tuple[int, str]]()
    while len(found) < LOOKED_AT and (line := lines.take()):
        if stripped := line.strip("\ufeff\r\n"):
            found.append((lines.number, line[line.index(stripped) :]))
    return found


def _told(delimiter: str | None) -> str | None:
    if delimiter is None:
        return None
    character = _DELIMITER_NAMES.get(delimiter.lower(), delimiter)
    if len(character) != 1 or character in '"\r\n\0' or character.isalnum():
        raise failure("input.bad-delimiter", delimiter=delimiter)
    return character
