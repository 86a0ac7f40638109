"""Programs run to their end: how long each took and how much memory at its peak."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024
INHERITED = ("PATH", "LANG", "TMPDIR", "SYSTEMROOT")  # nothing of the person's own configuration


class NotMeasured(Exception):
    """A program under measurement failed; the message is the first thing it said."""


@dataclass(frozen=True)
class Program:
    """A command line, and where it is at home: nothing outside `home` is read or written."""

    argv: tuple[str, ...]
    home: Path
    extra: Mapping[str, str] = field(default_factory=dict)
    fine: tuple[int, ...] = (0,)

    def environment(self) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        folders = {f"XDG_{kind}_HOME": str(self.home / kind.lower()) for kind in ("CONFIG", "DATA", "CACHE", "STATE")}
        config = {"CASACTL_CONFIG": str(self.home / "config.toml")}
        return {"LANG": "C.UTF-8", **inherited, "HOME": str(self.home), **folders, **config, **self.extra}


@dataclass(frozen=True)
class Run:
    """What one run took: seconds of wall time, bytes of memory at the peak, and seconds of the processor."""

    seconds: float
    memory: int
    processor: float = 0.0


def run(program: Program, *, output: Path | None = None) -> Run:
    """Run to the end, results into `output` or nowhere; raises NotMeasured if it fails."""
    program.home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile() as errors, (output or Path(os.devnull)).open("wb") as results:
        begin = time.perf_counter()
        process = subprocess.Popen(
            program.argv,
            env=program.environment(),
            cwd=program.home,
            stdin=subprocess.DEVNULL,
            stdout=results,
            stderr=errors,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        if process.returncode not in program.fine:
            raise NotMeasured(_first_line(errors.read(), process.returncode))
    return Run(seconds, usage.ru_maxrss * MAXRSS_UNIT, usage.ru_utime + usage.ru_stime)


def in_turn(makers: Sequence[Callable[[], Program]], times: int) -> list[list[Run]]:
    """Run each so many times, by turns, after one round that does not count; a list of runs for each.

    Whatever else the machine does meanwhile then falls on all of them. A maker is called before each
    run, so that a run which changes something can have a new thing to change.
    """
    for make in makers:
        run(make())
    rounds = [[run(make()) for make in makers] for _ in range(times)]
    return [list(runs) for runs in zip(*rounds, strict=True)]


def seconds(runs: Sequence[Run]) -> float:
    """The median of the wall times."""
    return median(each.seconds for each in runs)


def memory(runs: Sequence[Run]) -> int:
    """The largest of the peaks."""
    return max(each.memory for each in runs)


def _first_line(errors: bytes, code: int) -> str:
    lines = errors.decode(errors="replace").strip().splitlines() or ["(no message)"]
    return f"exit {code}: {next((line for line in lines if 'rror' in line), lines[0])[:160]}"
