"""Files that people had made of a workspace's contacts: an erasure names them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from casactl.store.config import WorkspaceEntry
from casactl.store.copies import EXPORT, note_copy


def remember(entry: WorkspaceEntry, file: Path, whose: Iterable[int] = ()) -> None:
    """Keep in mind where contacts went; `whose` where the file is about these alone."""
    if file.is_file():
        note_copy(entry.folder, EXPORT, str(file.expanduser().absolute()), whose)
