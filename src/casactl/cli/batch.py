"""`batch`: many command lines in one process, each as if it ran alone, or all of them as one operation."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from casactl.cli.broken_off import Interrupted
from casactl.cli.lines import MOST, Numbered, numbered
from casactl.cli.one_line import Record, run_line
from casactl.cli.options import Ctx, flag
from casactl.cli.session import HOLDS, AsOne, Judging, Session
from casactl.domain.failures import failure
from casactl.domain.remedy import Remedy
from casactl.errors import CasaError, Exit, UsageFault
from casactl.render.view import PipeClosed, flush, write

if TYPE_CHECKING:
    from casactl.cli.context import App
    from casactl.store.work import UnitOfWork

NOT_DONE = frozenset({"refused", "left-out", "unchanged"})
"""Outcomes of what was not changed in the first place."""
NAMED = 10
"""So many failed lines are named."""


def batch(
    ctx: Ctx,
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="A command a line; - is standard input.", show_default=False)
    ] = "-",
    stop_on_error: Annotated[bool, flag("--stop-on-error", help="Begin no line behind one that fails.")] = False,
    atomic: Annotated[
        bool, flag("--atomic", help="All lines are one operation: done together, or nothing is.")
    ] = False,
) -> None:
    """Run a command a line in one process; the results come as JSON Lines, in order."""
    app = ctx.obj
    _check(app, file, atomic=atomic)
    with _opened(file) as stream, Interrupts(app) as interrupts:
        if atomic:
            AtOnce(app, stream, interrupts).run()
        else:
            OneByOne(app, interrupts, stop=stop_on_error).run(numbered(stream))


def _check(app: App, file: str, *, atomic: bool) -> None:
    """Refuse what cannot hold for a batch.

    Raises UsageFault.
    """
    if app.given.get("output") not in (None, "json", "jsonl"):
        raise UsageFault("A batch prints JSON Lines; another -o stands on a line of its own.")
    if app.given.get("fields"):
        raise UsageFault("--fields stands on the lines.")
    if app.given.get("request_id") and not atomic:
        raise UsageFault("Each line has a --request-id of its own; the whole can have one with --atomic.")
    if file == "-" and sys.stdin.isatty():
        raise UsageFault("The lines of a batch come from a file or a pipe.", hint=Remedy("shell"))


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    """The lines: of a file, or of standard input, of which each is taken as it comes."""
    if file == "-":
        yield sys.stdin.buffer
        return
    from casactl.intake.source import open_source

    with open_source(file) as stream:
        yield stream


class Interrupts:
    """Ctrl-C while a line runs lets it end, and begins no other; once more, it breaks the line off."""

    def __init__(self, app: App) -> None:
        self.busy = self.asked = False
        self._quiet = app.flag("quiet")

    def __enter__(self) -> Interrupts:
        self._before: Any = None
        with suppress(ValueError):  # not in the main thread, where nobody presses anything
            self._before = signal.signal(signal.SIGINT, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _hear(self, *_: object) -> None:
        if not self.busy or self.asked:
            raise KeyboardInterrupt
        self.asked = True
        if not self._quiet:
            os.write(2, b"note: the line that runs is let end; Ctrl-C once more breaks it off\n")

    @contextmanager
    def waiting_for(self) -> Iterator[None]:
        """Inside, what runs is let end."""
        self.busy = True
        try:
            yield
        finally:
            self.busy = False


def _shared(app: App) -> dict[str, Any]:
    """What every line begins with."""
    held = {name: app.given[name] for name in HOLDS if name in app.given}
    return {**held, "output": "json", "no_input": True}


def show(record: Record) -> None:
    """A line's result, at once.

    Raises PipeClosed.
    """
    write(encoded(record))
    flush()


def taken_back(record: Record) -> Record:
    """A line that failed among others that are one operation: what it did to some of many is taken back, too (A8)."""
    result = record.get("result")
    if not isinstance(result, dict) or result.get("operation") is None:
        return record
    results = [each if each.get("outcome") in NOT_DONE else each | {"outcome": "unchanged"}
               for each in result.get("results", ())]  # fmt: skip
    notes = [*record.get("notes", ()), "nothing of this line was changed, nor of any other"]
    return record | {"result": result | {"operation": None, "results": results}, "notes": notes}


def encoded(record: Record) -> str:
    """A result as a line of JSON, in letters that standard output takes."""
    text = json.dumps(record, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(record)
    return f"{text}\n"


def counted(lines: int) -> str:
    """How many lines, in words."""
    return "1 line" if lines == 1 else f"{lines:,} lines"


# Line by line -------------------------------------------------------------------------------------


class OneByOne:
    """Lines that are each done by themselves."""

    def __init__(self, app: App, interrupts: Interrupts, *, stop: bool) -> None:
        from casactl.store.kept import Kept

        self._app, self._interrupts, self._stop = app, interrupts, stop
        self._session = Session(_shared(app), Kept("batch", wait=app.lock_wait))
        self._done = 0
        self._failed: list[int] = []
        self._said: dict[str, int] = {}
        """What went wrong in those, each with the first line that it stopped."""
        self._failures = 0
        self._last = 0

    def run(self, lines: Iterator[Numbered]) -> None:
        """Run them, show each result, and leave with the exit code.

        Raises typer.Exit, CasaError when it was broken off.
        """
        try:
            self._all(lines)
        except KeyboardInterrupt:
            raise self._broken_off() from None
        finally:
            assert self._session.kept is not None
            self._session.kept.close()
        self._app.tell(self._tally())
        for why, number in self._said.items():
            self._app.tell(f"line {number}: {why}")
        if self._failures:
            raise typer.Exit(int(Exit.PARTLY))

    def _all(self, lines: Iterator[Numbered]) -> None:
        for number, line in lines:
            with self._interrupts.waiting_for():
                record = run_line(self._app, self._session, number, line)
            self._count(number, record)
            try:
                show(record)
            except PipeClosed:
                self._unheard(lines)
                return
            except CasaError:  # a full disk: what ran stands
                self._app.tell(f"behind line {self._last}: {self._tally()}; no other was begun")
                raise
            if record["exit"] == Exit.INTERRUPTED or self._interrupts.asked:
                raise KeyboardInterrupt
            if record["exit"] and self._stop:
                break

    def _count(self, number: int, record: Record) -> None:
        self._last = number
        if record["exit"]:
            self._failures += 1
            if len(self._failed) < NAMED:
                self._failed.append(number)
                self._said.setdefault(str(record.get("error", {}).get("message", "")), number)
        else:
            self._done += 1

    def _unheard(self, lines: Iterator[Numbered]) -> None:
        """Nobody reads the results any more: what is left is not begun.

        Raises Partly where anything is.
        """
        if next(lines, None) is not None:
            self._app.tell(self._tally())
            raise failure("batch.unheard", last=self._last)
        if not self._failures:
            raise PipeClosed

    def _broken_off(self) -> CasaError:
        if not self._last:
            return Interrupted("Interrupted before the first line; nothing was changed.")
        return Interrupted(f"Interrupted behind line {self._last}: {self._tally()}; no other was begun.")

    def _tally(self) -> str:
        lines = counted(self._done + self._failures)
        if not self._failures:
            return f"{lines}: all done"
        named = ", ".join(map(str, self._failed)) + (" …" if self._failures > len(self._failed) else "")
        return f"{lines}: {self._done:,} done, {self._failures:,} failed ({named})"


# All at once --------------------------------------------------------------------------------------


class AtOnce:
    """Lines that are one operation: all of them, or nothing."""

    def __init__(self, app: App, stream: BinaryIO, interrupts: Interrupts) -> None:
        self._app, self._stream, self._interrupts = app, stream, interrupts
        self._shared = _shared(app)
        self._letters: list[int] = []

    def run(self) -> None:
        """Judge them, run them, show what they did, and let their letters leave.

        Raises CasaError.
        """
        with tempfile.TemporaryFile() as lines, tempfile.TemporaryFile("w+", encoding="utf-8") as results:
            digest = self._take(lines)
            self._judge(lines)
            self._app.call.reads(sha256=digest)
            done = self._do(lines, results, digest)
            if "lines" in done and done.get("again"):
                results.writelines(encoded(each) for each in done["lines"])
            results.seek(0)
            undelivered, shown = self._send(), 0
            for shown, line in enumerate(results, 1):  # noqa: B007 - counted
                write(line)
            flush()
            self._app.tell(f"{counted(shown)}: all done")
        if undelivered:
            raise undelivered

    def _take(self, lines: IO[bytes]) -> str:
        """Set the lines aside, so that those that run are those that were judged; gives the hash of all."""
        digest = hashlib.sha256()
        while piece := self._stream.read(MOST):
            digest.update(piece)
            lines.write(piece)
        return digest.hexdigest()

    def _judge(self, lines: IO[bytes]) -> None:
        """Look at every line before any runs.

        Raises Refused, once each that cannot run has been shown.
        """
        session, wrong = Judging(self._shared), []
        lines.seek(0)
        for number, line in numbered(lines):  # type: ignore[arg-type]
            record = run_line(self._app, session, number, line)
            if record["exit"]:
                show(record)
                wrong.append(number)
        if wrong:
            raise failure("batch.nothing-done", line=wrong[0])

    def _do(self, lines: IO[bytes], results: IO[str], digest: str) -> dict[str, Any]:
        app = self._app
        command = app.command(source_hash=digest)
        with self._interrupts.waiting_for():
            done = app.office.once(app.who, command, self._act(lines, results, keep=bool(command.request_id)))
        if done.replayed:
            app.tell("note: this request id has run before; its results are shown again")
        return {**done.shape, "again": done.replayed}

    def _act(self, lines: IO[bytes], results: IO[str], *, keep: bool) -> Callable[[UnitOfWork], dict[str, Any]]:
        from casactl.office.together import Together

        app = self._app
        location = app.office.entry_for_writing(app.who).location

        def act(work: UnitOfWork) -> dict[str, Any]:
            together = Together(work, location)
            session, kept = AsOne(self._shared, together=together), list[Record]()
            try:
                for record in self._records(lines, session):
                    results.write(encoded(record))
                    if keep:
                        kept.append(record)
            except BaseException:
                together.discard()
                raise
            self._letters = together.letters
            together.end()
            return {"lines": kept}

        return act

    def _records(self, lines: IO[bytes], session: Session) -> Iterator[Record]:
        """What each line does.

        Raises Refused behind the first that fails, once it has been shown.
        """
        lines.seek(0)
        for number, line in numbered(lines):  # type: ignore[arg-type]
            record = run_line(self._app, session, number, line)
            if self._interrupts.asked:
                raise Interrupted("Interrupted; nothing was changed.")
            if record["exit"]:
                show(taken_back(record))
                raise failure("batch.nothing-done", line=number)
            yield record

    def _send(self) -> CasaError | None:
        from casactl.cli.sending import send_after

        return send_after(self._app, self._letters)
