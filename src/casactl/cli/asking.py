"""Asking on a terminal: prompts go to standard error, answers come from standard input.

Every question comes through `_ask`: by a line editor (`line_editor.py`), or as a plain line where the terminal can only
be written on. An answer that cannot stand is refused when it is given, and asked for again.
"""

from __future__ import annotations

import os
import select
import sys
import textwrap
from collections.abc import Callable, Sequence
from contextlib import suppress

from casactl.cli.broken_off import Interrupted
from casactl.cli.line_editor import NoEditor, Offers, edits, read_line
from casactl.errors import CasaError, Declined, NotFound, Refused, UsageFault
from casactl.render.view import sanitize, say

Judge = Callable[[str], str]
"""Gives what an answer stands for; raises UsageFault, NotFound or Refused for one that cannot stand."""


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
        say("y or n, please.")


def agreed(question: str) -> bool:
    """Whether the answer is yes, which Enter alone says, too."""
    while True:
        answer = _ask(f"{question} [Y/n] ").strip().lower()
        if answer in ("", "y", "yes"):
            return True
        if answer in ("n", "no"):
            return False
        say("y or n, please.")


def confirm_typed(question: str, word: str, *, or_else: str | None = None) -> None:
    """Go on only when `word` is typed, or the other one.

    Raises Declined.
    """
    if _ask(f"{question} Type '{sanitize(word)}' to confirm: ").strip() not in (word, or_else or word):
        raise Declined("Nothing was changed.")


def ask(question: str, *, default: str = "", judge: Judge | None = None, offers: Offers | None = None) -> str:
    """A line of text, which may be empty; any other is judged at once."""
    shown = f" [{sanitize(default)}]" if default else ""
    while True:
        answer = _ask(f"{question}{shown}: ", offers).strip() or default
        try:
            return judge(answer) if judge and answer else answer
        except (UsageFault, NotFound, Refused) as fault:
            tell(refusal(fault))


def ask_at_length(question: str) -> str:
    """A text of as many lines as are typed or pasted."""
    return _ask(f"{question}: ", long=True).strip()


def tell(text: str) -> None:
    """Say what goes with a question, broken at words where the terminal is narrower."""
    say("\n".join(_wrapped(text)))


def refusal(fault: CasaError) -> str:
    """Why an answer cannot stand, in a line, with what would where that is said in words."""
    message = sanitize(fault.message.rstrip("."))
    return f"{message}: {sanitize(fault.hint)}" if isinstance(fault.hint, str) else f"{message}."


def choose_one(question: str, choices: Sequence[str]) -> str:
    """One of some words, or the start of one that fits no other."""
    tell(", ".join(choices))

    def offers(typed: str) -> list[tuple[str, str]]:
        return [(word, "") for word in choices if word.startswith(typed.lower())]

    while True:
        answer = ask(question, offers=offers).lower()
        fits = [word for word in choices if word == answer] or [w for w in choices if answer and w.startswith(answer)]
        if len(fits) == 1:
            return fits[0]
        say("Please choose one of these.")


# The one door -------------------------------------------------------------------------------------


def _ask(prompt: str, offers: Offers | None = None, *, long: bool = False) -> str:
    """What is typed behind the prompt.

    Raises Declined at the end of the input, CasaError at Ctrl-C.
    """
    while True:
        try:
            answer = _answer(prompt, offers, long=long)
            answer.encode()
        except EOFError:
            say("")
            raise Declined("Nothing was changed.") from None
        except KeyboardInterrupt:
            if not edits():
                say("")
            raise Interrupted("Interrupted; nothing was changed.") from None
        except UnicodeError:
            say("That is not UTF-8 text; once more.")
        else:
            return answer


def _answer(prompt: str, offers: Offers | None, *, long: bool) -> str:
    if edits():
        *above, last = _wrapped(prompt)
        if above:
            say("\n".join(above))
        with suppress(NoEditor):
            return read_line(last, offers, long=long)
        prompt = last
    sys.stderr.write(prompt)
    sys.stderr.flush()
    return _typed_line(long=long)


def columns() -> int:
    """How wide the terminal is that is asked on."""
    with suppress(OSError, ValueError):
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    return 80


def _wrapped(prompt: str) -> list[str]:
    """The prompt's lines, broken at words where the terminal is narrower; the answer stands behind the last."""
    width = max(columns() - 1, 20)
    lines = [line for text in prompt.split("\n") for line in textwrap.wrap(text, width) or [""]]
    end = prompt[len(prompt.rstrip(" ")) :]
    return [*lines[:-1], lines[-1] + end]


def _typed_line(*, long: bool) -> str:
    """A line as the terminal hands it over; of a long text all that is there already, which was pasted."""
    typed = line = sys.stdin.buffer.readline()
    while long and line and _waits():
        typed += (line := sys.stdin.buffer.readline())
    if not typed:
        raise EOFError
    return typed.decode().removesuffix("\n")


def _waits() -> bool:
    """Whether another line of a paste has come."""
    try:
        return bool(select.select([sys.stdin], [], [], 0.05)[0])
    except (OSError, ValueError):
        return False
