"""What is measured, against what, and how much it may take: the table of budgets as code.

Each measure yields findings as it has them; one that cannot be taken says why.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import money
from measure import NotMeasured, Program, Run, in_turn, memory, run, seconds
from reads import FINDS, READS, TABS, Arguments, always
from subject import HUGE, Subject, Workspace
from writes import WRITES, additions, prepared

MIB = 1024 * 1024
SMALL = 1_000
BULK = 200_000
DUE = 100_000
LOCKED = 20_000
FEW = 20_000
LINES = 1_000
VERB_HELP = 3
"""So many words ask for the help of one verb."""
AUDIENCE = 62_500
"""Four fifths of a portfolio's contacts have an e-mail."""


@dataclass(frozen=True)
class Finding:
    """One figure beside what it is compared with; `limit` bounds the ratio, from below if `at_least`."""

    name: str
    value: str
    against: str
    ratio: float
    limit: float | None = None
    at_least: bool = False

    @property
    def within(self) -> bool:
        if self.limit is None:
            return True
        return self.ratio >= self.limit if self.at_least else self.ratio <= self.limit


@dataclass(frozen=True)
class Bench:
    """The program, the size of the large workspace, and how often each thing is run."""

    subject: Subject
    large: int
    runs: int

    @property
    def heavy_runs(self) -> int:
        """For what takes many seconds: fewer turns still give a median."""
        return min(self.runs, 3)

    @property
    def bulk(self) -> int:
        return min(BULK, self.large)


@dataclass(frozen=True)
class Measure:
    """A named group of findings."""

    name: str
    take: Callable[[Bench], Iterator[Finding]]


def _timed(name: str, value: Sequence[Run], against: Sequence[Run], limit: float) -> Finding:
    left, right = seconds(value), seconds(against)
    return Finding(name, _shown(left), _shown(right), left / right, limit)


def _shown(duration: float) -> str:
    return f"{duration * 1000:.0f} ms" if duration < 10 else f"{duration:.1f} s"


def _mib(size: int) -> str:
    return f"{size / MIB:.0f} MiB"


def _start(bench: Bench, *, name: str, arguments: tuple[str, ...]) -> Iterator[Finding]:
    """Nothing but the start of the program."""
    home = bench.subject.work / "home"
    bare = bench.subject.baseline("bare_typer", "--help")
    program = bench.subject.casactl(home, *arguments)
    against, value = in_turn([lambda: bare, lambda: program], bench.runs)
    yield _timed(name, value, against, 1.2 if len(arguments) == VERB_HELP else 1.3)


NO_FILES = 1
"""With what a Tab ends that offers nothing."""


def _completion(bench: Bench, *, name: str, line: str) -> Iterator[Finding]:
    """What a press of Tab takes in bash, on the large workspace."""
    workspace = bench.subject.workspace(bench.large)
    asked = {
        "_CASACTL_COMPLETE": "offer_bash",
        "_CASACTL_LINE": line,
        "_CASACTL_WORD": line.split()[-1],
    }
    bare = bench.subject.baseline("bare_typer", "--help")
    tab = Program(bench.subject.command, workspace.home, asked, fine=(0, NO_FILES))
    against, value = in_turn([lambda: bare, lambda: tab], bench.runs)
    yield _timed(name, value, against, 0.8)


def _read(
    bench: Bench,
    *,
    name: str,
    arguments: Arguments,
    limit: float,
    same_at_both: bool,
) -> Iterator[Finding]:
    """A read on a small and on the large workspace, each beside a bare select on the same database."""
    sizes = [SMALL, bench.large]
    turns: list[Callable[[], Program]] = []
    for workspace in map(bench.subject.workspace, sizes):
        bare = bench.subject.baseline("bare_select", "17", database=workspace.database)
        turns += [partial(_same, bare), partial(_same, workspace.casactl(*arguments(workspace)))]
    bare_small, small, bare_large, large = in_turn(turns, bench.runs)
    yield _timed(f"{name} @ {SMALL:,}", small, bare_small, limit)
    yield _timed(f"{name} @ {bench.large:,}", large, bare_large, limit)
    if same_at_both:
        yield _timed(f"{name} large : small", large, small, 1.3)


def _same(program: Program) -> Program:
    return program


def _idle(bench: Bench, *, name: str) -> Iterator[Finding]:
    """Cron's usual minute: nothing is due."""
    workspace = bench.subject.workspace(bench.large)
    bare = bench.subject.baseline("bare_select", "17", database=workspace.database)
    idle = workspace.casactl("due", "run")
    against, value = in_turn([lambda: bare, lambda: idle], bench.runs)
    yield _timed(name, value, against, 1.0)


def _write(
    bench: Bench,
    *,
    name: str,
    size: int | None,
    prepare: Callable[[Workspace, int], Callable[[], Program]],
    limit: float = 1.1,
) -> Iterator[Finding]:
    """A change of one contact, with its journal, beside one row looked up with Typer, Rich and sqlite3."""
    workspace = bench.subject.workspace(size or bench.large)
    bare = bench.subject.baseline("bare_select", "17", database=workspace.database)
    against, value = in_turn([lambda: bare, prepare(workspace, bench.runs + 1)], bench.runs)
    yield _timed(name, value, against, limit)
    yield Finding("  its peak memory", _mib(memory(value)), "35 MiB", memory(value) / (35 * MIB), 1)


def _bulk_lock(bench: Bench, *, name: str) -> Iterator[Finding]:
    """Everybody of a type locked by one command, beside the bare update with its journal rows by hand."""
    rows = min(LOCKED, bench.large)
    files = bench.subject.portfolio(rows, leads_only=True)
    everybody = ("--type", "lead", "--yes")
    with bench.subject.empty(files) as workspace:
        run(workspace.casactl("contact", "import", str(files.contacts)))
        copy = shutil.copy(workspace.database, workspace.home / "bare.copy")
        bare_runs, locks = [], []
        for _ in range(bench.runs):
            bare_runs.append(run(bench.subject.baseline("bare_lock", database=Path(copy))))
            locks.append(run(workspace.casactl("contact", "lock", *everybody, "--reason", "debt")))
            locked = len(workspace.lines("contact", "list", "--locked", "-o", "ids"))
            if locked < rows:  # the companies that the import made come on top
                raise NotMeasured(f"{locked:,} of {rows:,} were locked")
            run(workspace.casactl("contact", "unlock", *everybody))
    yield _timed(f"{name} of {rows:,}", locks, bare_runs, 3)


def _bulk(bench: Bench, *, name: str) -> Iterator[Finding]:
    """An import beside the bare statements, its undo beside the import, and what walks the whole log."""
    for rows, limit in ((min(FEW, bench.large), 6.0), (bench.bulk, 5.0)):
        yield from _bulk_rows(bench, rows, limit, name=name)


def _bulk_rows(bench: Bench, rows: int, limit: float, *, name: str) -> Iterator[Finding]:
    files = bench.subject.portfolio(rows)
    raw_runs, imports, undos, walks, checks = [], [], [], [], []
    for _ in range(bench.heavy_runs):
        with bench.subject.empty(files) as workspace:
            raw = bench.subject.baseline("raw_import", str(files.contacts), str(workspace.home / "raw.db"))
            raw_runs.append(run(raw))
            imports.append(run(workspace.casactl("contact", "import", str(files.contacts))))
            walks.append(run(workspace.casactl("log", "verify")))
            checks.append(run(workspace.casactl("workspace", "check")))
            undos.append(_attempt(workspace.casactl("undo", "--yes")))
    yield _timed(f"{name} of {rows:,}", imports, raw_runs, limit)
    yield Finding("  its peak memory", _mib(memory(imports)), "150 MiB", memory(imports) / (150 * MIB), 1)
    taken_back = [each for each in undos if isinstance(each, Run)]
    if not taken_back:
        raise NotMeasured(f"undo: {undos[0]}")
    yield _timed(f"undo of an import of {rows:,}", taken_back, imports, 2)
    yield Finding("  its peak memory", _mib(memory(taken_back)), "150 MiB", memory(taken_back) / (150 * MIB), 1)
    yield _timed(f"log verify after an import of {rows:,}", walks, imports, 1)
    yield _timed(f"workspace check after an import of {rows:,}", checks, imports, 1)


def _addressed(bench: Bench, *, name: str) -> Iterator[Finding]:
    """An import with companies, addresses and the people who have the keys, beside the bare statements.

    Of a few rows a quarter of the time is the program's start; of many it does not count.
    """
    for rows in dict.fromkeys((min(FEW, bench.large), bench.bulk)):
        yield from _addressed_rows(bench, rows, name=name)


def _addressed_rows(bench: Bench, rows: int, *, name: str) -> Iterator[Finding]:
    files = bench.subject.portfolio(rows, addressed=True)
    raw_runs, imports = [], []
    for _ in range(bench.heavy_runs):
        with bench.subject.empty(files) as workspace:
            raw = bench.subject.baseline("raw_import", str(files.contacts), str(workspace.home / "raw.db"))
            raw_runs.append(run(raw))
            imports.append(run(workspace.casactl("contact", "import", str(files.contacts))))
    yield _timed(f"{name} of {rows:,}", imports, raw_runs, 6 if rows == FEW else 5)
    yield Finding("  its peak memory", _mib(memory(imports)), "150 MiB", memory(imports) / (150 * MIB), 1)


def _workbook(bench: Bench, *, name: str) -> Iterator[Finding]:
    """The same rows out of a workbook and out of CSV; the memory of one that is large."""
    few = min(50_000, bench.large)
    for rows, turns in dict.fromkeys(((few, bench.heavy_runs), (bench.bulk, 1))):
        files = bench.subject.portfolio(rows)
        table, book = (bench.subject.work / "scratch" / f"people.{ending}" for ending in ("csv", "xlsx"))
        table.parent.mkdir(parents=True, exist_ok=True)
        with bench.subject.empty(files) as workspace:
            run(workspace.casactl("contact", "import", str(files.contacts)))
            for target in (table, book):
                run(workspace.casactl("contact", "export", str(target), "--yes"))
        found: dict[Path, list[Run]] = {table: [], book: []}
        for _ in range(turns):
            for source, runs in found.items():
                with bench.subject.empty(files) as workspace:
                    runs.append(run(workspace.casactl("contact", "import", str(source))))
        if rows == few:
            yield _timed(f"{name} of {rows:,} from XLSX", found[book], found[table], 2.5)
        used = memory(found[book])
        yield Finding(f"  its peak memory of {rows:,}", _mib(used), "200 MiB", used / (200 * MIB), 1)


def _attempt(program: Program) -> Run | str:
    try:
        return run(program)
    except NotMeasured as reason:
        return str(reason)


def _memory_of_import(bench: Bench, *, name: str) -> Iterator[Finding]:
    built = bench.subject.building(bench.large)
    yield Finding(f"{name} of {bench.large:,}", _mib(built.memory), "150 MiB", built.memory / (150 * MIB), 1)
    yield Finding("  its time", _shown(built.seconds), f"{bench.large / built.seconds:,.0f} rows/s", 1)


def _export(bench: Bench, *, name: str) -> Iterator[Finding]:
    """Everybody into a file, beside one statement and csv.writer; memory must not grow with the rows."""
    large, small = bench.subject.workspace(bench.large), bench.subject.workspace(SMALL)
    target = bench.subject.work / "scratch" / "export.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    raw = bench.subject.baseline("raw_export", str(large.database), str(target))

    def export(workspace: Workspace) -> Program:
        target.unlink(missing_ok=True)
        return workspace.casactl("contact", "export", str(target), "--yes")

    against, value = in_turn([lambda: raw, lambda: export(large)], bench.heavy_runs)
    few = run(export(small)).memory
    target.unlink(missing_ok=True)
    yield _timed(f"{name} of {bench.large:,}", value, against, 2)
    yield Finding("  its peak memory, large : small", _mib(memory(value)), _mib(few), memory(value) / few, 1.3)


def _busy(bench: Bench, *, name: str) -> Iterator[Finding]:
    """A day on which very many contacts are to be archived."""
    rows = min(DUE, bench.large)
    files = bench.subject.portfolio(rows, leads_only=True)
    with bench.subject.empty(files) as workspace:
        run(workspace.casactl("contact", "import", str(files.contacts)))
        run(workspace.casactl("contact", "archive", "--type", "lead", "--on", "tomorrow", "--yes"))
        taken = run(workspace.casactl("due", "run", "--as-of", "tomorrow", "--yes"))
        archived = len(workspace.lines("contact", "list", "--archived", "-o", "ids"))
        if archived < rows:  # the companies that the import made come on top
            raise NotMeasured(f"{archived:,} of {rows:,} were archived")
    speed = rows / taken.seconds
    yield Finding(f"{name} of {rows:,}", f"{speed:,.0f}/s", "5,000/s", speed / 5000, 1, at_least=True)
    yield Finding("  its peak memory", _mib(taken.memory), "150 MiB", taken.memory / (150 * MIB), None)


def _rents(bench: Bench, *, name: str) -> Iterator[Finding]:
    """A day on which very many rents come round."""
    rows = min(money.RENTS, bench.large)
    taken = money.rents(bench.subject, rows)
    speed = rows / taken.seconds
    yield Finding(f"{name} of {rows:,}", f"{speed:,.0f}/s", "5,000/s", speed / 5000, 1, at_least=True)
    yield Finding("  of the processor", f"{taken.processor:.1f} s", _mib(taken.memory), taken.memory / (150 * MIB))


def _ladder(bench: Bench, *, name: str) -> Iterator[Finding]:
    """A step of the ladder for some of very many contacts."""
    rows = min(DUE, bench.large)
    late = min(money.LATE, rows)
    taken = money.ladder(bench.subject, rows, late)
    yield Finding(f"{name}, {late:,} of {rows:,}", _shown(taken.seconds), "5 s", taken.seconds / 5, 1)
    yield Finding("  of the processor", f"{taken.processor:.1f} s", _mib(taken.memory), taken.memory / (150 * MIB))


def _letters(bench: Bench, *, name: str) -> Iterator[Finding]:
    """Letters on paper, drawn in one file; needs the extra `pdf`."""
    count = min(money.LETTERS, bench.large)
    taken = money.letters(bench.subject, count)
    yield Finding(f"{name}, {count:,}", _shown(taken.seconds), "20 s", taken.seconds / 20, 1)
    yield Finding("  of the processor", f"{taken.processor:.1f} s", _mib(taken.memory), taken.memory / (600 * MIB))


def _batch(bench: Bench, *, name: str) -> Iterator[Finding]:
    """Single writes, each committed and told before the next one begins, the start of the process included."""
    speeds, runs = [], []
    with bench.subject.empty(bench.subject.portfolio(SMALL)) as workspace:
        for turn in range(bench.heavy_runs):
            lines = workspace.home / f"{turn}.txt"
            added = turn * LINES // 2
            with lines.open("w") as file:
                for n in range(added + 1, added + LINES // 2 + 1):
                    file.write(f"contact add --type tenant --first-name Joe --last-name L{n} --email {n}@example.com\n")
                    file.write(f"ledger charge {n} 850 --for Rent\n")
            runs.append(run(workspace.casactl("batch", str(lines))))
            speeds.append(LINES / runs[-1].seconds)
    speed = median(speeds)
    yield Finding(f"{name}, {LINES:,} lines", f"{speed:,.0f}/s", "150/s", speed / 150, 1, at_least=True)
    yield Finding("  its peak memory", _mib(memory(runs)), "60 MiB", memory(runs) / (60 * MIB), 1)


def _doubles(bench: Bench, *, name: str) -> Iterator[Finding]:
    """Who was entered twice, as somebody at a terminal asks."""
    rows = min(DUE, bench.large)
    workspace = bench.subject.workspace(rows)
    taken = run(workspace.casactl("contact", "duplicates", "--limit", "50"))
    yield Finding(f"{name} at {rows:,}", _shown(taken.seconds), "10 s", taken.seconds / 10, 1)
    yield Finding("  its peak memory", _mib(taken.memory), "150 MiB", taken.memory / (150 * MIB), 1)


def _broadcast(bench: Bench, *, name: str) -> Iterator[Finding]:
    """One text to everybody, queued in one transaction, beside the bare inserts of the same rows."""
    files = bench.subject.portfolio(min(AUDIENCE, bench.large))
    words = ("--subject", "Water", "--text", "Off on Monday from nine to noon.", "--no-send", "--yes")
    queued, raw_runs = [], []
    with bench.subject.empty(files) as workspace:
        run(workspace.casactl("contact", "import", str(files.contacts)))
        reached = len(workspace.lines("message", "broadcast", *words, "-o", "ids"))
        for turn in range(bench.heavy_runs):
            queued.append(run(workspace.casactl("message", "broadcast", *words)))
            target = workspace.home / f"raw-{turn}.db"
            raw_runs.append(run(bench.subject.baseline("raw_broadcast", str(workspace.database), str(target))))
    yield _timed(f"{name} to {reached:,}", queued, raw_runs, 4)
    yield Finding("  its peak memory", _mib(memory(queued)), "150 MiB", memory(queued) / (150 * MIB), None)


def _starts() -> Iterator[Measure]:
    for arguments in (("--version",), ("--help",), ("contact", "--help"), ("contact", "archive", "--help")):
        name = f"casactl {' '.join(arguments)}"
        yield Measure(name, partial(_start, name=name, arguments=arguments))
    for line in TABS:
        name = f"completion of '{line.removeprefix('casactl ')}'"
        yield Measure(name, partial(_completion, name=name, line=line))


def _reads() -> Iterator[Measure]:
    for name, arguments in READS.items():
        yield Measure(name, partial(_read, name=name, arguments=arguments, limit=1.0, same_at_both=True))
    name, huge = "contact show, 10,000 entries", always("contact", "show", str(HUGE[0]))
    yield Measure(name, partial(_read, name=name, arguments=huge, limit=1.5, same_at_both=False))


def _finds() -> Iterator[Measure]:
    for what, text in FINDS.items():
        name = f"contact find ({what})"
        arguments = always("contact", "find", text, "--limit", "25")
        yield Measure(name, partial(_read, name=name, arguments=arguments, limit=3.0, same_at_both=False))


def _writes() -> Iterator[Measure]:
    for size, shown in ((SMALL, f" @ {SMALL:,}"), (None, " @ large")):
        name = f"contact add{shown}"
        yield Measure(name, partial(_write, name=name, size=size, prepare=additions))
        for write in WRITES if size else ():
            name = f"{write.name}{shown}"
            yield Measure(name, partial(_write, name=name, size=size, prepare=prepared(write), limit=write.limit))


MEASURES: tuple[Measure, ...] = (
    *_starts(),
    *_reads(),
    Measure("due run, idle", partial(_idle, name="due run, idle")),
    *_finds(),
    *_writes(),
    Measure("bulk lock", partial(_bulk_lock, name="bulk lock")),
    Measure("contact import and undo", partial(_bulk, name="contact import")),
    Measure("contact import with addresses", partial(_addressed, name="import with addresses")),
    Measure("contact import, workbook", partial(_workbook, name="contact import")),
    Measure("contact import, memory", partial(_memory_of_import, name="contact import")),
    Measure("contact export", partial(_export, name="contact export")),
    Measure("message broadcast", partial(_broadcast, name="message broadcast")),
    Measure("due run, busy", partial(_busy, name="due run")),
    Measure("due run, rents", partial(_rents, name="due run, rents")),
    Measure("arrears run", partial(_ladder, name="arrears run")),
    Measure("outbox print", partial(_letters, name="outbox print")),
    Measure("batch of single writes", partial(_batch, name="batch of single writes")),
    Measure("contact duplicates", partial(_doubles, name="contact duplicates")),
)


def clear_scratch(work: Path) -> None:
    """Remove what an interrupted run left."""
    shutil.rmtree(work / "scratch", ignore_errors=True)
