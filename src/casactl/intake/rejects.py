"""The rejects file: rows that could not be taken, as they were, each with where and why."""

from __future__ import annotations

import codecs
import csv
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from casactl.domain.failures import failure
from casactl.errors import CasaError
from casactl.intake.headers import REJECT_COLUMNS, is_reject_column
from casactl.intake.source import STDIN, source_name

_OTHER_FORMATS = frozenset(
    {".xlsx", ".xlsm", ".xls", ".ods", ".json", ".jsonl", ".ndjson", ".vcf", ".xml", ".sta", ".ofx", ".qfx"}
)
_HEAD = 1 << 18
_ADDED = re.compile(rb"_row\W{1,3}_code\W{1,3}_message\W{0,2}\r?\n")
"""How the header of a rejects file ends, whatever parts its cells."""
AS_IT_WAS = "casactl.as-it-was"
"""Bytes that were no text are written as they came; what the encoding cannot hold, as its number."""


def _as_it_was(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    try:
        return codecs.lookup_error("surrogateescape")(error)
    except UnicodeError:
        return codecs.lookup_error("backslashreplace")(error)


codecs.register_error(AS_IT_WAS, _as_it_was)


class RejectsFile:
    """Written beside its target, and put there by `close()` when anything was rejected."""

    def __init__(
        self, target: Path, header: Sequence[str], *, source: str | None = None, codec: str = "utf-8",
        delimiter: str = ",",
    ) -> None:  # fmt: skip
        """In the shape of the input, whose path is `source`, `-` for standard input; raises UsageFault if both are one.

        A column without a name is called by its place, so that what was told of it holds for the rejects too.
        """
        if source is not None and _is_the_input(target, source):
            raise failure("usage.rejects", f"{target} is the input itself", hint="another one: --rejects FILE")
        if target.exists() and not target.is_file():
            raise failure("usage.rejects", f"{target} is not a file", hint="--rejects FILE")
        if target.suffix.lower() in _OTHER_FORMATS:
            raise failure(
                "usage.rejects", f"{target} is not called like CSV, and the rejects are",
                hint=f"--rejects {target.with_suffix('.csv').name}",
            )  # fmt: skip
        self.target = target
        self.count = 0
        self.codes: Counter[str] = Counter()
        self._codec, self._delimiter = codec, delimiter
        self._kept = [index for index, name in enumerate(header) if not is_reject_column(name)]
        self._header = [header[index] or str(index + 1) for index in self._kept]
        self._file: TextIO | None = None

    @property
    def replaces(self) -> bool:
        """Whether something stands at the target that is no older rejects file, and would be lost."""
        try:
            with self.target.open("rb") as file:
                head = file.read(_HEAD)
        except OSError:
            return False
        return bool(head.strip()) and not _ADDED.search(head.replace(b"\0", b""))

    def add(self, line: int, cells: Sequence[str], code: str, message: str, *, times: int = 1) -> None:
        """Set a row aside; cells that are missing are written empty, so that the last columns line up.

        A row of two people that are rejected counts `times` two.
        """
        row = [cells[index] if index < len(cells) else "" for index in self._kept]
        try:
            file = self._file or self._begin()
            self._writer(file).writerow([*row, line, code, message])
        except OSError as error:
            raise self._unwritable(error) from None
        self.count += times
        self.codes.update(code.split())

    def close(self) -> Path | None:
        """Put the file in its place, over an older one; None when nothing was rejected."""
        file = self._file
        if file is None:
            return None
        try:
            file.flush()
            os.fsync(file.fileno())
            file.close()
            os.replace(file.name, self.target.resolve())  # a link stays a link
        except OSError as error:
            self.discard()
            raise self._unwritable(error) from None
        self._file = None
        return self.target

    def discard(self) -> None:
        """Forget what was set aside; an older file at the target stays."""
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):
                file.close()
            Path(file.name).unlink(missing_ok=True)

    def _begin(self) -> TextIO:
        place = self.target.resolve()
        handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
        os.close(handle)
        self._file = open(name, "w", encoding=self._codec, errors=AS_IT_WAS, newline="")  # noqa: SIM115
        self._writer(self._file).writerow([*self._header, *REJECT_COLUMNS])
        return self._file

    def _writer(self, file: TextIO) -> Any:
        return csv.writer(file, delimiter=self._delimiter)

    def _unwritable(self, error: OSError) -> CasaError:
        return failure(
            "usage.rejects",
            f"{self.target} cannot be written: {error.strerror or error}",
            hint="elsewhere: --rejects FILE",
        )


def default_rejects_path(source: str) -> Path:
    """Where rejects go when nobody says: beside the input, for standard input the current folder."""
    return Path(f"{source_name(source)}.rejects.csv")


def _is_the_input(target: Path, source: str) -> bool:
    try:
        given = os.fstat(sys.stdin.fileno()) if source == STDIN else os.stat(source)
        return os.path.samestat(given, target.stat())
    except (OSError, ValueError):  # one of them does not exist, or is no file of the system's
        return False
