"""A line of a terminal with an editor: arrows, history, Tab, and a paste that is one answer however long it is.

prompt_toolkit loads when a question is asked, never before. It draws on standard error. It asks the terminal for
nothing, whose answer could end up on the shell's line.
"""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prompt_toolkit.history import InMemoryHistory

Offers = Callable[[str], list[tuple[str, str]]]
"""What Tab offers for a line as it stands: whole answers, and what each is."""

PLAIN_TERMINALS = ("", "dumb", "unknown")
"""Terminals that can only write on."""


class NoEditor(Exception):
    """The terminal cannot be driven; it is read as it always was."""


def edits() -> bool:
    """Whether the terminal that is asked on can move its cursor."""
    plain = os.environ.get("TERM", "").lower() in PLAIN_TERMINALS
    return not plain and sys.stdin.isatty() and sys.stderr.isatty()


def read_line(
    prompt: str, offers: Offers | None = None, *, long: bool = False, to_begin: str = "", lines: bool = False
) -> str:  # fmt: skip
    """What somebody types behind the prompt; a long text may have lines, and a paste may have them anywhere.

    Where `lines` are typed, of commands, what is pasted stays several, and Tab shows the words that may come next.

    Bytes that are no text come as surrogates. Raises EOFError at Ctrl-D, KeyboardInterrupt at Ctrl-C, NoEditor.
    """
    try:
        session = _session(prompt, offers, long=long, lines=lines)
    except (ImportError, OSError, ValueError) as fault:
        raise NoEditor from fault
    return str(session.prompt(default=to_begin))


def _session(prompt: str, offers: Offers | None, *, long: bool, lines: bool) -> Any:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.input import create_input
    from prompt_toolkit.output import ColorDepth
    from prompt_toolkit.output.vt100 import Vt100_Output
    from prompt_toolkit.shortcuts import CompleteStyle

    screen = Vt100_Output(sys.stderr, _size, term=os.environ["TERM"], enable_cpr=False)
    return PromptSession[str](
        prompt, multiline=long, completer=_completer(offers, lines=lines) if offers else None,
        complete_while_typing=False, complete_style=CompleteStyle.READLINE_LIKE,
        key_bindings=_keys(long=long, lines=lines), history=_history(prompt),
        enable_suspend=True, input=create_input(sys.stdin), output=screen, color_depth=ColorDepth.DEPTH_1_BIT,
    )  # fmt: skip


def _size() -> Any:
    from prompt_toolkit.data_structures import Size

    columns, rows = 0, 0
    with suppress(OSError):
        columns, rows = os.get_terminal_size(sys.stderr.fileno())
    return Size(rows=rows or 24, columns=columns or 80)


@cache
def _history(prompt: str) -> InMemoryHistory:
    """What was answered to this question before: an answer that was refused can be put right."""
    from prompt_toolkit.history import InMemoryHistory

    return InMemoryHistory()


def remember(prompt: str, lines: list[str]) -> None:
    """Let a prompt that has not been shown yet begin with what was typed there in former sessions."""
    if not _history(prompt).get_strings():
        for line in lines:
            _history(prompt).append_string(line)


def _completer(offers: Offers, *, lines: bool) -> Any:
    from prompt_toolkit.completion import Completer, Completion

    class Offered(Completer):
        def get_completions(self, document: Any, complete_event: Any) -> Iterator[Any]:
            typed = document.text_before_cursor
            before = len(typed.rpartition(" ")[0]) if lines else 0
            for word, what in offers(typed):
                shown = word[before:].strip()
                yield Completion(word, start_position=-len(typed), display=f"{shown}  {what}" if what else shown)

    return Offered()


def _keys(*, long: bool, lines: bool) -> Any:
    """Enter ends an answer, a pasted line's end does not; a long text gets another line with Alt-Enter."""
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.keys import Keys

    keys = KeyBindings()

    @keys.add(Keys.BracketedPaste)
    def paste(event: Any) -> None:
        pasted = event.data.replace("\r\n", "\n").replace("\r", "\n")
        event.current_buffer.insert_text(pasted if long or lines else " ".join(pasted.split("\n")).strip())

    if long:

        @keys.add("enter")
        def end(event: Any) -> None:
            if _more(event):
                event.current_buffer.insert_text("\n")
            else:
                event.current_buffer.validate_and_handle()

        @keys.add("escape", "enter")
        def another(event: Any) -> None:
            event.current_buffer.insert_text("\n")

    return keys


def _more(event: Any) -> bool:
    """Whether what follows is here already: it was pasted where the terminal does not mark what is."""
    if event.key_processor.input_queue:
        return True
    with suppress(OSError, ValueError):
        return bool(select.select([sys.stdin], [], [], 0)[0])
    return False
