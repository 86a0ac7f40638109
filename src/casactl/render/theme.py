"""Style names instead of colours: one place to change how everything looks."""

from __future__ import annotations

from rich.theme import Theme

THEME = Theme(
    {
        "heading": "bold",
        "quiet": "dim",
        "good": "green",
        "attention": "yellow",
        "bad": "red",
        "flag": "bold red",
        "command": "cyan",
        "series-1": "blue",
        "series-2": "cyan",
        "series-3": "green",
        "series-4": "magenta",
        "series-5": "dim",
    }
)
