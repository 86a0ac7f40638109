"""How a file would be read: its format, its header, and which column is which field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from casactl.render.records import Column, show_object, show_records
from casactl.render.view import View, say

if TYPE_CHECKING:
    from casactl.intake.sheet import Sheet

COLUMN_KEYS = ("format", "encoding", "header_row", "columns")


def show_matched(view: View, sheet: Sheet, columns: Sequence[str | None]) -> None:
    """Show the columns of a sheet with their fields and three samples each; tell on stderr how the file is read."""
    matched: list[dict[str, Any]] = [
        {"column": name, "field": field, "samples": samples}
        for name, field, samples in zip(sheet.names, columns, sheet.samples(), strict=True)
        if name
    ]
    row = sheet.header_row
    shape = {"format": sheet.format, "encoding": sheet.encoding or None, "header_row": row, "columns": matched}
    if not view.tabular or view.fields:
        show_object(view, shape)
        return
    if not view.quiet:
        header = f", header in row {row}" if row else ", no header" if row is None and not sheet.fixed else ""
        say(f"{sheet.format}{f', {sheet.encoding}' if sheet.encoding else ''}{header}")
    columns_shown = [
        Column("column", "column"),
        Column("field", "field", lambda each: each["field"] or "(left out)"),
        Column("samples", "samples", lambda each: " | ".join(each["samples"]), wrap=True),
    ]
    show_records(view, matched, columns_shown, fields=("column", "field", "samples"))
