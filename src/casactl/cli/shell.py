"""`shell`: commands typed at a prompt, one after another; each is an ordinary command with its ordinary output."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from casactl import __version__
from casactl.cli.context import App
from casactl.cli.line_editor import NoEditor, edits, read_line, remember
from casactl.cli.lines import words_of
from casactl.cli.main import run_and_tell
from casactl.cli.options import Ctx
from casactl.cli.session import HOLDS, Session
from casactl.cli.shell_history import History
from casactl.cli.tab import INSIDE, offers_for, read
from casactl.domain.remedy import Remedy
from casactl.errors import CasaError, UsageFault
from casactl.render.view import sanitize, say, show_error
from casactl.render.wording import BARE

if TYPE_CHECKING:
    from casactl.cli.tab import Typed

ENDS = ("exit", "quit")
LINES = frozenset({"batch", "shell"})
"""What has lines of its own, and is no line."""


def shell(ctx: Ctx) -> None:
    """Type commands at a prompt, with completion and history; each line is an ordinary command."""
    app = ctx.obj
    app.refuse_request_id()
    if not app.interactive:
        raise UsageFault(
            "A shell needs a terminal; lines from a file or a pipe are a batch.", hint=Remedy("batch", "-")
        )
    held = {name: app.given[name] for name in (*HOLDS, "output", "color", "no_pager") if name in app.given}
    Shell(app, Session(held, never=LINES)).run()


class Shell:
    """Prompts and lines, until somebody has had enough."""

    def __init__(self, app: App, session: Session) -> None:
        self._app, self._session = app, session
        self._history = History()

    def run(self) -> None:
        """Run line after line; whatever becomes of one, the next may be typed.

        Raises PipeClosed when nobody reads what is printed.
        """
        self._app.tell(f"casactl {__version__}: a command a line; help explains, Tab completes, exit or Ctrl-D ends.")
        past = self._history.lines()
        while True:
            try:
                typed = self._typed(past)
            except KeyboardInterrupt:
                say("")
                continue
            except EOFError:
                say("")
                return
            past.append(typed.strip("\n"))
            for line in map(str.strip, typed.split("\n")):
                if line in ENDS:
                    return
                self._one(line)

    def _typed(self, past: list[str]) -> str:
        """What is typed at the prompt: a line, or several that were pasted.

        Raises EOFError, KeyboardInterrupt.
        """
        prompt = self._prompt()
        if edits():
            with suppress(NoEditor, ImportError):
                remember(prompt, past)
                return read_line(prompt, self._offers, lines=True)
        sys.stderr.write(prompt)
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line

    def _prompt(self) -> str:
        """Where one is, and who."""
        app = self._another()
        names = []
        with suppress(CasaError):
            names = [app.who.named or "", app.workspace.name if app.workspace else ""]
        return sanitize(" ".join(["casactl", *filter(None, names)])) + "> "

    def _another(self) -> App:
        return App(self._app.now, self._session)

    def _one(self, line: str) -> None:
        if not line or line.startswith("#"):
            return
        app = self._another()
        try:
            refuse_signs(line)
            words = words_of(line.encode())
        except UnicodeEncodeError:
            say("That is not UTF-8 text; once more.")
        except CasaError as fault:
            show_error(fault, app.wording, as_json=app.wants_json)
        else:
            run_and_tell(words, app)
            self._history.keep(line, app.call)

    def _offers(self, line: str) -> list[tuple[str, str]]:
        """The whole lines that Tab makes of one, each with what its last word is; a Tab never fails."""
        try:
            typed = _without_program(read(f"casactl {line.lstrip()}", "bash"))
            offers = offers_for(typed, self._another())
        except Exception:
            return []
        before = line[: len(line) - len(typed.raw)]
        return list(_lines(before, typed, offers))


SIGNS = frozenset({"|", "||", "&", "&&", ";", "<", ">", ">>", "2>", "2>&1"})
"""What parts or leads commands in a shell of the system."""


def refuse_signs(line: str) -> None:
    """Raise UsageFault for a pipe and the like, which would be taken for a word of the command."""
    with suppress(ValueError):
        if sign := next((word for word in shlex.split(line, posix=False) if word in SIGNS), None):
            raise UsageFault(
                f"A line here is one command, and {sign} would be one of its words.",
                hint=f"type exit first: pipes and files are your shell's; in quotes, '{sign}' is a word",
            )


def _without_program(typed: Typed) -> Typed:
    from dataclasses import replace

    return replace(typed, words=typed.words[1:]) if typed.words[:1] == ("casactl",) else typed


def _lines(before: str, typed: Typed, offers: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each offer as it has to stand on the line; behind the only one goes a space."""
    end = " " if len(offers) == 1 else ""
    for word, what in offers:
        quote = typed.quote or ("" if BARE.fullmatch(word) or word.endswith("=") else "'")
        quoted = f"{quote}{INSIDE[quote](word)}{quote}" if quote else word
        yield f"{before}{quoted}{'' if word.endswith('=') else end}", what
