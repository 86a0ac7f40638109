"""What was typed at the shell's prompt before: in the user's state folder, theirs alone, and nothing that is secret.

Kept is a line that was understood and holds nothing that the log would not hold either: no password, no token, no text
about people. What was typed wrongly may hold anything and stays in memory.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from casactl.store.files import open_plain, private_folder, write_privately

if TYPE_CHECKING:
    from casactl.cli.call import Call

MOST = 1000
"""So many lines are kept."""
SECRET = re.compile(r"://[^/\s]*:[^/\s]*@|token=|(?:^|\s)--(?:text|note)\b", re.IGNORECASE)
"""A password in the address of a server, a link that opens something, what is written about people."""


class History:
    """The lines of former sessions, and of this one."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or _place()

    def lines(self) -> list[str]:
        """Those of before, the oldest first; cut to the last ones where there have come to be too many."""
        try:
            with os.fdopen(open_plain(self.path), encoding="utf-8", errors="replace") as file:
                found = file.read().splitlines()
        except OSError:
            return []
        if len(found) > 2 * MOST:
            with suppress(OSError):
                write_privately(self.path, "".join(f"{line}\n" for line in found[-MOST:]).encode())
        return found[-MOST:]

    def keep(self, line: str, call: Call) -> None:
        """Keep a line that has run; a folder that takes none is no failure."""
        if not call.verb or call.holds_secrets() or SECRET.search(line) or not line.isprintable():
            return
        with suppress(OSError):
            private_folder(self.path.parent)
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
            handle = os.open(self.path, flags, 0o600)
            try:
                os.fchmod(handle, 0o600)
                os.write(handle, f"{line}\n".encode())
            finally:
                os.close(handle)


def _place() -> Path:
    from platformdirs import user_state_path

    return user_state_path("casactl") / "history"
