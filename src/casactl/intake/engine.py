"""The one way of every import: sheet → candidate → judge → match → write; good rows go in, bad rows come back.

Rows are read in batches. Each is judged by itself, then the batch meets the workspace together, each of its rows is
decided in the order of the file, and everything is written at once. One import is one operation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Generic, NamedTuple, Protocol, TypeVar

from casactl.domain.failures import failure
from casactl.domain.import_counts import CONFLICTS, ImportCounts
from casactl.errors import InvalidValue, UsageFault
from casactl.intake.csv_rows import BadRow, Row
from casactl.intake.rejects import RejectsFile

BATCH = 2000


class RowFault(Exception):
    """What is wrong with a row: a code and a sentence, or several of each."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message

    @classmethod
    def of(cls, fault: InvalidValue, code: str = "") -> RowFault:
        """The fault of a value, its way out with it."""
        return cls(
            code or fault.code, f"{fault.message}: {fault.hint}" if isinstance(fault.hint, str) else fault.message
        )

    @classmethod
    def several(cls, faults: Sequence[RowFault]) -> RowFault:
        """All faults of a row in one: the codes parted by blanks, the sentences, each once, by semicolons."""
        if len(faults) == 1:
            return faults[0]
        codes = dict.fromkeys(code for fault in faults for code in fault.code.split())
        return cls(" ".join(codes), "; ".join(dict.fromkeys(fault.message for fault in faults)))


class Fault(NamedTuple):
    """A row that cannot be taken, and why; who it is about is said unless all of the row have it."""

    line: int
    cells: Sequence[str]
    code: str
    message: str
    about: str = ""
    """Who of a row of several people it is about."""


class Placed(Protocol):
    """What stands in a line of the file: a row, or what was made of it."""

    @property
    def line(self) -> int: ...
    @property
    def cells(self) -> Sequence[str]: ...


Candidate = TypeVar("Candidate", bound=Placed)


MOST_LINES = 5


class Warnings:
    """What is worth a word although the row went in: each sentence once, with the lines that it is about."""

    def __init__(self) -> None:
        self._lines: dict[str, list[int]] = {}
        self._more: Counter[str] = Counter()
        self._held: list[tuple[int, str]] = []

    def add(self, line: int, sentence: str) -> None:
        """Say something of the row at a line, which goes in unless it comes back with its batch."""
        self._held.append((line, sentence))

    def settle(self, back: Container[int]) -> None:
        """Let go of what was said of the rows that came `back`: nothing was taken of them."""
        for line, sentence in self._held:
            if line in back:
                continue
            lines = self._lines.setdefault(sentence, [])
            if len(lines) < MOST_LINES:
                lines.append(line)
            else:
                self._more[sentence] += 1
        self._held.clear()

    def told(self) -> tuple[str, ...]:
        """A sentence each."""
        return tuple(f"{self._where(sentence)}: {sentence}" for sentence in self._lines)

    def _where(self, sentence: str) -> str:
        lines, more = self._lines[sentence], self._more[sentence]
        named = ", ".join(map(str, lines))
        return f"line{'s' if len(lines) > 1 else ''} {named}{f' and {more:,} more' if more else ''}"


class Importing(Generic[Candidate]):
    """One import under way: hand it the rows, it gives the counts. A kind of row says how it is read and taken."""

    batch: int | None = BATCH
    """How many rows meet the workspace together; None for all of the file."""

    def __init__(self, read: Callable[[int, Sequence[str]], Candidate], rejects: RejectsFile) -> None:
        """`read` makes a candidate of a row's line and cells, or raises RowFault."""
        self._read, self._rejects = read, rejects
        self._faults: list[Fault] = []
        """This batch's rejects, put into the file's order before they are written."""
        self.rows = self.added = self.updated = self.unchanged = self.companies = 0
        self.invited: int | None = None
        self.warnings = Warnings()

    def run(self, rows: Iterable[Row | BadRow]) -> ImportCounts:
        """Import all rows."""
        for batch in self._batches(rows):
            self.take(batch)
            for _, faults in groupby(sorted(self._faults, key=lambda fault: fault.line), lambda fault: fault.line):
                self._send_back(list(faults))
            self.warnings.settle({fault.line for fault in self._faults if not fault.about})
            self._faults.clear()
        return ImportCounts(
            self.rows, self.added, self.updated, self.unchanged, self._rejects.count, self.companies,
            invited=self.invited, rejects=dict(self._rejects.codes.most_common()), warnings=self.warnings.told(),
        )  # fmt: skip

    def _send_back(self, faults: Sequence[Fault]) -> None:
        """Write a row that comes back; of a row of several people all that is wrong with any."""
        times = Counter(fault.message for fault in faults)
        told = [
            f"{each.about}: {each.message}" if each.about and times[each.message] == 1 else each.message
            for each in faults
        ]
        whole = RowFault.several([RowFault(fault.code, message) for fault, message in zip(faults, told, strict=True)])
        self._rejects.add(faults[0].line, faults[0].cells, whole.code, whole.message, times=len(faults))

    def others(self, read: Candidate) -> Sequence[Candidate]:
        """Who or what else stands in the same row: each counts as a row."""
        return ()

    def take(self, batch: list[Candidate]) -> None:
        """Match a batch with the workspace, decide each of its rows, write what has come of it."""
        raise NotImplementedError

    def reject(self, row: Placed, fault: RowFault) -> None:
        """Let a row come back."""
        self.fault(row, fault)

    def fault(self, row: Placed, fault: RowFault, about: str = "") -> None:
        """Keep why a row comes back; of several people in it, whom that is about."""
        self._faults.append(Fault(row.line, row.cells, fault.code, fault.message, about))

    def _batches(self, rows: Iterable[Row | BadRow]) -> Iterator[list[Candidate]]:
        batch: list[Candidate] = []
        for row in rows:
            self.rows += 1
            if isinstance(row, BadRow):
                self._faults.append(Fault(*row))
                continue
            try:
                if not "".join(row.cells).isascii():
                    refuse_damaged(row.cells)
                read = self._read(row.line, row.cells)
                others = self.others(read)
                self.rows += len(others)
                batch += (read, *others)
            except RowFault as fault:
                self.reject(row, fault)
            if self.batch and len(batch) >= self.batch:
                yield batch
                batch = []
        yield batch


_LEADS, _TRAILS = "ÂÃ", "".join(bytes([n]).decode("cp1252", "ignore") or chr(n) for n in range(0x80, 0xC0))
_MISREAD = re.compile(f"[{_LEADS}][{re.escape(_TRAILS)}]|â€[{re.escape(_TRAILS)}]|[ÄÅ][{re.escape(_TRAILS)}](?=[a-z])")
_NO_TEXT = re.compile("[\udc80-\udcff]")


def refuse_damaged(cells: Sequence[str]) -> None:
    """Raise RowFault for text that came through the wrong encoding, on its way here or long before."""
    for cell in cells:
        if cell.isascii():
            continue
        if _NO_TEXT.search(cell):
            raise RowFault("bad-encoding", "holds bytes that are no text in the encoding of the file")
        if "\ufffd" in cell:
            raise RowFault("mojibake", f"'{cell[:60]}' has lost characters: take it from where it came from once more")
        if _MISREAD.search(cell) and (meant := _meant(cell)):
            raise RowFault(
                "mojibake", f"'{cell[:60]}' was read in the wrong encoding once; it seems to mean '{meant[:60]}'"
            )


def _meant(cell: str) -> str | None:
    """What a text was before UTF-8 was read as Windows-1252, None when it never was that."""
    try:
        return b"".join(_byte(character) for character in cell).decode("utf-8")
    except UnicodeError:
        return None


def _byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")


def need_columns(columns: Sequence[str | None], needed: Iterable[str], of: str) -> None:
    """Raise MissingColumn when no row could be complete."""
    for field in needed:
        if field not in columns:
            hint = f'--map "Column={field}" says which it is'
            raise failure("input.missing-column", f"The file has no column with the {of}'s {field}.", hint=hint)


def check_conflict(word: str) -> None:
    """Raise UsageFault for what `--on-conflict` does not take."""
    if word not in CONFLICTS:
        raise UsageFault(f"--on-conflict takes one of {', '.join(CONFLICTS)}, not '{word}'.")
