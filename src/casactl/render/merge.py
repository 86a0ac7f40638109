"""The preview of a merge: a table of fields for each contact that is given up, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import cast

from casactl.domain.outcomes import Result
from casactl.render.records import Column, Record, draw_table
from casactl.render.sanitize import sanitize
from casactl.render.view import View, say


def show_merges(view: View, merges: Sequence[Result]) -> None:
    """A table for each; fields to which the one who is given up has nothing to add are left out."""
    for each in merges:
        rows = [row for row in cast("list[Record]", each.more["fields"]) if _matters(row)]
        say(sanitize(f"{each.id} {each.name} {each.note}"))
        columns = _columns(each.more["into"], each.id)
        if sys.stderr.isatty():
            draw_table(view, rows, columns, stderr=True)
            continue
        for row in rows:
            say("\t".join(column.shown(row) for column in columns))


def _columns(keep: object, lose: object) -> tuple[Column, ...]:
    return (
        Column("field", "field", lambda row: str(row["field"]).replace("_", " ")),
        Column("keep", f"keep {keep}", wrap=True),
        Column("lose", f"lose {lose}", wrap=True, style=lambda row: "attention" if _is_lost(row) else ""),
        Column("result", "result", wrap=True, style=lambda row: "good" if row["result"] != row["keep"] else ""),
    )


def _matters(row: Record) -> bool:
    """Whether the winner's value changes, or the other has one of its own."""
    return bool(row["result"] != row["keep"] or (row["lose"] and row["lose"] != row["keep"]))


def _is_lost(row: Record) -> bool:
    """Whether the result leaves out something that the one who is given up has."""
    if isinstance(row["lose"], list):
        return any(each not in row["result"] for each in row["lose"])
    return bool(row["lose"]) and isinstance(row["lose"], str) and row["lose"] != row["result"]
