"""A section of a page about one thing: a heading, labels and what they say."""

from __future__ import annotations

from casactl.render.records import draw
from casactl.render.view import View

Line = tuple[str, str]


def draw_section(view: View, title: str, lines: list[Line]) -> None:
    """A heading with labels and texts below it, all inert already; nothing when there are none."""
    if not lines:
        return
    from rich.table import Table
    from rich.text import Text

    draw(view, Text(f"\n{title}", style="heading"))
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 2))
    table.add_column(style="command" if title == "Next" else "quiet", no_wrap=True)
    table.add_column(overflow="fold")
    for label, text in lines:
        table.add_row(Text(label), Text(text))
    draw(view, table)
