"""A course of an office's work in one transaction: command lines through the real boundary, gone afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, time
from typing import Any
from unittest.mock import patch

from casactl.domain.dates import moment
from casactl.errors import CasaError
from casactl.store.engine import transaction
from casactl.store.journal import Origin
from casactl.store.opening import lock_chain
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork
from tests.casa import Casa
from tests.run import Run, run

START = date(2026, 11, 23)
BLANK = re.compile(r"(?<!\S)[A-Z]{4,}(?!\S)|ADDRESS|NUMBER")
"""A word of a remedy that somebody has to fill in."""


INSTEAD = {("MC-10", "retention"), ("SD-9", "email-taken")}
"""Reasons whose remedy is another thing to do: archive instead, restore whoever has the address."""
LOOKS = ("show", "list", "history")
"""Verbs of remedies that show what somebody has to make up their mind about."""


class _Kept(Reader):
    """A reader on the course's connection, which stays open."""

    def close(self) -> None:
        pass


class Course:
    """The real thing: one transaction for a whole course, so that it is gone afterwards."""

    def __init__(self, casa: Casa, today: date = START) -> None:
        self.casa = casa
        self._open = ExitStack()
        self.reader = self._open.enter_context(transaction(casa.location))
        self.today = today
        lock_chain(self.reader)
        self._open.enter_context(patch("casactl.store.opening.open_work", self._work))
        self._open.enter_context(patch("casactl.store.reader.open_reader", self._read))

    def close(self) -> None:
        """Take everything back."""
        self.reader.connection.rollback()
        self._open.close()

    @property
    def today(self) -> date:
        """The course's day, which what it reads goes by."""
        return self._today

    @today.setter
    def today(self, day: date) -> None:
        self._today = day
        self.reader.now = moment(self.now)

    @property
    def now(self) -> datetime:
        return datetime.combine(self.today, time(9), tzinfo=UTC)

    def _read(self, *_: Any, **__: Any) -> Reader:
        return _Kept(self.reader.connection, self.reader.dialect)

    @contextmanager
    def _work(self, location: Any, origin: Origin, *, dry_run: bool = False, **_: Any) -> Iterator[UnitOfWork]:
        with self.kept() as keep:
            work = UnitOfWork(self._read(), origin, now=self.now, dry_run=dry_run)
            work.folder = self.casa.folder
            yield work
            if not dry_run:
                work.finish()
                keep()

    @contextmanager
    def kept(self) -> Iterator[Callable[[], None]]:
        """What is done inside is taken back, unless what this gives has been called."""
        kept = []
        self.reader.connection.execute("savepoint step")
        try:
            yield lambda: kept.append(True)
        finally:
            if not kept:
                self.reader.connection.execute("rollback to savepoint step")
            self.reader.connection.execute("release savepoint step")

    def do(self, verb: str, action: Callable[[UnitOfWork], Any]) -> tuple[Any, int | None]:
        """Run an action as a command would: all of it or nothing; gives its result or fault, and the operation."""
        try:
            with self._work(None, Origin(verb, "ann", "ann")) as work:
                result = action(work)
        except CasaError as fault:
            return fault, None
        return result, work.operation

    def line(self, words: str, *, stdin: str = "") -> Run:
        """Run a command line, whatever becomes of it."""
        env: Mapping[str, str] = {"CASACTL_CONFIG": str(self.casa.config_file)}
        return run(words, stdin=stdin, env=env, clock=self._clock)

    def _clock(self) -> datetime:
        return self.now

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a plain SELECT gives."""
        return [tuple(row) for row in self.reader.connection.execute(sql).fetchall()]

    def operations(self) -> list[tuple[int, str]]:
        """(number, verb) of what stands in the log, oldest first."""
        return [(row[0], row[1]) for row in self.rows("select id, verb from operation order by id")]

    # Refusals -----------------------------------------------------------------------------------

    def remedies(self, refused: Run) -> list[str] | None:
        """What a refusal of one thing says to do, in order; None where some of it takes somebody's own words.

        A refusal that says of one of its reasons that nothing clears it promises nothing.
        """
        (result,) = refused.json["results"]
        remedies = [reason["remedy"] for reason in result["reasons"]]
        if any((reason["rule"], reason["code"]) in INSTEAD for reason in result["reasons"]):
            return None
        if None in remedies or any(BLANK.search(each) for each in remedies):
            return None
        if any(each.split()[2:3] and each.split()[2] in LOOKS for each in remedies):
            return None
        return [each.removeprefix("casactl ") + " --yes" for each in dict.fromkeys(remedies)]

    def clear(self, words: str, refused: Run) -> None:
        """Paste what a refusal says, on trial: the way has to be clear then."""
        steps = self.remedies(refused)
        if not steps:
            return
        with self.kept():
            for step in steps:
                done = self.line(step)  # of two ways the second may be closed once the first is taken
                assert done.exit_code == 0 or (done.exit_code == 5 and step is not steps[0]), (words, steps, step, done)
            if any(step.split()[:2] == words.split()[:2] for step in steps):
                return  # what is said instead
            again = self.line(words)
            assert again.exit_code == 0, f"{words!r} says {steps}, and then: {again}\n\nafter {refused}"
