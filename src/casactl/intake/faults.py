"""What every import can find wrong: with a row, which then comes back, or with the whole file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from casactl.errors import Unreadable


class MissingColumn(Unreadable):
    """The file lacks a column without which none of its rows can be taken."""

    code = "input.missing-column"


class RowFault(Exception):
    """What is wrong with a row: a code and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class Fault(NamedTuple):
    """A row that cannot be taken, and why; in the order of its fields, `RejectsFile.add` takes it."""

    line: int
    cells: Sequence[str]
    code: str
    message: str
