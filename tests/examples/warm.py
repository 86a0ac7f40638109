"""`casactl` that has been started already: each command is a fork of one process that has everything imported.

A page of the documentation types twenty commands, and most of what each takes is the start of Python. The
tests of e2e/ start the program for real.

`python -m tests.examples.warm SOCKET` serves.
"""

from __future__ import annotations

import array
import gc
import importlib
import io
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
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
    """Take over the streams, folder and variables of whoever asked, run the command, give its exit code."""
    connection.settimeout(None)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
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


ASKING = """import array, json, os, socket, sys
asked = {{"words": sys.argv[1:], "folder": os.getcwd(), "environment": dict(os.environ)}}
with socket.socket(socket.AF_UNIX) as connection:
    connection.connect({path!r})
    streams = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))]
    connection.sendmsg([json.dumps(asked).encode()], streams)
    answer = connection.recv(1)
os._exit(answer[0] if answer else 70)
"""
"""What the program on the path runs: a Python that imports next to nothing."""


def asking(folder: Path, path: Path) -> str:
    """The shell's words for asking the server at the socket `path`; what they need is put into `folder`."""
    script = folder / "ask.py"
    script.write_text(ASKING.format(path=str(path)))
    return f'"{sys.executable}" -ISE "{script}"'


@contextmanager
def serving() -> Iterator[Path]:
    """A server's socket."""
    with tempfile.TemporaryDirectory(prefix="casa-") as folder:
        path = Path(folder) / "socket"
        words = [sys.executable, "-m", "tests.examples.warm", str(path)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
        with subprocess.Popen(words, cwd=ROOT, env=environment) as server:
            while not path.exists() and server.poll() is None:
                time.sleep(0.05)
            yield path
            server.terminate()


if __name__ == "__main__":
    serve(sys.argv[1])
