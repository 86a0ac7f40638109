"""The installed program as a process, alone and in herds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.e2e import herd

Line = Sequence[str | int]
Left = dict[str, Any]
PATIENCE = 300


def program(*words: str, **more: Any) -> subprocess.Popen[bytes]:
    """Start the program; standard error and, unless told otherwise, standard output are pipes."""
    settings: dict[str, Any] = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
    } | more
    process: subprocess.Popen[bytes] = subprocess.Popen([sys.executable, "-m", "casactl", *words], **settings)
    return process


def ended(process: subprocess.Popen[bytes]) -> tuple[int, str, str]:
    """Exit code and streams at the end."""
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, (out or b"").decode(), (err or b"").decode()


def at_once(jobs: Iterable[Iterable[Line]], *, stdin: str = "") -> list[list[Left]]:
    """Each job's lines in a process of its own, all jobs at the same time, each line reading `stdin`."""
    return _herd("run", {"jobs": _plain(jobs), "stdin": stdin})


def with_kills(jobs: Iterable[Iterable[Line]], delays: Sequence[float]) -> list[list[Left]]:
    """Each job in a process that is killed after its delay; gives what had ended before."""
    return _herd("kill", {"jobs": _plain(jobs), "delays": list(delays)})


def _plain(jobs: Iterable[Iterable[Line]]) -> list[list[list[str]]]:
    return [[[str(word) for word in line] for line in job] for job in jobs]


def _herd(how: str, asked: dict[str, Any]) -> list[list[Left]]:
    done = subprocess.run(
        [sys.executable, str(Path(herd.__file__)), how], input=json.dumps(asked).encode(), capture_output=True,
        check=False, timeout=PATIENCE, env=os.environ.copy(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    found: list[list[Left]] = json.loads(done.stdout)
    return found


def failures(results: Iterable[Iterable[Left]]) -> list[Left]:
    """The lines that did not end with 0."""
    return [left for job in results for left in job if left["exit"] != 0]
