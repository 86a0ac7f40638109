"""The installed program as a process, alone and in herds."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.e2e import herd

Line = Sequence[str | int]
Left = dict[str, Any]
Moment = tuple[int, float]
"""A statement, counted from 1, and how many seconds after it began; 0 is before the first."""
NEVER: Moment = (-1, 0.0)
ROOT = Path(__file__).resolve().parents[2]
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


def with_kills(jobs: Iterable[Iterable[Line]], moments: Iterable[Moment]) -> list[list[Left]]:
    """Each job in a process that is killed at its moment; gives what had ended before."""
    return _herd("kill", {"jobs": _plain(jobs), "moments": list(moments)})


def statements_of(line: Line) -> int:
    """How many statements a line runs, which has to end with 0."""
    ((left,),) = at_once([[line]])
    assert left["exit"] == 0, left
    return int(left["statements"])


def moments(statements: int, kills: int, chances: random.Random, *, later: float = 0.002) -> list[Moment]:
    """When to kill: at any statement, from before the first to after the last, or in the middle of one."""
    return [(chances.randint(0, statements + 1), chances.choice((0.0, chances.uniform(1e-6, later))))
            for _ in range(kills)]  # fmt: skip


def _plain(jobs: Iterable[Iterable[Line]]) -> list[list[list[str]]]:
    return [[[str(word) for word in line] for line in job] for job in jobs]


def _herd(how: str, asked: dict[str, Any]) -> list[list[Left]]:
    done = subprocess.run(
        [sys.executable, "-m", herd.__name__, how], input=json.dumps(asked).encode(), capture_output=True,
        check=False, timeout=PATIENCE, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    found: list[list[Left]] = json.loads(done.stdout)
    return found


def failures(results: Iterable[Iterable[Left]]) -> list[Left]:
    """The lines that did not end with 0."""
    return [left for job in results for left in job if left["exit"] != 0]
