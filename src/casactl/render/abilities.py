"""What a standing permits: yes or no, the rule, the sentence, the command that clears the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casactl.render.records import Column, Record, draw_line, draw_table
from casactl.render.view import View, write

COLUMNS = (
    Column("ability", "ability"),
    Column("allowed", "", style=lambda r: "good" if r["allowed"] == "yes" else "bad"),
    Column("rule", "rule", style=lambda _: "quiet"),
    Column("message", "why", wrap=True),
    Column("remedy", "clears the way", style=lambda _: "command", wrap=True),
)


def show_answers(view: View, shape: Mapping[str, Any], name: str, lifecycle: str) -> None:
    """A table with a line per reason; tab-separated elsewhere."""
    rows = list(_rows(shape))
    if view.terminal:
        draw_line(view, f"{name} (no {shape['id']}, {lifecycle})", "heading")
        draw_table(view, rows, COLUMNS)
        return
    for row in rows:
        write("\t".join(column.shown(row) for column in COLUMNS) + "\n")


def _rows(shape: Mapping[str, Any]) -> Iterator[Record]:
    for answer in shape["abilities"]:
        if answer["allowed"]:
            yield {"ability": answer["ability"], "allowed": "yes"}
        for reason in answer["reasons"]:  # every line names its ability, so that grep finds it
            yield {"ability": answer["ability"], "allowed": "no", **reason}
