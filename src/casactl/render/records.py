"""Lists of things: a table for people, tab-separated lines, JSON, JSON lines, CSV or ids for programs."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casactl.render.sanitize import sanitize
from casactl.render.view import PipeClosed, View, console, write

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: the key it shows, its title, and how a record becomes its text."""

    key: str
    title: str
    text: Callable[[Record], str] | None = None
    right: bool = False
    style: Callable[[Record], str] | None = None
    wrap: bool = False

    def shown(self, record: Record) -> str:
        """The cell's text, inert."""
        return sanitize(self.text(record)) if self.text else plain(record.get(self.key))


def plain(value: object) -> str:
    """A value as one inert cell."""
    if value is None:
        return ""
    if value.__class__ is str or value.__class__ is int:  # nearly all cells are
        return sanitize(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return "; ".join(plain(each) for each in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}={plain(each)}" for key, each in value.items())
    return sanitize(value)


def show_records(
    view: View, records: Iterable[Record], columns: Sequence[Column], *, fields: Sequence[str], id_key: str = "id",
    footer: str = "",
) -> None:  # fmt: skip
    """Show a list in the view's format; `fields` are the keys that every record has, in order.

    Raises UsageFault for an unknown `--fields` name, PipeClosed, OutputFault.
    """
    chosen = view.choose(fields)
    if view.format == "json":
        _json(_picked(records, chosen))
    elif view.format == "jsonl":
        for record in _picked(records, chosen):
            write(_encoded(record) + "\n")
    elif view.format == "csv":
        _csv(records, chosen or tuple(fields))
    elif view.format == "ids":
        for record in records:
            write(f"{record[id_key]}\n")
    else:
        _table(view, records, [Column(key, key) for key in chosen] or list(columns), footer)


def _picked(records: Iterable[Record], chosen: Sequence[str]) -> Iterator[Record]:
    for record in records:
        yield {key: record[key] for key in chosen} if chosen else record


def _encoded(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _json(records: Iterable[Record]) -> None:
    first = True
    for record in records:
        write(("[\n " if first else ",\n ") + _encoded(record))
        first = False
    write("[]\n" if first else "\n]\n")


def show_object(view: View, value: Mapping[str, Any]) -> bool:
    """A single object in JSON, JSON lines or CSV; False when a table is wanted, for the caller to draw."""
    chosen = view.choose(tuple(value))
    picked = {key: value[key] for key in chosen} if chosen else value
    if view.format == "json":
        write(json.dumps(picked, ensure_ascii=False, indent=2) + "\n")
    elif view.format == "jsonl":
        write(_encoded(picked) + "\n")
    elif view.format == "csv":
        _csv([value], tuple(picked))
    elif view.format == "ids" and "id" in value:
        write(f"{value['id']}\n")
    elif chosen:
        for key in chosen:
            write(f"{plain(value[key])}\n")
    else:
        return False
    return True


class _Lines:
    """A file-like face of `write` for the csv module."""

    def write(self, text: str) -> int:
        write(text)
        return len(text)


def _csv(records: Iterable[Record], keys: Sequence[str]) -> None:
    writer = csv.writer(_Lines(), lineterminator="\n")
    writer.writerow(keys)
    for record in records:
        writer.writerow([_cell(record.get(key)) for key in keys])


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        if any(isinstance(each, Mapping) for each in value):
            return _encoded(value)
        return ";".join(str(each) for each in value)
    if isinstance(value, Mapping):
        return _encoded(value) if value else ""
    return value


def _table(view: View, records: Iterable[Record], columns: Sequence[Column], footer: str) -> None:
    if not view.terminal:
        for record in records:
            write("\t".join(column.shown(record) for column in columns) + "\n")
        return
    rows = list(records)
    if rows:
        draw_table(view, rows, columns)
    if footer and not view.quiet:
        draw_line(view, footer, "quiet")


def draw_table(
    view: View, rows: Sequence[Record], columns: Sequence[Column], *, title: str = "", stderr: bool = False
) -> None:
    """A Rich table on the terminal; columns that are empty throughout are left out."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="heading", pad_edge=False, title=title or None, title_justify="left")
    used = [c for c in columns if any(c.shown(row) for row in rows)] or list(columns)[:1]
    for column in used:
        table.add_column(
            column.title, justify="right" if column.right else "left", no_wrap=not column.wrap,
            overflow="ellipsis" if not column.wrap else "fold",
        )  # fmt: skip
    for row in rows:
        table.add_row(*(Text(c.shown(row), style=c.style(row) if c.style else "") for c in used))
    draw(view, table, stderr=stderr)


def draw(view: View, drawing: Any, *, stderr: bool = False) -> None:
    """Print a Rich drawing; a closed pipe ends quietly."""
    try:
        console(view, stderr=stderr).print(drawing)
    except BrokenPipeError:
        raise PipeClosed from None


def draw_line(view: View, text: str, style: str = "") -> None:
    """One line of text, inert, in a named style."""
    from rich.text import Text

    draw(view, Text(sanitize(text), style=style))
