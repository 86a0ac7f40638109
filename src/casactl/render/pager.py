"""A pager for what is longer than the screen: output is held until it is known to be."""

from __future__ import annotations

import io
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

USUAL = "less"
OPTIONS = "FRX"
"""What `less` is told where nobody says otherwise: leave when all fits, take colour, let the text stay."""


def chosen_pager(configured: str | bool | None) -> str:
    """The program: CASACTL_PAGER, the configuration, PAGER, else `less`; an empty word is none."""
    named = os.environ.get("CASACTL_PAGER")
    if named is None and configured is False:
        return ""
    said = configured if isinstance(configured, str) else os.environ.get("PAGER", USUAL)
    command = said if named is None else named
    return "" if command.strip() == "cat" else command.strip()


class _Held(io.StringIO):
    """Standard output, held back: a terminal to all who ask."""

    def __init__(self, stream: io.TextIOBase) -> None:
        super().__init__()
        self._stream = stream

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The terminal's encoding."""
        return self._stream.encoding or "utf-8"

    def isatty(self) -> bool:
        """Whether a person reads it."""
        return True

    def fileno(self) -> int:
        """The terminal's handle."""
        return self._stream.fileno()


@contextmanager
def paged(command: str) -> Iterator[None]:
    """Hold what is written to standard output; show it by a pager where it is longer than the screen."""
    stream = sys.stdout
    held = _Held(stream)  # type: ignore[arg-type]
    sys.stdout = held
    try:
        yield
    finally:
        sys.stdout = stream
        text = held.getvalue()
        if not (_is_long(text) and _shown_by(command, text)):
            stream.write(text)
            stream.flush()


def _is_long(text: str) -> bool:
    with suppress(OSError, ValueError):
        return text.count("\n") >= os.get_terminal_size(sys.stdout.fileno()).lines
    return False


def _shown_by(command: str, text: str) -> bool:
    """Let the pager show it; False where there is no such program."""
    import signal
    import subprocess

    try:
        words = shlex.split(command)
        pager = subprocess.Popen(words, stdin=subprocess.PIPE, env={"LESS": OPTIONS, **os.environ})
    except (OSError, ValueError):
        return False
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C belongs to the pager
    try:
        pager.communicate(text.encode(sys.stdout.encoding or "utf-8", "replace"))
    finally:
        signal.signal(signal.SIGINT, before)
    return True
