"""Real shells, typed or scripted to, with nothing on their path but a `casactl` that notes what it was given."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

SHELLS: Mapping[str, tuple[str, ...]] = {
    "sh": ("sh",),
    "bash": ("bash", "--norc", "--noprofile"),
    "bash, typed to": ("bash", "--norc", "--noprofile", "-i"),
    "zsh": ("zsh", "-f"),
    "zsh, typed to": ("zsh", "-f", "-i", "-s"),
    "fish": ("fish", "--no-config"),
}
"""By name; those that are typed to expand `!`, and zsh takes `#` for a word then."""

STUB = """#!/bin/sh
printf '%s\\0' $# "$0" "$@" >> "$RECORD"
"""


class Desk:
    """Where lines are pasted, and what they did there."""

    def __init__(self, folder: Path) -> None:
        self.record, self.here = folder / "record", folder / "here"
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.here.mkdir()
        self.put("casactl")
        for needed in ("xargs", "sh"):
            (self.bin / needed).symlink_to(str(shutil.which(needed)))

    def put(self, program: str) -> None:
        """Let one more program be found, which only notes what it was given."""
        stub = self.bin / program
        stub.write_text(STUB)
        stub.chmod(0o755)

    def paste(self, shell: str, lines: Iterable[str]) -> list[list[str]]:
        """The words of every command that ran, program first; whatever else ran or was written fails the test."""
        command = SHELLS[shell]
        if shutil.which(command[0]) is None:
            pytest.skip(f"there is no {command[0]} here: apt-get install {command[0]}")
        self.record.write_bytes(b"")
        typed = "-i" in command
        text = "\n".join([*lines, *(["exit"] if typed else [])]) + "\n"
        done = subprocess.run(
            [str(shutil.which(command[0])), *command[1:]], input=text.encode(), cwd=self.here, env=self._environment(),
            capture_output=True, check=False, start_new_session=True,
        )  # fmt: skip
        assert typed or (done.returncode, done.stderr, done.stdout) == (0, b"", b""), (done, text)
        assert not list(self.here.iterdir()), text
        return list(self._noted())

    def _noted(self) -> Iterator[list[str]]:
        left = iter(self.record.read_bytes().split(b"\0"))
        while count := next(left):  # empty after the last
            program = Path(os.fsdecode(next(left))).name
            yield [program, *(os.fsdecode(next(left)) for _ in range(int(count)))]

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": str(self.bin), "RECORD": str(self.record), "HOME": str(self.bin), "LC_ALL": "C.UTF-8", "PS1": "",
            "TERM": "dumb", "HISTFILE": "", "XDG_CONFIG_HOME": str(self.bin / "config"),
            "XDG_DATA_HOME": str(self.bin / "data"),
        }  # fmt: skip
