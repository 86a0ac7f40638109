"""The one error boundary: arguments in, an exit code out, nothing uncaught in between."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from casactl.cli.context import App
from casactl.cli.running import run_words
from casactl.domain.remedy import Remedy, Sentence
from casactl.errors import CasaError, Exit
from casactl.office.clock import Clock, now
from casactl.render.view import PipeClosed, flush, show_error


def main(argv: Sequence[str], *, clock: Clock = now) -> int:
    """Run one command line and give its exit code."""
    os.umask(0o077)
    app = App(clock)
    try:
        if os.environ.get("_CASACTL_COMPLETE"):
            return _answer_tab(app)
        return run_and_tell(argv, app)
    except PipeClosed:
        _let_go_of_stdout()
        return Exit.DONE
    except CasaError as fault:
        return _report(fault, argv, app)


def run_and_tell(argv: Sequence[str], app: App) -> int:
    """Run a command line, say what goes wrong, and give the exit code.

    Raises PipeClosed when nobody reads what it prints.
    """
    try:
        code = run_words(argv, app)
        flush()
    except CasaError as fault:
        return _report(fault, argv, app)
    return code


def _answer_tab(app: App) -> int:
    """Answer a shell that asks what may stand at the cursor."""
    from casactl.cli.tab import answer
    from casactl.render.view import write

    asked = dict(os.environ)
    del os.environ["_CASACTL_COMPLETE"]  # a line that is run to answer is an ordinary one
    text, code = answer(asked, app)
    write(text + "\n" if text else "")
    flush()
    return code


def _report(fault: CasaError, argv: Sequence[str], app: App) -> int:
    try:
        flush()
    except (PipeClosed, CasaError):
        _let_go_of_stdout()
    if fault.code == "output.unwritable" and app.committed is not None:
        fault.hint = Sentence("what was to be done is done: ", Remedy("log show", str(app.committed)))
    held = app.session.given.get("output") if app.session else None
    show_error(fault, app.wording, as_json=wants_json(argv, held))
    return int(fault.exit)


def wants_json(argv: Sequence[str], held: str | None = None) -> bool:
    """Whether JSON was asked for anywhere on the line, which need not be a valid one, for all lines, or in advance."""
    chosen = held or os.environ.get("CASACTL_OUTPUT", "")
    words = list(argv)
    for n, word in enumerate(words):
        if word == "--":
            break
        if word in ("-o", "--output") and n + 1 < len(words):
            chosen = words[n + 1]
        elif word.startswith("--output="):
            chosen = word.partition("=")[2]
        elif word.startswith("-o") and len(word) > 2 and not word.startswith("--"):
            chosen = word[2:].removeprefix("=")
    return chosen in ("json", "jsonl")


def _let_go_of_stdout() -> None:
    """Point standard output at nothing, so that the interpreter's last flush cannot fail."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
