"""Days on which much money moves: rents that come round, and a ladder that many climb."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measure import NotMeasured, Program, Run, run
from subject import Subject, Workspace

RENTS, LATE, LETTERS = 20_000, 5_000, 1000
FILL = Path(__file__).parent / "fill_money.py"


@contextmanager
def _office(subject: Subject, rows: int, what: str, count: int) -> Iterator[Workspace]:
    """A workspace of so many contacts, `count` of whom have a rent or a debt."""
    files = subject.portfolio(rows, leads_only=True)
    with subject.empty(files) as workspace:
        run(workspace.casactl("contact", "import", str(files.contacts)))
        argv = (str(subject.python), str(FILL), str(workspace.database), what, str(count))
        run(Program(argv, workspace.home))
        yield workspace


def rents(subject: Subject, rows: int) -> Run:
    """`due run` on the day on which everybody's rent comes round."""
    with _office(subject, rows, "rents", rows) as workspace:
        taken = run(workspace.casactl("due", "run"))
        posted = len(workspace.lines("contact", "list", "--owing", "-o", "ids"))
        if posted != rows:
            raise NotMeasured(f"{posted:,} of {rows:,} rents were posted")
    return taken


def ladder(subject: Subject, rows: int, late: int) -> Run:
    """`arrears run` where some of very many are past due."""
    with _office(subject, rows, "debts", late) as workspace:
        taken = run(workspace.casactl("arrears", "run", "--yes", "--no-send"))
        reminded = len(workspace.lines("contact", "list", "--arrears", "reminder", "-o", "ids"))
        if reminded != late:
            raise NotMeasured(f"{reminded:,} of {late:,} were reminded")
    return taken


def letters(subject: Subject, count: int) -> Run:
    """`outbox print` of so many letters about debts, all in one PDF."""
    with _office(subject, count, "letters", count) as workspace:
        words = ("arrears", "status", "--owing", "--set", "reminder", "--notify", "post", "--yes", "--no-send")
        run(workspace.casactl(*words))
        taken = run(workspace.casactl("outbox", "print", str(workspace.home / "letters.pdf")))
        printed = len(workspace.lines("outbox", "list", "--state", "printed", "-o", "ids"))
        if printed != count:
            raise NotMeasured(f"{printed:,} of {count:,} were printed")
    return taken
