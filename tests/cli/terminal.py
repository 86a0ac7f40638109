"""A person at a terminal: the program, started already, with pseudo-terminals for its streams."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from types import TracebackType

from tests.warm import Warm

PATIENCE = 30.0
FORWARD = re.compile(r"\x1b\[([0-9]*)C")
SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


COLD = (sys.executable, "-m", "casactl")
"""The program as a process that has imported nothing yet."""


def _hear_interrupts() -> None:
    """A job started in the background ignores Ctrl-C and hands that on; a terminal's program does not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """Runs one command; standard output and standard error are terminals of their own."""

    def __init__(self, *words: str, columns: int = 100, env: dict[str, str] | None = None,
                 program: Sequence[str] = ()) -> None:  # fmt: skip
        self._out, out = pty.openpty()
        self._err, err = pty.openpty()
        for end in (out, err):
            fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
            modes = termios.tcgetattr(end)
            modes[1] &= ~termios.OPOST
            modes[3] &= ~termios.ECHO
            termios.tcsetattr(end, termios.TCSANOW, modes)
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLUMNS": str(columns),
            "CASACTL_PAGER": "cat",
            **(env or {}),
        }
        self._process: Warm | subprocess.Popen[bytes]
        if program:
            self._process = subprocess.Popen(
                [*program, *words], stdin=err, stdout=out, stderr=err, env=environment,
                start_new_session=True, preexec_fn=_hear_interrupts,
            )  # fmt: skip
        else:
            self._process = Warm(words, (err, out, err), environment)
        os.close(out)
        os.close(err)
        self._decode = {handle: codecs.getincrementaldecoder("utf-8")() for handle in (self._out, self._err)}
        self.stdout = self.drawn = ""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._out)
        os.close(self._err)

    @property
    def stderr(self) -> str:
        """Standard error as it reads: without the sequences by which a line editor moves the cursor."""
        forward = FORWARD.sub(lambda found: " " * int(found[1] or 1), self.drawn)
        return SEQUENCE.sub("", forward).replace("\r", "")

    def expect(self, text: str, times: int = 1, *, after: str = "") -> None:
        """Wait until standard error holds the text, so many times, behind another text: an editor draws a line anew."""
        deadline = time.monotonic() + PATIENCE
        while (self.stderr.split(after)[1:] or [""] if after else [self.stderr])[-1].count(text) < times:
            assert time.monotonic() < deadline, (text, self.stdout, self.stderr)
            assert self._read() or self._process.poll() is None, (text, self.stdout, self.stderr)

    def type(self, line: str) -> None:
        """Type a line and press Enter."""
        os.write(self._err, f"{line}\n".encode())

    def press(self, keys: bytes) -> None:
        """Press keys such as Ctrl-D."""
        os.write(self._err, keys)

    def modes(self) -> list[object]:
        """How the terminal treats what is typed."""
        return termios.tcgetattr(self._err)

    def interrupt(self) -> None:
        """What Ctrl-C sends, once the program waits: one that comes just as Python goes into a read is lost in it."""
        deadline = time.monotonic() + PATIENCE
        while self._process.poll() is None and not self._waits():
            assert time.monotonic() < deadline, (self.stdout, self.stderr)
            self._read()
        self._process.send_signal(signal.SIGINT)

    def _waits(self) -> bool:
        with open(f"/proc/{self._process.pid}/stat") as status:
            return status.read().rpartition(")")[2].split()[0] == "S"

    def end(self) -> int:
        """Wait for the end and give the exit code."""
        deadline = time.monotonic() + PATIENCE
        while self._process.poll() is None:
            assert time.monotonic() < deadline, (self.stdout, self.stderr)
            self._read()
        while self._read():
            pass
        return self._process.wait()

    def _read(self) -> bool:
        found = False
        for handle in select.select([self._out, self._err], [], [], 0.05)[0]:
            try:
                text = self._decode[handle].decode(os.read(handle, 65536))
            except OSError:
                continue
            found = found or bool(text)
            if handle == self._out:
                self.stdout += text
            else:
                self.drawn += text
        return found
