"""What came in from outside, looked at by the office's own scanner before it is kept."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from casactl.domain.worded import Worded
from casactl.records import dataclass

SECONDS = 60.0
"""So long a scanner may take for one file."""
PLACE = "{}"
"""The word in the place of which a scanner is given the file; without it the file comes last."""
FOUND = 1
"""What clamscan, clamdscan and those that follow them end with when a file is bad."""
LONGEST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scanner made of a file: `found` something, else `why` it gave no word, else nothing is wrong."""

    found: bool = False
    why: str = ""
    said: str = ""
    """The scanner's own words, for the office's log and nobody else."""


def scan(command: str, path: Path, *, seconds: float = SECONDS) -> Scan:
    """Run a scanner on a file, without a shell: 0 is clean, 1 found something, all else is no answer."""
    with tempfile.TemporaryFile() as printed:
        try:
            code = _run(_words(command, path), printed, seconds)
        except OSError as fault:
            return Scan(why=Worded("the scanner cannot be started"), said=fault.strerror or str(fault))
        except subprocess.TimeoutExpired:
            return Scan(why=Worded("the scanner gave no answer in {seconds:g} seconds", seconds=seconds))
        printed.seek(0)
        said = " ".join(printed.read(LONGEST_WORDS).decode("utf-8", "replace").split())
    if code in (0, FOUND):
        return Scan(found=code == FOUND, said=said)
    return Scan(why=Worded("the scanner ended with {code}", code=code), said=said)


def _words(command: str, path: Path) -> list[str]:
    words = shlex.split(command)
    if not any(PLACE in word for word in words):
        words.append(PLACE)
    return [word.replace(PLACE, str(path)) for word in words]


def _run(words: list[str], printed: IO[bytes], seconds: float) -> int:
    """How the program ended; whatever it started ends with it.

    Raises OSError, subprocess.TimeoutExpired.
    """
    with subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=printed, stderr=subprocess.STDOUT, start_new_session=True
    ) as program:
        try:
            return program.wait(timeout=seconds)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)
