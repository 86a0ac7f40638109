"""What the portal takes: pages in process, requests a second, its start, memory, beside a thousand idle connections.

    make bench ARGS=--list; benchmarks/.work/venv/bin/pip install "$(ls benchmarks/.work/dist/*.whl)[portal]"
    .venv/bin/python benchmarks/portal.py --python benchmarks/.work/venv/bin/python [--rows 100000] [--cases 500]

The budgets are of a workspace of 100,000 contacts on two cores that do nothing else; the load comes from this machine.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from measure import run
from subject import FULL, Subject, Workspace

WORK = Path(__file__).parent / ".work"
INSIDE = Path(__file__).with_name("portal_inside.py")
LEX = "lex@law.example"
OWN = ("/", "/statement", "/messages", "/documents", "/work", "/details")
IDLE = 1000
AT = re.compile(r"the portal is at http://127\.0\.0\.1:(\d+)/")
LINE = "{:<46} {:>14} {:>8}  {:<5} {}"


def main() -> int:
    """Print each figure beside its budget; 1 when any is over it."""
    options = _options()
    workspace = Subject(options.python.absolute(), WORK, reuse=True).workspace(options.rows)
    hand_over(workspace, options.cases)
    contact, attorney = json.loads(inside(workspace, "sessions", str(workspace.database), str(FULL[0]), LEX))
    missed = 0
    print(LINE.format("what", "value", "budget", "", "of the processor"))
    for name, value, budget, unit, used in figures(workspace, contact, attorney, options):
        good = value <= budget if budget > 0 else value >= -budget
        missed += not good
        bound = f"{'<=' if budget > 0 else '>='} {abs(budget):g}"
        print(LINE.format(name, f"{value:,.1f} {unit}", bound, "ok" if good else "OVER", used), flush=True)
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", metavar="PATH", type=Path, default=Path(sys.executable))
    parser.add_argument("--rows", metavar="N", type=int, default=100_000)
    parser.add_argument("--cases", metavar="N", type=int, default=500)
    parser.add_argument("--seconds", metavar="S", type=float, default=10)
    return parser.parse_args()


Figure = tuple[str, float, float, str, str]
"""Name, value, budget (below zero: the least that there should be), unit, and what of the processor was used."""


def figures(workspace: Workspace, contact: str, attorney: str, options: argparse.Namespace) -> Iterator[Figure]:
    """All figures, one after the other."""
    taken = json.loads(inside(workspace, "pages", "60", contact, *OWN))
    for path, each in taken.items():
        yield f"page {path}, in process", *_medians(each, 25)
    (cases,) = json.loads(inside(workspace, "pages", "30", attorney, "/cases")).values()
    yield f"page /cases with {options.cases} cases, in process", *_medians(cases, 80)
    starts = []
    for _ in range(3):
        with serving(workspace) as (_, process, seconds):
            starts.append([seconds * 1000, processor(process) * 1000])
    yield "start, until a page is answered", *_medians(starts, 1000)
    with serving(workspace) as (port, process, _):
        yield "memory at rest", memory(process), 120, "MiB", ""
        before = processor(process)
        count, seconds = throughput(port, contact, options.seconds)
        each_ms = (processor(process) - before) / count * 1000
        yield "requests a second, eight at once", count / seconds, -150, "", f"{each_ms:.1f} ms each"
        yield "memory after that", memory(process), 120, "MiB", ""
        with ExitStack() as held:
            for _ in range(IDLE):
                held.enter_context(socket.create_connection(("127.0.0.1", port)))
            seconds_of(port, contact, "/")  # until all are let in
            alone = [seconds_of(port, contact, path) * 1000 for _ in range(10) for path in OWN]
        yield f"page beside {IDLE} idle connections, median", median(alone), 200, "ms", ""
        yield f"page beside {IDLE} idle connections, slowest of 60", max(alone), 200, "ms", ""


def _medians(taken: list[list[float]], budget: float) -> tuple[float, float, str, str]:
    wall, used = (median(each) for each in zip(*taken, strict=True))
    return wall, budget, "ms", f"{used:.1f} ms"


def processor(process: subprocess.Popen[bytes]) -> float:
    """How many seconds of the processor it has used."""
    words = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def hand_over(workspace: Workspace, cases: int) -> None:
    """Let an attorney have so many cases, once."""
    done = workspace.home / f"cases-{cases}"
    if done.exists():
        return
    run(workspace.casactl("workspace", "set", "handover_requires_demand", "off"))
    communities = workspace.lines("property", "list", "--kind", "community", "--fields", "path", "-o", "tsv")[1:]
    run(workspace.casactl("user", "add", LEX, "--name", "Lex", "--type", "attorney"))
    debtors: list[str] = []
    for path in communities:
        run(workspace.casactl("user", "grant", LEX, "--community", path))
        debtors += workspace.lines("contact", "list", "--property", path, "--type", "tenant", "-o", "ids")
        if len(debtors) >= cases:
            break
    entries = workspace.home / "debts.csv"
    rows = [f"{number},charge,{100 + n},2026-0{1 + n % 8}-01,Rent,d{n}" for n, number in enumerate(debtors[:cases])]
    entries.write_text("\n".join(["contact_id,kind,amount,date,text,reference", *rows]) + "\n")
    run(workspace.casactl("ledger", "import", str(entries)))
    run(workspace.casactl("contact", "handover", *debtors[:cases], "--to", LEX, "--no-send", "--yes"))
    done.touch()


def inside(workspace: Workspace, *words: str) -> str:
    """What the program's own interpreter prints."""
    environment = workspace.casactl().environment()
    line = [str(workspace.subject.python), str(INSIDE), *words]
    return subprocess.run(line, env=environment, check=True, capture_output=True, text=True, cwd="/").stdout


@contextmanager
def serving(workspace: Workspace) -> Iterator[tuple[int, subprocess.Popen[bytes], float]]:
    """A server: its port, its process, and after how many seconds it answered."""
    program = workspace.casactl("portal", "serve", "--listen", "127.0.0.1:0")
    with tempfile.TemporaryFile() as said:
        begin = time.perf_counter()
        process = subprocess.Popen(program.argv, env=program.environment(), stdout=said, stderr=said)
        try:
            port = 0
            while not port and process.poll() is None:
                said.seek(0)
                found = AT.search(said.read().decode())
                port = int(found[1]) if found else 0
                time.sleep(0.01)
            seconds_of(port, "", "/sign-in")
            yield port, process, time.perf_counter() - begin
        finally:
            process.terminate()
            process.wait()


def memory(process: subprocess.Popen[bytes]) -> float:
    """What is resident, in MiB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def seconds_of(port: int, session: str, path: str, wire: HTTPConnection | None = None) -> float:
    """How long a page took, over a connection of its own unless one is given."""
    begin, own = time.perf_counter(), wire or HTTPConnection("127.0.0.1", port, timeout=60)
    own.request("GET", path, headers={"Cookie": f"casactl={session}"})
    answer = own.getresponse()
    answer.read()
    assert answer.status == 200, (path, answer.status)
    if wire is None:
        own.close()
    return time.perf_counter() - begin


def throughput(port: int, session: str, seconds: float) -> tuple[int, float]:
    """How many requests eight clients had answered, each over one connection, through all pages, in how long."""
    end = time.perf_counter() + seconds

    def ask(first: int) -> int:
        wire, count = HTTPConnection("127.0.0.1", port, timeout=60), 0
        while time.perf_counter() < end:
            seconds_of(port, session, _nth(OWN, first + count), wire)
            count += 1
        wire.close()
        return count

    with ThreadPoolExecutor(8) as pool:
        begin = time.perf_counter()
        counts = list(pool.map(ask, range(8)))
        return sum(counts), time.perf_counter() - begin


def _nth(paths: Sequence[str], n: int) -> str:
    return paths[n % len(paths)]


if __name__ == "__main__":
    sys.exit(main())
