"""What else on this machine holds a workspace's people: databases that it was moved from, backups, exports, letters.

A line for each in the workspace's folder says where it is, so that an erasure can wipe what casactl itself
left behind, and name what people made for themselves.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from casactl.records import dataclass
from casactl.store.files import private_folder

LIST = "copies.jsonl"
DATABASE, BACKUP, EXPORT = "database", "backup", "export"
BACKUPS = "*.backup"
OWN = ("casactl.before-*.backup", "casactl.db.damaged-*", "casactl.db-*.damaged-*")
"""What migrations and restores keep beside the database, of their own accord."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One thing that holds data of the workspace: a file's path, or a database's URL."""

    kind: str
    where: str
    whose: tuple[int, ...] = ()
    """The contacts that it is about, none where it may be about anybody."""

    def may_hold(self, contacts: Collection[int]) -> bool:
        """Whether one of these contacts may be in it."""
        return not self.whose or any(contact in contacts for contact in self.whose)


def note_copy(folder: Path, kind: str, where: str, whose: Iterable[int] = ()) -> None:
    """Remember a copy; a folder that takes no note is no failure."""
    copy = Copy(kind, where, tuple(sorted(set(whose))))
    with suppress(OSError):
        if copy not in noted(folder):
            handle = os.open(private_folder(folder) / LIST, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(handle, "a", encoding="utf-8") as file:
                file.write(json.dumps([kind, where, *copy.whose], ensure_ascii=False) + "\n")


def noted(folder: Path) -> list[Copy]:
    """What has been remembered; lines that say nothing are left out."""
    found = []
    with suppress(OSError, UnicodeDecodeError):
        for line in (folder / LIST).read_text("utf-8").splitlines():
            with suppress(ValueError, TypeError):
                kind, where, *whose = json.loads(line)
                found.append(Copy(str(kind), str(where), tuple(map(int, whose))))
    return found
