"""A shell that somebody types to: bash, zsh or fish on a pseudo-terminal, with completion and a `casactl` that notes.

The `casactl` on its path notes the words that it is given. Asked on Tab it hands the question to the test, which
answers it in its own process through the program's own boundary: what the shell then does is the shell's.
"""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import pytest

STILL = 0.05
"""Seconds in which a screen that has been drawn gets nothing more."""
PATIENCE = 30.0
READY = "READY\u00b7"
Answer = Callable[[Mapping[str, str]], str]

STUB = """#!/bin/sh
[ -n "$_CASACTL_COMPLETE" ] && {tab}
printf '%s\\0' $# "$@" >> "$RECORD"
"""
ASKS_THE_TEST = '{ env -0 > "$ASKED"; exec cat "$ANSWERED"; }'

START = {
    "bash": (
        ("bash", "--noprofile", "--rcfile", "{rc}", "-i"),
        "PS1='{ready}'; bind 'set bell-style none'; bind 'set enable-bracketed-paste off'\n"
        "bind 'set completion-query-items 0'; bind 'set page-completions off'\n"
        'bind -x \'"\\C-t": printf "%s\\\\n" "$READLINE_LINE" > "$LINE"\'\n',
    ),
    "zsh": (
        ("zsh", "-i"),
        "PS1='{ready}'; unset PROMPT_SP; setopt NO_BEEP EXTENDED_GLOB BANG_HIST NO_PROMPT_SP\nLISTMAX=9999\n"
        "fpath=(${{(M)fpath:#*/Completion(|/Base|/Unix|/Zsh)}}); autoload -Uz compinit; compinit -D\n"
        'noted() {{ print -r -- "$BUFFER" > "$LINE" }}; zle -N noted; bindkey \'^T\' noted\n',
    ),
    "fish": (
        ("fish", "--interactive"),
        "function fish_prompt; echo -n '{ready}'; end; function fish_greeting; end\n"
        "set -g fish_autosuggestion_enabled 0; bind \\ct 'commandline > $LINE'\n",
    ),
}
"""How each is started, and what it reads first; zsh and fish look for that below their home."""
FIRST = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}
SHELLS = tuple(START)


class TypedShell:
    """One shell; `complete` types, presses Tab and Enter."""

    def __init__(self, shell: str, folder: Path, script: str, answer: Answer | None) -> None:
        """`answer` is the test's own to what the script asks; without one, the program answers."""
        if shutil.which(shell) is None:
            pytest.skip(f"there is no {shell} here: apt-get install {shell}")
        self.home, self.here, self.bin = (folder / name for name in ("home", "here", "bin"))
        self.record, self.line, self.asked, self.answered = (
            folder / n for n in ("record", "line", "asked", "answered")
        )
        self._prepare(shell, script, ASKS_THE_TEST if answer else f'exec "{sys.executable}" -m casactl')
        command = [each.format(rc=self.home / FIRST[shell]) for each in START[shell][0]]
        self._pid, self._screen = pty.fork()
        if not self._pid:
            with suppress(OSError):
                os.chdir(self.here)
                os.execvpe(str(shutil.which(shell)), command, self._environment())  # noqa: S606 - it is the shell
            os._exit(127)
        fcntl.ioctl(self._screen, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 400, 0, 0))
        self.answer, self.seen, self._closed = answer, "", False
        self._decode = codecs.getincrementaldecoder("utf-8")("replace")
        self._desk = threading.Thread(target=self._serve, daemon=True)
        self._desk.start()
        self._wait_for_prompt()

    def _prepare(self, shell: str, script: str, tab: str) -> None:
        for each in (self.home, self.here, self.bin):
            each.mkdir(exist_ok=True)
        first = self.home / FIRST[shell]
        first.parent.mkdir(parents=True, exist_ok=True)
        found = first.read_text() if first.is_file() else ""
        first.write_text(f"{START[shell][1].format(ready=READY)}{script}\n{found}")
        (self.bin / "casactl").write_text(STUB.replace("{tab}", tab))
        (self.bin / "casactl").chmod(0o755)
        os.mkfifo(self.asked)
        os.mkfifo(self.answered)

    def _environment(self) -> dict[str, str]:
        ours = {name: text for name, text in os.environ.items() if name.startswith("CASACTL_") or name == "PYTHONPATH"}
        return ours | {
            "PATH": f"{self.bin}:/usr/bin:/bin", "HOME": str(self.home), "TERM": "xterm", "LC_ALL": "C.UTF-8",
            "HISTFILE": "", "LINE": str(self.line), "RECORD": str(self.record), "ASKED": str(self.asked),
            "ANSWERED": str(self.answered),
            "XDG_CONFIG_HOME": str(self.home / ".config"), "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_RUNTIME_DIR": str(self.home),
        }  # fmt: skip

    def __enter__(self) -> TypedShell:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        self._closed = True
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._screen)
        with suppress(OSError):  # where the thread waits for a question
            os.close(os.open(self.asked, os.O_WRONLY | os.O_NONBLOCK))
        self._desk.join(PATIENCE)

    # What is typed --------------------------------------------------------------------------------

    def complete(self, line: str, then: str = "") -> list[list[str]]:
        """Type a line, press Tab, type on, then Enter: the words of each casactl that ran."""
        return self.enter(f"{line}\t{then}")

    def offered(self, line: str) -> str:
        """What stands on the line once Tab was pressed; the line is left as it is."""
        os.write(self._screen, f"{line}\t\x14".encode())
        deadline = time.monotonic() + PATIENCE
        while not self.line.exists() or not self.line.read_text().endswith("\n"):
            assert time.monotonic() < deadline, self.seen
            self._read()
        text = self.line.read_text().removesuffix("\n")
        self.line.unlink()
        return text

    def enter(self, rest: str) -> list[list[str]]:
        """Type the rest of a line, then Enter: the words of each casactl that ran."""
        self.record.write_bytes(b"")
        while select.select([self._screen], [], [], STILL)[0]:  # a prompt that is drawn anew is none that waits
            self._read()
        os.write(self._screen, f"{rest}\r".encode())
        self._wait_for_prompt()
        return list(self._noted())

    def _noted(self) -> Iterator[list[str]]:
        left = iter(self.record.read_bytes().split(b"\0"))
        while count := next(left):  # empty after the last
            yield [os.fsdecode(next(left)) for _ in range(int(count))]

    def _wait_for_prompt(self) -> None:
        """Read on until the shell shows a prompt that was not there before."""
        deadline = time.monotonic() + PATIENCE
        start = len(self.seen)
        while READY not in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.seen[start:]):
            assert time.monotonic() < deadline, self.seen
            self._read()

    def _read(self) -> None:
        if select.select([self._screen], [], [], 0.05)[0]:
            self.seen += self._decode.decode(os.read(self._screen, 65536))

    # What is asked --------------------------------------------------------------------------------

    def _serve(self) -> None:
        while self.answer and not self._closed:
            question = self.asked.read_bytes()
            if question and not self._closed:
                given = dict(each.partition("=")[::2] for each in os.fsdecode(question).split("\0") if each)
                self.answered.write_text(self.answer(given), "utf-8")
