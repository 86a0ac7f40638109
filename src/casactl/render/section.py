"""Sections of a page about one thing: a heading, labels and what they say; what a contact's page is drawn from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from casactl.records import dataclass
from casactl.render.records import draw
from casactl.render.view import View, sanitize, sign

Line = tuple[str, str]
Styled = tuple[str, str, str]
"""A line with the name of a style for its text."""

INDENT = 2
LABEL, WIDEST_LABEL = 13, 24
ROOM_FOR_WHY = 20


def draw_section(view: View, title: str, lines: list[Line]) -> None:
    """A heading with labels and texts below it, all inert already; nothing when there are none."""
    if not lines:
        return
    from rich.table import Table
    from rich.text import Text

    draw(view, Text(f"\n{title}", style="heading"))
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 2))
    table.add_column(style="quiet", no_wrap=True)
    table.add_column(overflow="fold")
    for label, text in lines:
        table.add_row(Text(label), Text(text))
    draw(view, table)


def section(title: str, lines: Sequence[Line | Styled]) -> Iterator[Any]:
    """What draws a heading with labels and texts, all inert already, in whatever width there is."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    yield Text(f"\n{title}", style="heading")
    table = Table.grid(padding=(0, INDENT, 0, 0))
    table.add_column(style="quiet", min_width=LABEL, max_width=WIDEST_LABEL, overflow="fold")
    table.add_column(overflow="fold")
    for label, text, *style in lines:
        table.add_row(Text(label), Text(text, style=style[0] if style else ""))
    yield Padding(table, (0, 0, 0, INDENT))


def commands(title: str, lines: Sequence[Line], *, width: int) -> Iterator[Any]:
    """Commands with their reasons: side by side where all of them fit, else each above its reason.

    A command is never cut: it is there to be copied. Without any there is nothing to draw.
    """
    if not lines:
        return
    from rich.cells import cell_len
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    yield Text(f"\n{title}", style="heading")
    if INDENT + max(cell_len(command) for command, _ in lines) + INDENT + ROOM_FOR_WHY <= width:
        table = Table.grid(padding=(0, INDENT, 0, 0))
        table.add_column(style="command", no_wrap=True)
        table.add_column(overflow="fold")
        for command, why in lines:
            table.add_row(Text(command), Text(why))
        yield Padding(table, (0, 0, 0, INDENT))
    else:
        for command, why in lines:
            yield Text(f"{' ' * INDENT}{command}", style="command", no_wrap=True, overflow="ignore")
            yield Padding(Text(why, style="quiet", overflow="fold"), (0, 0, 0, 3 * INDENT))


Shape = Mapping[str, Any]
Lines = list[Line | Styled]


@dataclass(frozen=True, slots=True)
class Page:
    """One contact's page on one day; `whole` when nothing is left out of a list."""

    view: View
    shape: Shape
    today: date
    phone: str | None
    points: Sequence[tuple[str, str]]
    """Further phones and e-mails by their label."""
    whole: bool = False

    def day(self, moment: object) -> str:
        """The day of a date or a moment, as people read it."""
        return self.view.day(str(moment)[:10]) if moment else ""

    def when(self, moment: object) -> str:
        """A day with its time where one is said."""
        text = str(moment or "")
        return f"{self.day(text)} {text[11:16]}".strip()

    def days_since(self, day: object) -> int:
        """How many days ago, below zero for a day ahead."""
        return (self.today - date.fromisoformat(str(day)[:10])).days

    def words(self, text: object) -> str:
        """A text as it is where nothing is left out, else how it begins; inert."""
        return "\n".join(map(sanitize, str(text or "").splitlines())) if self.whole else opening(text)

    def some(self, lines: Sequence[Line | Styled], most: int, section: str) -> Lines:
        """The first lines, and how to see the others."""
        shown: Lines = list(lines)
        if self.whole or len(shown) <= most + 1:  # a line to say that one more is there saves nothing
            return shown
        return [*shown[:most], ("", f"and {len(shown) - most:,} more: --section {section}", "quiet")]


def opening(text: object, most: int = 200) -> str:
    """How a text begins, on one line and inert."""
    words = " ".join(str(text or "").split())
    return sanitize(words if len(words) <= most else f"{words[: most - 1]}{sign('…', '.')}")


def counted(days: int) -> str:
    """Days in words."""
    return "1 day" if days == 1 else f"{days:,} days"


def letters_in_words(letters: Sequence[Mapping[str, str]]) -> str:
    """What became of a notice or a message, channel by channel."""
    return ", ".join(f"{each['channel']} {each['state']}" for each in letters)


def told(*pairs: tuple[str, object]) -> Lines:
    """Labels with what they say, without those that say nothing."""
    return [(label, str(text)) for label, text in pairs if text]
