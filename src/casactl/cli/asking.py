"""Asking on a terminal: prompts go to standard error, answers come from standard input."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from casactl.errors import Declined, UsageFault
from casactl.render.view import sanitize

if TYPE_CHECKING:
    from casactl.cli.context import App
    from casactl.domain.remedy import Advice


def confirm(question: str) -> None:
    """Go on only after a yes.

    Raises Declined.
    """
    while True:
        answer = _ask(f"{sanitize(question)} [y/N] ").strip().lower()
        if answer in ("y", "yes"):
            return
        if answer in ("", "n", "no"):
            raise Declined("Nothing was changed.")


def agreed(question: str) -> bool:
    """Whether the answer is yes, which Enter alone says, too."""
    while True:
        answer = _ask(f"{question} [Y/n] ").strip().lower()
        if answer in ("", "y", "yes"):
            return True
        if answer in ("n", "no"):
            return False


def confirm_typed(question: str, word: str, *, or_else: str | None = None) -> None:
    """Go on only when `word` is typed, or the other one.

    Raises Declined.
    """
    if _ask(f"{question} Type '{sanitize(word)}' to confirm: ").strip() not in (word, or_else or word):
        raise Declined("Nothing was changed.")


def ask(question: str, *, default: str = "") -> str:
    """A line of text."""
    shown = f" [{sanitize(default)}]" if default else ""
    return _ask(f"{question}{shown}: ").strip() or default


def choose_one(question: str, choices: Sequence[str]) -> str:
    """One of some words, or the start of one that fits no other."""
    sys.stderr.write(f"{', '.join(choices)}\n")
    while True:
        answer = ask(question).lower()
        fits = [word for word in choices if word == answer] or [w for w in choices if answer and w.startswith(answer)]
        if len(fits) == 1:
            return fits[0]
        sys.stderr.write("Please choose one of these.\n")


def needed(app: App, value: str | None, option: str, question: str, hint: Advice | None = None) -> str:
    """A value that has to be there: given, else asked for; an answer stands as if it had been given.

    Raises UsageFault, naming the option, where nobody can be asked.
    """
    while not value:
        if not app.interactive:
            raise UsageFault(f"{option} is missing.", hint=hint or f"give it with {option}")
        value = ask(question)
    app.call.says(**{option.strip("-").replace("-", "_"): value})
    return value


def _ask(prompt: str) -> str:
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        sys.stderr.write("\n")
        raise Declined("Nothing was changed.")
    return line.rstrip("\n")
