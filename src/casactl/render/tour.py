"""The demonstration on a terminal and off it: headings, sentences, command lines."""

from __future__ import annotations

from casactl.render.records import draw, draw_line
from casactl.render.view import View, write


def show_stop(view: View, number: int, title: str, words: str) -> None:
    """A heading with its sentences."""
    if not view.terminal:
        write(f"\n{number}. {title}\n\n{words}\n")
        return
    from rich.rule import Rule
    from rich.text import Text

    draw(view, Text(""))
    draw(view, Rule(Text(f"{number}. {title}", style="heading"), align="left", style="quiet"))
    draw(view, Text(words))


def show_command(view: View, line: str) -> None:
    """A command as one would type it."""
    if not view.terminal:
        write(f"\n$ {line}\n")
        return
    draw_line(view, "")
    draw_line(view, f"$ {line}", "command")


def show_exit(view: View, code: int) -> None:
    """The exit code, where it is not 0."""
    if code and view.terminal:
        draw_line(view, f"(exit code {code})", "quiet")
    elif code:
        write(f"(exit code {code})\n")


def show_words(view: View, *lines: str) -> None:
    """Plain sentences."""
    for line in lines:
        draw_line(view, line) if view.terminal else write(f"{line}\n")
