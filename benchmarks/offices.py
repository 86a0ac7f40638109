"""How many offices one PostgreSQL server holds: made, filled, their dated work run one after the other.

    .venv/bin/python benchmarks/offices.py --python benchmarks/.work/venv/bin/python [--offices 1000] [--way schemas]

The server is the one that the tests use, with its usual settings and on a disk; the program is an installed one with
psycopg. An office is a schema of one database, or a database of its own. Each holds twenty contacts, one of them to
be archived.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from measure import Program, run
from tests.e2e.pair import Server
from tests.postgres import programs_for

SETTINGS = {"fsync": "on", "autovacuum": "on", "shared_buffers": "128MB", "max_connections": "100"}
CONTACTS = "type,first name,last name\n" + "".join(f"tenant,Ann {n},Archer\n" for n in range(20))
DAY = "2099-01-01"
MADE = 20
"""So many offices are made by the program before and after all others, which are copies of the first."""
STARTED = 60
"""So many offices have their dated work run by a process of its own."""
WORKER = """
import io, json, sys, time
from casactl.cli.main import main
for line in sys.stdin:
    begin, used, out = time.perf_counter(), time.process_time(), sys.stdout
    sys.stdout = io.StringIO()
    code = main(json.loads(line))
    sys.stdout = out
    print(code, time.perf_counter() - begin, time.process_time() - used, flush=True)
"""


@dataclass
class Figures:
    """What one way of keeping offices took: milliseconds of one office, MiB of all, seconds of all."""

    way: str
    offices: int
    add_first_ms: float = 0
    add_last_ms: float = 0
    copy_ms: float = 0
    disk_mib: float = 0
    server_idle_mib: float = 0
    server_busy_mib: float = 0
    read_configured_ms: float = 0
    read_by_url_ms: float = 0
    due_all_s: float = 0
    due_all_program_cpu_s: float = 0
    due_idle_all_s: float = 0
    due_process_ms: float = 0
    version_ms: float = 0


class Offices:
    """The offices of one server, by number, and the program that works on them."""

    def __init__(self, way: str, count: int, server: Server, python: str, home: Path) -> None:
        self.way, self.count, self.server, self.python, self.home = way, count, server, python, home

    def url(self, number: int) -> str:
        """Where an office is."""
        if self.way == "databases":
            return self.server.url.removesuffix("postgres") + f"office_{number}"
        return f"{self.server.url}?options=-csearch_path%3Doffice_{number}"

    def program(self, number: int, *words: str, configured: bool = False) -> Program:
        """A command line in one office."""
        where = {"CASACTL_DATABASE": self.url(number), "CASACTL_WORKSPACE": f"office_{number}"}
        named = ("-w", f"office_{number}") if configured else ()
        return Program((self.python, "-m", "casactl", *words, *named), self.home, {} if configured else where)

    def configure(self, numbers: Iterable[int]) -> None:
        """Let the configuration know these offices."""
        lines = (f'[workspaces.office_{n}]\ndatabase = "{self.url(n)}"\n' for n in numbers)
        (self.home / "config.toml").write_text("".join(lines))

    def add(self, numbers: Iterable[int]) -> float:
        """Make offices by the program, in one process; gives the milliseconds of one."""
        kind = "database" if self.way == "databases" else "schema"
        named = list(numbers)
        for number in named:
            self.server.ask(f"create {kind} office_{number}")
        times = self.loop(["workspace", "add", f"office_{n}", "--database", self.url(n)] for n in named)
        return 1000 * sum(wall for wall, _ in times) / len(named)

    def copy(self, numbers: Iterable[int]) -> None:
        """Copies of the first office."""
        if self.way == "databases":
            for number in numbers:
                self.server.ask(f"create database office_{number} template office_0")
            return
        tools = self.server.programs
        dump = subprocess.run(
            [tools / "pg_dump", "--schema=office_0", self.server.url], stdout=subprocess.PIPE, check=True
        ).stdout.decode()
        with subprocess.Popen(
            [tools / "psql", "-q", "-v", "ON_ERROR_STOP=1", self.server.url],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
        ) as shell:  # fmt: skip
            assert shell.stdin
            for number in numbers:
                copy = dump.replace("office_0", f"office_{number}")
                shell.stdin.write(f"begin;\n{copy}\ncommit;\n".encode())
        assert shell.returncode == 0

    def loop(self, lines: Iterable[list[str]]) -> list[tuple[float, float]]:
        """Command lines in one process, one after the other; gives seconds of each, and those of the processor."""
        worker = subprocess.run(
            [self.python, "-c", WORKER], env=self.program(0, configured=True).environment(), text=True, check=True,
            cwd=self.home, input="".join(json.dumps(line) + "\n" for line in lines), stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        left = [line.split() for line in worker.stdout.splitlines()]
        assert all(code == "0" for code, _, _ in left), "a command failed"
        return [(float(wall), float(used)) for _, wall, used in left]

    def due(self) -> list[tuple[float, float]]:
        """Dated work in every office, in one process."""
        return self.loop(["due", "run", "-y", "--as-of", DAY, "-w", f"office_{n}"] for n in range(self.count))


def memory(server: Server) -> float:
    """MiB that the server's processes take, what they share counted once."""
    return sum(_proportional(Path("/proc", str(number))) for number in server.family()) / 1024


def _proportional(process: Path) -> int:
    with suppress(OSError):
        lines = (process / "smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return 0


def disk(server: Server) -> float:
    """MiB of all databases, the log of the server left out."""
    ((size,),) = server.ask("select sum(pg_database_size(oid))::bigint from pg_database")
    assert isinstance(size, int)
    return size / 2**20


def made(offices: Offices, found: Figures) -> None:
    """Offices, filled and configured; how long one takes, and how much room all of them."""
    count, last, before = offices.count, max(MADE, offices.count - MADE), disk(offices.server)
    found.add_first_ms = offices.add(range(MADE))
    sheet = offices.home / "contacts.csv"
    sheet.write_text(CONTACTS)
    offices.loop([["contact", "import", str(sheet), "-w", "office_0"]])
    offices.loop([["contact", "archive", "1", "--on", "+1d", "-w", "office_0"]])
    begin = time.perf_counter()
    offices.copy(range(MADE, last))
    found.copy_ms = 1000 * (time.perf_counter() - begin) / max(1, last - MADE)
    offices.configure(range(last))
    if last < count:
        found.add_last_ms = offices.add(range(last, count))
    fresh = [*range(1, MADE), *range(last, count)]
    offices.loop(["contact", "import", str(sheet), "-w", f"office_{n}"] for n in fresh)
    offices.loop(["contact", "archive", "1", "--on", "+1d", "-w", f"office_{n}"] for n in fresh)
    found.disk_mib = disk(offices.server) - before


def used(offices: Offices, found: Figures) -> None:
    """Reads, and the dated work of all offices."""
    found.server_idle_mib = memory(offices.server)
    found.read_configured_ms = _typical(offices, 11, "contact", "show", "1", configured=True)
    found.read_by_url_ms = _typical(offices, 11, "contact", "show", "1")
    found.version_ms = _typical(offices, 11, "--version")
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(offices.due)
        while not running.done():
            found.server_busy_mib = max(found.server_busy_mib, memory(offices.server))
            time.sleep(0.5)
        times = running.result()
    found.due_all_s, found.due_all_program_cpu_s = (sum(each) for each in zip(*times, strict=True))
    found.due_idle_all_s = sum(wall for wall, _ in offices.due())
    found.due_process_ms = _typical(offices, STARTED, "due", "run", "-y", "--as-of", "2099-02-01")


def _typical(offices: Offices, times: int, *words: str, configured: bool = False) -> float:
    step = max(1, offices.count // times)
    runs = [run(offices.program(n * step % offices.count, *words, configured=configured)) for n in range(times)]
    return 1000 * sorted(each.seconds for each in runs)[times // 2]


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """A server in a folder of its own, gone at the end."""
    place = Path(tempfile.mkdtemp(prefix="casactl-offices-", dir=folder))
    place.chmod(0o711)
    server = Server(programs_for(place), place / "one")
    try:
        server.make()
        server.start(**SETTINGS)
        yield server
    finally:
        server.kill()
        shutil.rmtree(place, ignore_errors=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", required=True, help="an interpreter with casactl[postgres] installed")
    parser.add_argument("--offices", type=int, default=1000)
    parser.add_argument("--way", choices=("schemas", "databases"), action="append")
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp"), help="on a disk, with a short path")  # noqa: S108
    options = parser.parse_args()
    for way in options.way or ("schemas", "databases"):
        with served(options.folder) as server, tempfile.TemporaryDirectory() as home:
            offices = Offices(way, options.offices, server, os.path.abspath(options.python), Path(home))
            figures = Figures(way, options.offices)
            made(offices, figures)
            used(offices, figures)
            for name, value in asdict(figures).items():
                print(f"{name:24} {value if isinstance(value, str) else f'{value:,.0f}'}", flush=True)


if __name__ == "__main__":
    main()
