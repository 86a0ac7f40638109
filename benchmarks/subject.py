"""The program under measurement: how it is called, which version it is, and workspaces made through it."""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import portfolio
from measure import NotMeasured, Program, Run, run
from portfolio import Files

BASELINES = Path(__file__).parent / "baselines"
NAME = "bench"
FULL = (17, 200)
"""A contact that has everything that a page can show, and how many ledger entries."""
HUGE = (18, 10_000)


@dataclass(frozen=True)
class Workspace:
    """One workspace in a home of its own, and what building it took."""

    subject: Subject
    home: Path
    files: Files

    def casactl(self, *arguments: str, fine: tuple[int, ...] = (0,)) -> Program:
        return self.subject.casactl(self.home, *arguments, fine=fine)

    @property
    def database(self) -> Path:
        found = list(self.home.rglob("casactl.db"))
        if len(found) != 1:
            raise NotMeasured(f"{len(found)} databases in {self.home}")
        return found[0]

    def lines(self, *arguments: str) -> list[str]:
        """The lines that a command prints."""
        printed = self.home / "printed"
        run(self.casactl(*arguments), output=printed)
        return printed.read_text(encoding="utf-8").splitlines()


@dataclass(frozen=True)
class Subject:
    """An installed casactl, by the interpreter that it is installed for."""

    python: Path
    work: Path
    reuse: bool = False

    @property
    def command(self) -> tuple[str, ...]:
        script = self.python.parent / "casactl"
        return (str(script),) if script.exists() else (str(self.python), "-m", "casactl")

    def casactl(self, home: Path, *arguments: str, fine: tuple[int, ...] = (0,)) -> Program:
        return Program((*self.command, *arguments), home, fine=fine)

    def baseline(self, name: str, *arguments: str, database: Path | None = None) -> Program:
        """One of the scripts in `baselines/`, under the same interpreter."""
        extra = {"BENCH_DATABASE": str(database)} if database else {}
        return Program((str(self.python), str(BASELINES / f"{name}.py"), *arguments), self.work / "home", extra)

    @cached_property
    def version(self) -> str:
        """A digest of the installed package's source: another program has other workspaces."""
        find = "import casactl, pathlib; print(pathlib.Path(casactl.__file__).parent)"
        found = subprocess.run([self.python, "-c", find], capture_output=True, text=True, cwd="/", check=False)
        package = Path(found.stdout.strip() or "/nonexistent")
        digest = hashlib.sha256()
        for path in sorted(package.rglob("*.py")):
            digest.update(path.read_bytes())
        return digest.hexdigest()[:12]

    def workspace(self, rows: int) -> Workspace:
        """A workspace of so many contacts, kept for later runs of the same program (see `reuse`)."""
        home = self._kept(rows)
        built = home / "built.json"
        if not built.exists():
            shutil.rmtree(home, ignore_errors=True)
            workspace, taken = self._build(home, self.portfolio(rows, custom=True))
            built.write_text(json.dumps({"seconds": taken.seconds, "memory": taken.memory}))
        workspace = Workspace(self, home, self.portfolio(rows, custom=True))
        self._fill(workspace)
        return workspace

    def _fill(self, workspace: Workspace) -> None:
        """Give two contacts everything, once: one with a busy ledger, one with a huge one."""
        filled = workspace.home / "filled"
        if not filled.exists():
            script = str(BASELINES.parent / "fill_contact.py")
            contacts = (*map(str, FULL), *map(str, HUGE))
            run(Program((str(self.python), script, str(workspace.database), *contacts), workspace.home))
            filled.touch()

    def building(self, rows: int) -> Run:
        """What the import of the kept workspace took."""
        return Run(**json.loads((self.workspace(rows).home / "built.json").read_text()))

    @contextmanager
    def empty(self, files: Files) -> Iterator[Workspace]:
        """A workspace with the properties and no contacts, removed afterwards."""
        home = self.work / "scratch" / secrets.token_hex(4)
        try:
            yield self._begin(home, files)
        finally:
            shutil.rmtree(home, ignore_errors=True)

    def portfolio(self, rows: int, *, leads_only: bool = False, addressed: bool = False, custom: bool = False) -> Files:
        made_by = hashlib.sha256(Path(portfolio.__file__).read_bytes()).hexdigest()[:8]
        kinds = {"-leads": leads_only, "-addressed": addressed, "-custom": custom}
        name = "".join([str(rows), *(kind for kind, is_so in kinds.items() if is_so), f"-{made_by}"])
        folder = self.work / "portfolios" / name
        return portfolio.portfolio(folder, rows, leads_only=leads_only, addressed=addressed, custom=custom)

    def _kept(self, rows: int) -> Path:
        kept = self.work / "workspaces"
        mine = kept / f"{rows}-{self.version}"
        others = sorted(kept.glob(f"{rows}-*/built.json"), key=lambda path: path.stat().st_mtime)
        return others[-1].parent if self.reuse and others else mine

    def _begin(self, home: Path, files: Files) -> Workspace:
        workspace = Workspace(self, home, files)
        run(workspace.casactl("workspace", "add", NAME, "--country", "GB"))
        run(workspace.casactl("property", "import", str(files.properties)))
        return workspace

    def _build(self, home: Path, files: Files) -> tuple[Workspace, Run]:
        workspace = self._begin(home, files)
        taken = run(workspace.casactl("contact", "import", str(files.contacts)))
        with suppress(NotMeasured):  # an office has former contacts too
            run(workspace.casactl("contact", "archive", "--type", "agent", "--yes"))
        return workspace, taken
