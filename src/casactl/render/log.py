"""Operations, their changes and histories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from casactl.render.records import Column, Record, draw_line, draw_table, plain, show_records
from casactl.render.view import View, sanitize, write

HISTORY_FIELDS = ("operation", "at", "actor", "verb", "reason", "changes")


def _state(record: Record) -> str:
    if record["undoes"]:
        return f"undoes {record['undoes']}"
    return f"undone by {record['undone_by']}" if record["undone_by"] else ""


LOG_COLUMNS = (
    "operation",
    "at",
    "actor",
    "verb",
    "summary",
    Column("state", "", _state, style=lambda _: "attention"),
)
CHANGE_COLUMNS = (
    Column("field", "field"),
    Column("before", "before", wrap=True),
    Column("after", "after", wrap=True),
)


def show_history(view: View, events: Sequence[Mapping[str, Any]]) -> None:
    """A contact's history, newest first; a line per change where lines are for programs."""
    if not view.drawn:
        columns = [
            Column(key, key)
            for key in ("operation", "at", "actor", "verb", "reason", "field", "before", "after", "contact_id")
        ]
        if view.tabular and not view.fields:
            for line in _flattened(events):
                write("\t".join(column.shown(line) for column in columns) + "\n")
            return
        show_records(view, events, columns, fields=HISTORY_FIELDS, id_key="operation")
        return
    for event in events:
        reason = f": {event['reason']}" if event["reason"] else ""
        whose = f" of {event['contact_id']} {event['contact']}" if "contact" in event else ""
        by = f"{event['actor']} (operation {event['operation']}){reason}"
        head = f"{view.moment(event['at'])}  {event['verb']}{whose} by {by}"
        draw_line(view, head, "heading")
        draw_table(view, event["changes"], CHANGE_COLUMNS)


def _flattened(events: Sequence[Mapping[str, Any]]) -> Iterator[Record]:
    for event in events:
        for change in event["changes"] or [{}]:
            yield {**event, **change}


def show_operation(view: View, shape: Mapping[str, Any]) -> None:
    """One operation with its changes, in sections."""
    for key in ("operation", "at", "actor", "os_user", "verb", "reason", "summary", "undoes", "undone_by"):
        if shape[key] not in (None, ""):
            write(f"{key}\t{plain(shape[key])}\n") if not view.drawn else draw_line(view, f"{key:<10} {shape[key]}")
    for key, value in shape["arguments"].items():
        line = f"argument {sanitize(key)}"
        write(f"{line}\t{plain(value)}\n") if not view.drawn else draw_line(view, f"{line}: {plain(value)}", "quiet")
    columns = (Column("contact_id", "contact", right=True), Column("table", "table"), Column("row", "row", right=True),
               *CHANGE_COLUMNS)  # fmt: skip
    rows = [
        {**change, **field}
        for change in shape["changes"]
        for field in change["fields"] or [{"field": "", "before": None, "after": None}]
    ]
    if view.drawn:
        draw_table(view, rows, columns)
    else:
        for row in rows:
            write("\t".join(column.shown(row) for column in columns) + "\n")
