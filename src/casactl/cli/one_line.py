"""One line among others: run with streams of its own, and told as one JSON object."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, Any

from casactl.cli.context import App
from casactl.cli.lines import words_of
from casactl.cli.running import run_words
from casactl.cli.session import Judged
from casactl.domain.failures import failure
from casactl.errors import CasaError, Exit
from casactl.render.view import PipeClosed, error_dict

if TYPE_CHECKING:
    from casactl.cli.session import Session

Record = dict[str, Any]


def run_line(outer: App, session: Session, number: int, line: bytes | None) -> Record:
    """Run a line, whatever becomes of it; gives what is shown of it."""
    app = App(outer.now, session)
    said, told = _Said(), _Said()
    record: Record = {"line": number, "exit": int(Exit.DONE)}
    fault: CasaError | None = None
    with _streams(said, told):
        try:
            words = words_of(line)
            session.look_at(words)
            record["exit"] = int(run_words(words, app))
        except Judged:
            pass
        except PipeClosed:
            fault = failure("unexpected", "A program that this line started reads no further.")
        except CasaError as found:
            fault = found
        output = _result(app, said)
        if fault is None and isinstance(output, CasaError):
            fault, output = output, {}
    if fault is not None:
        record["exit"] = int(fault.exit)
    record |= output if isinstance(output, dict) else {}
    if fault is not None:
        record["error"] = error_dict(fault, "\n".join(app.wording.lines(fault.hint)) or None)
    if notes := told.text().splitlines():
        record["notes"] = notes
    return record


def _result(app: App, said: _Said) -> Record | CasaError:
    """What a line printed: as the object that it is, else as its text."""
    try:
        text = said.text()
    except UnicodeDecodeError:
        return failure("batch.bytes")
    if not text:
        return {}
    try:
        chosen = app.format
        if chosen == "json":
            return {"result": json.loads(text)}
        if chosen == "jsonl":
            return {"result": [json.loads(line) for line in text.splitlines()]}
    except (ValueError, CasaError):
        pass  # a page of help, a crontab: what is text whatever is asked for
    return {"output": text}


class _Said(io.TextIOWrapper):
    """A stream that is no terminal and keeps what is written, bytes too."""

    def __init__(self) -> None:
        self._kept = io.BytesIO()
        super().__init__(self._kept, encoding="utf-8", errors="backslashreplace", newline="\n", write_through=True)

    def text(self) -> str:
        """All that was written.

        Raises UnicodeDecodeError.
        """
        self.flush()
        return self._kept.getvalue().decode("utf-8")


class _Nothing(io.RawIOBase):
    """What stands for standard input, which is the batch's: a line that reads it is refused."""

    def readable(self) -> bool:
        """It seems so, to whoever asks before reading."""
        return True

    def readinto(self, _: Any) -> int:
        """Raise UsageFault."""
        raise failure("batch.no-input")


@contextmanager
def _streams(said: _Said, told: _Said) -> Iterator[None]:
    """Inside, the three streams are the line's."""
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BufferedReader(_Nothing()), encoding="utf-8")
    try:
        with redirect_stdout(said), redirect_stderr(told):
            yield
    finally:
        sys.stdin = before
