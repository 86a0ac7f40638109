"""A person at a terminal: the program as a process with pseudo-terminals for its streams."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from types import TracebackType

PATIENCE = 30.0


def _hear_interrupts() -> None:
    """A job started in the background ignores Ctrl-C and hands that on; a terminal's program does not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """Runs one command; standard output and standard error are terminals of their own."""

    def __init__(self, *words: str, columns: int = 100, env: dict[str, str] | None = None) -> None:
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
        self._process = subprocess.Popen(
            [sys.executable, "-m", "casactl", *words], stdin=err, stdout=out, stderr=err, env=environment,
            start_new_session=True, preexec_fn=_hear_interrupts,
        )  # fmt: skip
        os.close(out)
        os.close(err)
        self._decode = {handle: codecs.getincrementaldecoder("utf-8")() for handle in (self._out, self._err)}
        self.stdout = self.stderr = ""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._out)
        os.close(self._err)

    def expect(self, text: str) -> None:
        """Wait until standard error holds the text."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.stderr:
            assert time.monotonic() < deadline, (text, self.stdout, self.stderr)
            assert self._read() or self._process.poll() is None, (text, self.stdout, self.stderr)

    def type(self, line: str) -> None:
        """Type a line and press Enter."""
        os.write(self._err, f"{line}\n".encode())

    def press(self, keys: bytes) -> None:
        """Press keys such as Ctrl-D."""
        os.write(self._err, keys)

    def interrupt(self) -> None:
        """What Ctrl-C sends."""
        self._process.send_signal(signal.SIGINT)

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
                self.stderr += text
        return found
