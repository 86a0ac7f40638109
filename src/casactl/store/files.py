"""Files and folders that only their owner may read, written so that a crash leaves old or new."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

DUE_RUN = "last-due-run"
"""The file of a workspace that says when `due run` ran last."""
AFTER_CHANGE = "hooks/after-change"
"""The program in a workspace's folder that hears of every change."""
OUTBOX = "outbox"
"""The folder of a workspace where letters are written."""


class NotAPlainFile(OSError):
    """A link, pipe, device or folder where bytes should be."""


def open_plain(path: Path | str, *, within: int | None = None) -> int:
    """A descriptor that reads a plain file, looked up in the open folder `within`: no link is followed, no pipe waited
    for.

    Raises NotAPlainFile, OSError.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=within)
    except OSError as fault:
        if fault.errno == errno.ELOOP:
            raise NotAPlainFile(fault.errno, "is a link") from None
        if fault.errno == errno.ENXIO:
            raise NotAPlainFile(fault.errno, "is no plain file") from None
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotAPlainFile(errno.EINVAL, "is no plain file")
    return handle


def writable_by_others(path: Path) -> list[Path]:
    """A file, its folder and those above, as far as somebody else can put something else in their place.

    A folder with the sticky bit lets others add, and not replace. Raises OSError.
    """
    real, folder = path.resolve(strict=True), path.absolute().parent
    near = {real, real.parent, folder}
    return [place for place in dict.fromkeys([folder, real, *real.parents]) if _replaceable(place, near=place in near)]


def _replaceable(place: Path, *, near: bool) -> bool:
    """Whether somebody but root and whoever asks may write; a group may, further up, be one's own."""
    held = place.stat()
    sticky = stat.S_ISDIR(held.st_mode) and held.st_mode & stat.S_ISVTX
    others = stat.S_IWOTH | (stat.S_IWGRP if near else 0)
    return held.st_uid not in (0, os.getuid()) or bool(held.st_mode & others and not sticky)


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
    with in_place(path) as file:
        file.write(content)


@contextmanager
def in_place(path: Path) -> Iterator[BinaryIO]:
    """A file to write that takes its place once it is whole: whoever looks finds all of the old or all of the new."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    sync_folder(path.parent)
