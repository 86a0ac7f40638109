"""What has to be looked at: a heading per topic on a terminal, a line per matter elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.domain.remedy import Blank, Remedy, Sentence
from casactl.render.grid import Head, Row, drawing, fitted
from casactl.render.records import Column, Record, draw, draw_command, draw_line, show_records
from casactl.render.view import View, sanitize, say, write

FIELDS = ("topic", "contact_id", "display_name", "id", "what", "on", "command")
EACH = {"all": 5, "one": 50}
"""How many matters of a topic a terminal shows: of all topics, and of topics that were asked for."""
COUNTED = 100
"""So far are the matters of a topic counted."""
NAMES = 16
"""So narrow may names become."""

Group = tuple[str, str, list[Record]]
"""A topic's name, its title, and its matters, perhaps a few more than are to be shown."""


def show_today(view: View, groups: Sequence[Group], most: int | None) -> None:
    """Every matter in the forms for programs, the contacts' numbers as ids; the first of each topic on a terminal."""
    groups = [(name, title, view.words.worded(held)) for name, title, held in groups]
    if view.drawn and not view.fields:
        _draw(view, groups, most or COUNTED)
        return
    records = [record for _, _, held in groups for record in held[:most]]
    if view.format == "ids":
        write(
            "".join(
                f"{number}\n"
                for number in dict.fromkeys(record["contact_id"] for record in records if record["contact_id"])
            )
        )
        return
    show_records(view, records, COLUMNS, fields=FIELDS)
    cut = [name for name, _, held in groups if most is not None and len(held) > most]
    if cut and view.tabular and not view.quiet:
        say(view.words.text(Sentence(f"there is more of {', '.join(cut)}: ", Remedy("today", topic=Blank("TOPIC")))))


def say_how_it_stands(view: View, last_run: str, *, nothing: bool) -> None:
    """For a person who looks: that nothing needs anybody, and when the nightly work was done last."""
    if nothing:
        draw_line(view, "Nothing needs anybody today.", "good")
    never = view.words.text(Sentence("due run has never run here: ", Remedy("due crontab")))
    draw_line(view, f"due run last ran {last_run}" if last_run else never, "quiet")


COLUMNS = tuple(
    Column(key, key, right=key == "contact_id")
    for key in ("topic", "on", "contact_id", "display_name", "what", "command")
)


def _draw(view: View, groups: Sequence[Group], most: int) -> None:
    """The columns of all topics stand below each other; a command has a line of its own, whole."""
    rows = [[_row(record) for record in held[:most]] for _, _, held in groups]
    laid_out = fitted(HEADS, [row for each in rows for row in each], view.room())
    for n, (name, title, held) in enumerate(groups):
        _draw_heading(view, title, held, first=n == 0)
        draw(view, drawing(HEADS, rows[n], laid_out), whole=True)
        if len(held) > most:
            more = f"at least {len(held) - most:,}" if len(held) >= COUNTED > most else f"{len(held) - most:,}"
            draw_line(view, f"and {more} more:", "quiet")
            draw_command(view, view.words.text(Remedy("today", topic=name)))
    if view.workspace and not view.quiet:
        draw_line(view, f"workspace {view.workspace}", "quiet")


HEADS = (Head("", right=True, rigid=True), Head("", least=NAMES), Head("", most=None))
"""Number, name, what there is to say."""


def _row(record: Record) -> Row:
    cells = (
        (str(record["contact_id"] or ""), "quiet"), (sanitize(record["display_name"]), ""),
        (" ".join(sanitize(record["what"]).split()), ""),
    )  # fmt: skip
    return Row(cells, [(sanitize(record["command"]), "command")] if record["command"] else [])


def _draw_heading(view: View, title: str, held: Sequence[Record], *, first: bool) -> None:
    from rich.text import Text

    count = f"{COUNTED - 1} and more" if len(held) >= COUNTED else str(len(held))
    draw(view, Text.assemble("" if first else "\n", (title, "heading"), (f"  {count}", "quiet")))
