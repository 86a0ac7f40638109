"""One command line through the real boundary, in this process, with streams of its own."""

from __future__ import annotations

import io
import json
import os
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from casactl.cli.main import main
from casactl.office.clock import Clock, now


@dataclass(frozen=True, slots=True)
class Run:
    """What a command left behind."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """Standard output as JSON (`-o json`)."""
        return json.loads(self.stdout)

    @property
    def lines(self) -> list[Any]:
        """Standard output as JSON lines (`-o jsonl`)."""
        return [json.loads(line) for line in self.stdout.splitlines()]

    @property
    def error(self) -> dict[str, Any]:
        """The error object that ends standard error: code, exit, message, hint, rule, row."""
        found: dict[str, Any] = json.loads(self.stderr.splitlines()[-1])["error"]
        return found

    @property
    def results(self) -> list[dict[str, Any]]:
        """The results of a verb that changes something."""
        found: list[dict[str, Any]] = self.json["results"]
        return found

    @property
    def outcomes(self) -> list[str]:
        """The outcome of each result."""
        return [result["outcome"] for result in self.results]

    @property
    def reasons(self) -> list[str]:
        """The codes of all results' reasons."""
        return [reason["code"] for result in self.results for reason in result["reasons"]]

    @property
    def ids(self) -> list[int]:
        """The numbers in the result: of a results object, of a list, or one a line (`-o ids`)."""
        if not self.stdout.lstrip().startswith(("[", "{")):
            return [int(line) for line in self.stdout.split()]
        found = self.json["results"] if isinstance(self.json, dict) else self.json
        return [each["id"] for each in found]


class _Output(io.TextIOWrapper):
    """A stream that is no terminal and keeps its bytes."""

    def __init__(self) -> None:
        self.kept = io.BytesIO()
        super().__init__(self.kept, encoding="utf-8", newline="\n", write_through=True)

    def text(self) -> str:
        self.flush()
        return self.kept.getvalue().decode()


def words(command: str | Sequence[str | int]) -> list[str]:
    """A command line as its words."""
    return shlex.split(command) if isinstance(command, str) else [str(word) for word in command]


def run(
    command: str | Sequence[str | int], *, stdin: str | bytes = "", env: Mapping[str, str] | None = None,
    clock: Clock = now,
) -> Run:  # fmt: skip
    """Run a command line; `stdin` may be bytes that are no text."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    out, err = _Output(), _Output()
    with _streams(io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"), out, err):
        with _variables(env or {}):
            code = main(words(command), clock=clock)
        return Run(int(code), out.text(), err.text())


@contextmanager
def _variables(given: Mapping[str, str]) -> Iterator[None]:
    """What `patch.dict` does, which writes the whole environment anew each time; a command changes nothing there."""
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _streams(*streams: io.TextIOWrapper) -> Iterator[None]:
    with (
        patch.object(sys, "stdin", streams[0]),
        patch.object(sys, "stdout", streams[1]),
        patch.object(sys, "stderr", streams[2]),
    ):
        yield
