"""The preview of a merge: a table of fields for each contact that is given up, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from casactl.actions.contact.merge.preview import Step
from casactl.domain.shapes import record
from casactl.render.records import Column, Record, draw_table
from casactl.render.sanitize import sanitize
from casactl.render.view import View, say


def show_steps(view: View, steps: Sequence[Step]) -> None:
    """A table for each; fields to which the one who is given up has nothing to add are left out."""
    for step in steps:
        rows = [row for row in (record(line) for line in step.lines) if _matters(row)]
        say(sanitize(f"{step.lose.id} {step.lose.display_name} into {step.keep.id} {step.keep.display_name}"))
        columns = _columns(step.keep.id, step.lose.id)
        if sys.stderr.isatty():
            draw_table(view, rows, columns, stderr=True)
            continue
        for row in rows:
            say("\t".join(column.shown(row) for column in columns))


def _columns(keep: int, lose: int) -> tuple[Column, ...]:
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
