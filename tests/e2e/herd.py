"""Many processes of the real program at once, without paying for a start of each: a program that forks.

    python -m tests.e2e.herd run   < {"jobs": [[line, …], …], "stdin": text}   each job in a process of its own
    python -m tests.e2e.herd kill  < {"jobs": [[line, …], …], "moments": [[statement, seconds], …]}   one by one, killed

Every line is a list of words and runs through `casactl.cli.main.main` with streams of its own, the text as its
input. Gives one list a job of what each finished line left: `{"exit", "stdout", "stderr", "statements"}`.
A job is killed so many seconds after it came to its so manyth statement; 0 is its start.
"""

from __future__ import annotations

import gc
import io
import json
import multiprocessing
import os
import signal
import sys
from typing import Any

from casactl.cli.main import main
from tests import statements
from tests.warm import import_everything

FEW = 4
"""So many processes import what they need in less time than it takes to import everything for them."""

_run_so_far = [0]
"""How many statements this process has run."""


def _count() -> None:
    _run_so_far[0] += 1


def run_line(words: list[str], stdin: str = "") -> dict[str, Any]:
    """One command line, its streams kept."""
    sys.stdin, sys.stdout, sys.stderr = io.StringIO(stdin), io.StringIO(), io.StringIO()
    before = _run_so_far[0]
    code = main(words)
    ran = _run_so_far[0] - before
    return {"exit": int(code), "stdout": sys.stdout.getvalue(), "stderr": sys.stderr.getvalue(), "statements": ran}


def run_job(lines: list[list[str]], stdin: str) -> list[dict[str, Any]]:
    """A process's command lines, one after the other."""
    return [run_line(words, stdin) for words in lines]


def run_all(jobs: list[list[list[str]]], stdin: str) -> list[list[dict[str, Any]]]:
    """Every job in its own process, all at once."""
    with multiprocessing.get_context("fork").Pool(len(jobs), maxtasksperchild=1) as pool:
        return pool.starmap(run_job, [(job, stdin) for job in jobs], chunksize=1)


def killed(lines: list[list[str]], statement: int, later: float) -> list[dict[str, Any]]:
    """What a job's lines left that had ended before the process was killed."""
    report, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(report)
        _die_at(statement, later)
        for words in lines:
            os.write(told, json.dumps({**run_line(words), "stdout": ""}).encode() + b"\n")
        os._exit(0)
    os.close(told)
    with os.fdopen(report, "rb") as stream:
        left = [json.loads(line) for line in stream.read().splitlines()]
    os.waitpid(child, 0)
    return left


def _die_at(statement: int, later: float) -> None:
    """Have the kernel end this process: nobody hears the alarm, so that it kills as SIGKILL does."""

    def strike() -> None:
        if _run_so_far[0] == statement:
            signal.setitimer(signal.ITIMER_REAL, later) if later else os.kill(os.getpid(), signal.SIGKILL)

    statements.count(strike)
    strike()


def herd() -> None:
    """Do what standard input asks for."""
    asked = json.load(sys.stdin)
    results = sys.stdout
    statements.count(_count)
    if len(asked["jobs"]) > FEW:
        import_everything()
    gc.freeze()  # a fork touches, and so copies, little of it
    if sys.argv[1] == "run":
        found = run_all(asked["jobs"], asked.get("stdin", ""))
    else:
        found = [killed(lines, *moment) for lines, moment in zip(asked["jobs"], asked["moments"], strict=True)]
    json.dump(found, results)
    results.flush()


if __name__ == "__main__":
    herd()
