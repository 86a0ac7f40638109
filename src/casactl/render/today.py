"""What has to be looked at: a heading per topic on a terminal, a line per matter elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casactl.domain.remedy import Blank, Remedy, Sentence
from casactl.render.records import Column, Record, draw, draw_line, show_records
from casactl.render.view import View, console, sanitize, say, text_width, write

FIELDS = ("topic", "contact_id", "display_name", "id", "what", "on", "command")
EACH = {"all": 5, "one": 50}
"""How many matters of a topic a terminal shows: of all topics, and of topics that were asked for."""
COUNTED = 100
"""So far are the matters of a topic counted."""
NAMES = 24
ROOM = 40
"""Where what there is to say has less room, the command stands below it."""

Group = tuple[str, str, list[Record]]
"""A topic's name, its title, and its matters, perhaps a few more than are to be shown."""


def show_today(view: View, groups: Sequence[Group], most: int | None) -> None:
    """Every matter in the forms for programs, the contacts' numbers as ids; the first of each topic on a terminal."""
    groups = [(name, title, view.words.worded(held)) for name, title, held in groups]
    if view.terminal and not view.fields:
        _draw(view, groups, most or COUNTED)
        return
    records = [record for _, _, held in groups for record in held[:most]]
    if view.format == "ids":
        write("".join(f"{number}\n" for number in dict.fromkeys(record["contact_id"] for record in records)))
        return
    show_records(view, records, COLUMNS, fields=FIELDS)
    cut = [name for name, _, held in groups if most is not None and len(held) > most]
    if cut and view.format == "table" and not view.quiet:
        say(view.words.text(Sentence(f"there is more of {', '.join(cut)}: ", Remedy("today", topic=Blank("TOPIC")))))


COLUMNS = tuple(
    Column(key, key, right=key == "contact_id")
    for key in ("topic", "on", "contact_id", "display_name", "what", "command")
)


def _draw(view: View, groups: Sequence[Group], most: int) -> None:
    """The columns of all topics stand below each other; a command is never broken or cut."""
    shown = [record for _, _, held in groups for record in held[:most]]
    number, name_width, command = (
        max((text_width(sanitize(record[key])) for record in shown), default=0)
        for key in ("contact_id", "display_name", "command")
    )
    names = min(name_width, NAMES)
    beside = console(view).width - number - names - command - 6 >= ROOM
    for n, (name, title, held) in enumerate(groups):
        _draw_heading(view, title, held, first=n == 0)
        table = _grid(number, names, command if beside else 0)
        for record in held[:most]:
            table.add_row(*_cells(record, beside=beside))
        draw(view, table)
        if len(held) > most:
            more = f"{COUNTED - 1 - most}+" if len(held) >= COUNTED > most else f"{len(held) - most:,}"
            all_of_it = Sentence(f"and {more} more: ", Remedy("today", topic=name))
            draw_line(view, view.words.text(all_of_it), "quiet")


def _draw_heading(view: View, title: str, held: Sequence[Record], *, first: bool) -> None:
    from rich.text import Text

    count = f"{COUNTED - 1}+" if len(held) >= COUNTED else str(len(held))
    draw(view, Text.assemble("" if first else "\n", (title, "heading"), (f"  {count}", "quiet")))


def _grid(number: int, name: int, command: int) -> Any:
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0), expand=True)
    table.add_column(width=number, no_wrap=True, justify="right", style="quiet")
    table.add_column(width=name, no_wrap=True, overflow="ellipsis")
    table.add_column(ratio=1, overflow="fold")
    if command:
        table.add_column(width=command, no_wrap=True, style="command")
    return table


def _cells(record: Record, *, beside: bool) -> list[Any]:
    from rich.text import Text

    what, command = Text(sanitize(record["what"])), Text(sanitize(record["command"]), style="command")
    cells = [Text(str(record["contact_id"])), Text(sanitize(record["display_name"]))]
    return [*cells, what, command] if beside else [*cells, Text("\n").join([what, command])]
