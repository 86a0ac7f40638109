"""`casactl` that has been started already: each command is a fork of one process that has everything imported.

A page of the documentation types twenty commands, a conversation at a terminal is left at each of its questions, and
most of what each takes is the start of Python. The tests of e2e/ start the program for real.

`python -m tests.warm SOCKET` serves.
"""

from __future__ import annotations

import array
import atexit
import gc
import importlib
import io
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DAY = timedelta(days=1)
NUMBER = 8
"""Bytes of a process's number."""
STREAMS = ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w"))


def serve(path: str) -> None:
    """Answer until whoever started this has gone."""
    import_everything()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen(16)
        parent = os.getppid()
        listening.settimeout(5)
        while os.getppid() == parent:
            try:
                connection, _ = listening.accept()
            except TimeoutError:
                continue
            if os.fork() == 0:
                listening.close()
                _answer(connection)
            connection.close()


def import_everything() -> None:
    """All modules of the program, and what they import when they need it."""
    import casactl

    for module in pkgutil.walk_packages(casactl.__path__, "casactl."):
        if not module.name.endswith("__main__") and ".migrations" not in module.name:
            importlib.import_module(module.name)
    for name in ("rich.table", "rich.progress", "alembic.command", "argon2", "zxcvbn", "jinja2", "email_validator"):
        importlib.import_module(name)


def _answer(connection: socket.socket) -> None:
    """Take over the streams, folder and variables of whoever asked, run the command, give its number and exit code."""
    connection.settimeout(None)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setsid()
    connection.sendall(os.getpid().to_bytes(NUMBER, "big"))
    size = array.array("i").itemsize * len(STREAMS)
    message, given, _, _ = connection.recvmsg(1 << 20, socket.CMSG_SPACE(size))
    for (number, _, _), held in zip(STREAMS, array.array("i", given[0][2][:size]), strict=True):
        os.dup2(held, number)
        os.close(held)
    asked = json.loads(message)
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["folder"])
    time.tzset()
    for number, name, mode in STREAMS:
        stream = os.fdopen(number, f"{mode}b", closefd=False)
        lines = number == 2 or stream.isatty()
        setattr(sys, name, io.TextIOWrapper(stream, "utf-8", "surrogateescape", line_buffering=lines))
    sys.argv = ["casactl", *asked["words"]]
    code = _run()
    connection.sendall(bytes([code]))
    os._exit(0)


def _run() -> int:
    from casactl.__main__ import run
    from casactl.cli.main import main

    main.__kwdefaults__ = {"clock": _no_last_of_a_month}
    try:
        run()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(bool(end.code))
    else:
        code = 0
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        pass
    return code


def _no_last_of_a_month() -> datetime:
    """The machine's time, a day ago where the month ends today: on no day is a page's `eom` at once."""
    now = datetime.now(UTC)
    return now if (now + DAY).month == now.month else now - DAY


ASKING = """import array, json, os, socket, sys
asked = {{"words": sys.argv[1:], "folder": os.getcwd(), "environment": dict(os.environ)}}
with socket.socket(socket.AF_UNIX) as connection:
    connection.connect({path!r})
    streams = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))]
    connection.sendmsg([json.dumps(asked).encode()], streams)
    connection.recv({number})
    answer = connection.recv(1)
os._exit(answer[0] if answer else 70)
"""
"""What the program on the path runs: a Python that imports next to nothing."""


def asking(folder: Path, path: Path) -> str:
    """The shell's words for asking the server at the socket `path`; what they need is put into `folder`."""
    script = folder / "ask.py"
    script.write_text(ASKING.format(path=str(path), number=NUMBER))
    return f'"{sys.executable}" -ISE "{script}"'


@contextmanager
def serving() -> Iterator[Path]:
    """A server's socket."""
    with tempfile.TemporaryDirectory(prefix="casa-") as folder:
        path = Path(folder) / "socket"
        words = [sys.executable, "-m", "tests.warm", str(path)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
        with subprocess.Popen(words, cwd=ROOT, env=environment) as server:
            while not path.exists() and server.poll() is None:
                time.sleep(0.05)
            yield path
            server.terminate()


@cache
def warm_server() -> Path:
    """The socket of the one server of this process, started for whoever asks first."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(serving())


class Warm:
    """A command with the streams given: what a test needs of a process that it has started."""

    def __init__(self, words: Sequence[str], streams: Sequence[int], environment: Mapping[str, str]) -> None:
        asked = {"words": list(words), "folder": os.getcwd(), "environment": dict(environment)}
        self._connection = socket.socket(socket.AF_UNIX)
        self._connection.connect(str(warm_server()))
        socket.send_fds(self._connection, [json.dumps(asked).encode()], list(streams))
        self.pid = int.from_bytes(self._connection.recv(NUMBER), "big")
        self._code: int | None = None

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        if self._code is None and select.select([self._connection], [], [], 0)[0]:
            return self.wait()
        return self._code

    def wait(self) -> int:
        """The exit code at the end; that of a kill where it said none."""
        if self._code is None:
            self._code = (self._connection.recv(1) or bytes([128 + signal.SIGKILL]))[0]
            self._connection.close()
        return self._code

    def send_signal(self, number: int) -> None:
        """Signal it, while it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


if __name__ == "__main__":
    serve(sys.argv[1])
