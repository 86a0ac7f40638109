"""Where an input comes from: a file, read in place, or a stream, set aside first.

A stream is copied to a nameless temporary file before anything is opened that others wait for: a slow
producer must not hold the workspace.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from typing import BinaryIO

from casactl.domain.failures import failure
from casactl.errors import Unreadable

STDIN = "-"


def open_source(path: str) -> BinaryIO:
    """The input's bytes, seekable, at their start; `-` is standard input."""
    try:
        if path == STDIN:
            if sys.stdin is None:
                raise failure("input.missing", "standard input is closed")
            return _set_aside(sys.stdin.buffer)
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode) or stat.S_ISBLK(mode) or stat.S_ISSOCK(mode):
            raise failure("input.not-a-file", path=path)
        file = open(path, "rb")  # noqa: SIM115 - the sheet closes it
    except (FileNotFoundError, NotADirectoryError):
        raise failure("input.missing", f"{path}: no such file") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise unreadable(path, error) from None
    if stat.S_ISREG(mode):
        return file
    with file:
        return _set_aside(file)


def source_name(path: str) -> str:
    """How messages name the input."""
    return "stdin" if path == STDIN else path


def unreadable(name: str, error: Exception) -> Unreadable:
    """The fault for an input that the system cannot read."""
    reason = error.strerror if isinstance(error, OSError) else None
    return Unreadable(f"{name} cannot be read: {reason or error}")


def _set_aside(stream: BinaryIO) -> BinaryIO:
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - the sheet closes it
    try:
        shutil.copyfileobj(stream, copy, 1024 * 1024)
        copy.seek(0)
    except BaseException:
        copy.close()
        raise
    return copy
