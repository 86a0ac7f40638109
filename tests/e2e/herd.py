"""Many processes of the real program at once, without paying for a start of each: a program that forks.

    python herd.py run   < {"jobs": [[line, …], …], "stdin": text}   each job in a process of its own
    python herd.py kill  < {"jobs": [[line, …], …], "delays": [seconds, …]}   one after the other, each killed

Every line is a list of words and runs through `casactl.cli.main.main` with streams of its own, the text as its
input. Gives one list a job of what each finished line left: `{"exit", "stdout", "stderr"}`.
"""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import signal
import sys
import time
from importlib import import_module
from typing import Any

from casactl.cli.main import main

LOADED = (
    "casactl.store.opening", "casactl.store.undo", "casactl.store.tables.contact", "casactl.store.tables.relations",
    "casactl.store.tables.scheduled", "casactl.actions.contact.edit", "casactl.actions.due",
    "casactl.actions.contact.importing.contacts",
)  # fmt: skip


def run_line(words: list[str], stdin: str = "") -> dict[str, Any]:
    """One command line, its streams kept."""
    sys.stdin, sys.stdout, sys.stderr = io.StringIO(stdin), io.StringIO(), io.StringIO()
    code = main(words)
    return {"exit": int(code), "stdout": sys.stdout.getvalue(), "stderr": sys.stderr.getvalue()}


def run_job(lines: list[list[str]], stdin: str) -> list[dict[str, Any]]:
    """A process's command lines, one after the other."""
    return [run_line(words, stdin) for words in lines]


def run_all(jobs: list[list[list[str]]], stdin: str) -> list[list[dict[str, Any]]]:
    """Every job in its own process, all at once."""
    with multiprocessing.get_context("fork").Pool(len(jobs), maxtasksperchild=1) as pool:
        return pool.starmap(run_job, [(job, stdin) for job in jobs], chunksize=1)


def killed(lines: list[list[str]], delay: float) -> list[dict[str, Any]]:
    """What a job's lines left that had ended before the process was killed."""
    report, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(report)
        for words in lines:
            os.write(told, json.dumps({**run_line(words), "stdout": ""}).encode() + b"\n")
        os._exit(0)
    os.close(told)
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(report, "rb") as stream:
        return [json.loads(line) for line in stream.read().splitlines()]


def herd() -> None:
    """Do what standard input asks for."""
    asked = json.load(sys.stdin)
    results = sys.stdout
    for name in LOADED:
        import_module(name)
    if sys.argv[1] == "run":
        found = run_all(asked["jobs"], asked.get("stdin", ""))
    else:
        found = [killed(lines, delay) for lines, delay in zip(asked["jobs"], asked["delays"], strict=True)]
    json.dump(found, results)
    results.flush()


if __name__ == "__main__":
    herd()
