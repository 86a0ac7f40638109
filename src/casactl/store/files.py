"""Files and folders that only their owner may read, written so that a crash leaves old or new."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


def private_folder(folder: Path) -> Path:
    """Make a folder with all that leads to it; new ones are 0700 whatever the umask."""
    missing = [folder]
    while not missing[-1].parent.exists():
        missing.append(missing[-1].parent)
    for each in reversed(missing):
        if not each.exists():
            each.mkdir(mode=0o700, exist_ok=True)
            each.chmod(0o700)
    return folder


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_privately(path: Path, content: bytes) -> None:
    """Replace a file's content: temporary file, fsync, rename; 0600."""
    replaced_privately(path, [content])


def replaced_privately(path: Path, pieces: Iterable[bytes]) -> None:
    """Replace a file's content piece by piece: whoever looks finds all of the old or all of the new."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
