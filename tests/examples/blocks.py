"""The shell blocks of a Markdown page, run one after the other as somebody at a terminal would.

`python -m tests.examples.blocks PAGE…` writes the real output into every ```text block that directly
follows a ```sh block. A line `…` in such a block stands for any lines.
"""

from __future__ import annotations

import fcntl
import getpass
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from collections import Counter
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
SCRIPTS = sorted((ROOT / "examples").glob("*.sh"))
COLUMNS = 100
TAKEN_BACK = re.compile(r"[^\n]*\n(?:\x1b\[\?25h)?\r?\x1b\[1A\x1b\[2K")
"""A line that was wiped again: the bar of an import that took its time."""
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
BLOCK = re.compile(r"^```sh\n(?P<code>.*?)^```\n(?:\n?```text\n(?P<text>.*?)^```\n)?", re.DOTALL | re.MULTILINE)
EXIT = re.compile(r"^(?P<command>[^#\n]*\S)\s+# exit (?P<code>\d+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A shell block, the output shown behind it (None where none is), and where that stands."""

    code: str
    text: str | None
    span: tuple[int, int]


def blocks_of(page: str) -> list[Block]:
    """The shell blocks of a page."""
    return [Block(m["code"], m["text"], m.span("text")) for m in BLOCK.finditer(page)]


GOING_ON = """trap '{ export -p; printf "cd %q\\n" "$PWD"; } > "$HOME/left-off"' EXIT
[ ! -e "$HOME/left-off" ] || { unset "${!CASACTL_@}"; . "$HOME/left-off"; }
"""
"""What lets a block begin where the one before it ended: in its folder, with what it exported and unset."""


class Office:
    """A throw-away home with `casactl` on the path, in which shell code runs.

    `more` is what else is in the environment of whoever sits there.
    """

    def __init__(
        self, folder: Path, started: str = f'"{sys.executable}" -m casactl', more: Mapping[str, str] | None = None
    ) -> None:
        self.folder, self.more = folder, more or {}
        self.work = folder / "work"
        self.work.mkdir()
        (folder / "bin").mkdir()
        program = folder / "bin" / "casactl"
        program.write_text(f'#!/bin/sh\nexec {started} "$@"\n')
        program.chmod(0o755)
        shutil.copytree(ROOT / "examples", self.work / "examples")

    def beside(self, more: Mapping[str, str]) -> Office:
        """The same home in a new terminal, in whose environment there is more."""
        made = copy(self)
        made.more = more
        (self.folder / "left-off").unlink(missing_ok=True)
        return made

    @property
    def environment(self) -> Mapping[str, str]:
        """Nothing of whoever runs the tests but their path, and a folder for everything."""
        home = str(self.folder)
        return {
            "PATH": f"{home}/bin:{Path(sys.executable).parent}:{os.environ.get('PATH', '')}", "HOME": home,
            "XDG_CONFIG_HOME": f"{home}/.config", "XDG_DATA_HOME": f"{home}/.local/share", "NO_COLOR": "1",
            "COLUMNS": str(COLUMNS), "TERM": "xterm", "LANG": "C.UTF-8", "TZ": "UTC",
            "CASACTL_PAGER": "cat",
            "PYTHONPATH": str(ROOT / "src"), **self.more,
        }  # fmt: skip

    def run(self, code: str) -> tuple[int, str]:
        """Run shell code on a terminal at which nobody types; its exit status and what is to be seen there."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
        words = ["bash", "-euo", "pipefail", "-c", GOING_ON + EXIT.sub(_expecting, code)]
        with subprocess.Popen(
            words, cwd=self.work, env=dict(self.environment), stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs
        ) as process:
            os.close(theirs)
            seen = TAKEN_BACK.sub("", _everything(ours)).rstrip("\n")
        os.close(ours)
        lines = [ESCAPES.sub("", line).rstrip().rpartition("\r")[2] for line in seen.split("\n")]
        return process.returncode, "\n".join(lines) + "\n"

    def plain(self, text: str) -> str:
        """Output without what differs between two days, two machines, two people and two revisions of the schema."""
        for home, work in (("/home/ann", "/home/ann/office"), (str(self.folder), str(self.work))):
            text = text.replace(work, "~/office").replace(home, "~")
        text = re.sub(r"\b[0-9a-f]{64}\b", "HASH", text)
        text = re.sub(r"\d{4}-\d\d-\d\d", "DATE", text)
        text = re.sub(r"DATE[T ]\d\d:\d\d:\d\d(\.\d+Z)?", "MOMENT", text)
        text = re.sub(r"\btoday at \d\d:\d\d\b", "today at TIME", text)
        text = re.sub(r"\bschema revision \d{4}\b", "schema revision NUMBER", text)
        text = re.sub(rf"\b({re.escape(getpass.getuser())}|ann)\b", "WHO", text)
        return re.sub(r"[ \t]+", " ", text).strip()


def _expecting(line: re.Match[str]) -> str:
    """A command that has to end with the exit status said behind it."""
    command, status = line["command"], line["code"]
    other = f'{{ echo "exit $code, not {status}"; exit 99; }}'
    return f'code=0; {command} || code=$?; [ "$code" -eq {status} ] || {other}'


def _everything(terminal: int) -> str:
    seen = bytearray()
    while True:
        try:
            part = os.read(terminal, 65_536)
        except OSError:  # Linux says so when the last writer has gone
            part = b""
        if not part:
            return seen.decode("utf-8", "replace").replace("\r\n", "\n")
        seen += part


def matches(office: Office, shown: str, seen: str) -> bool:
    """Whether a page shows what was seen: the same words, wherever a table broke its lines.

    With a line `…` the page shows some of them.
    """
    lines = office.plain(shown).splitlines()
    wanted = Counter(word for line in lines if line != "…" for word in line.split())
    found = Counter(office.plain(seen).split())
    return wanted <= found if "…" in lines else wanted == found


def rewrite(path: Path) -> None:
    """Put the real output behind every block of a page that shows one."""
    page = path.read_text("utf-8")
    with tempfile.TemporaryDirectory(prefix="casa-") as folder:
        office = Office(Path(folder))
        new, at = "", 0
        for block in blocks_of(page):
            code, seen = office.run(block.code)
            if code:
                sys.exit(f"{path}: exit {code}\n{block.code}\n{seen}")
            if block.text is not None and "…\n" not in block.text:
                seen = seen.replace(str(office.work), "/home/ann/office").replace(folder, "/home/ann")
                me = getpass.getuser()
                seen = re.sub(rf"\b{re.escape(me)}\b", lambda word: "ann".ljust(len(word[0])), seen)
                new += page[at : block.span[0]] + seen
                at = block.span[1]
    path.write_text(new + page[at:], "utf-8")


if __name__ == "__main__":
    for word in sys.argv[1:]:
        rewrite(Path(word))
