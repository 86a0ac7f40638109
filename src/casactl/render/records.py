"""Lists of things: a table for people, tab-separated lines, JSON, JSON lines, CSV or ids for programs."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casactl.domain.names import guarded
from casactl.domain.shapes import Kind, Look, shape_of
from casactl.errors import UsageFault
from casactl.render.view import PipeClosed, View, console, sanitize, write

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


TITLES = {
    "id": "no", "contact_id": "contact", "display_name": "name", "email": "e-mail", "at": "when (UTC)", "author": "by",
    "visibility": "for",
}  # fmt: skip
"""What columns are called, where a shape says nothing else and the key itself would be no good heading."""


Picked = Sequence[str | Column]
"""Columns by key, drawn by what is known of it, and others as they are."""


def columns_of(view: View, shape: type, *picked: str | Column) -> list[Column]:
    """The columns of a shape that were picked."""
    looks = shape_of(shape).looks
    return [each if isinstance(each, Column) else _column(view, looks[each]) for each in picked]


def _column(view: View, look: Look) -> Column:
    key, kind = look.key, look.kind
    title = look.title or TITLES.get(key) or key.replace("_", " ")
    if kind is Kind.DATE:
        return Column(key, title, lambda record: view.day(record[key]))
    if kind is Kind.MOMENT:
        return Column(key, title, lambda record: minute(record[key]), style=lambda _: "quiet")
    return Column(key, title, right=kind in (Kind.NUMBER, Kind.MONEY), wrap=kind is Kind.PROSE)


def minute(moment: object) -> str:
    """A moment to the second, as people read it."""
    return str(moment)[:19].replace("T", " ")


def plain_columns(shape: type) -> list[Column]:
    """Every key of a shape as a column of its own name, for lines that programs read."""
    return [Column(key, key) for key in shape_of(shape).keys]


def show_rows(
    view: View, shape: type, rows: Iterable[object], columns: Sequence[Column], *, currency: str = "",
    id_key: str = "id", footer: str = "",
) -> None:  # fmt: skip
    """Show rows of a shape as a list in the view's format.

    Raises UsageFault for an unknown `--fields` name, PipeClosed, CasaError.
    """
    known = shape_of(shape)
    drawn = view.format == "table" and not view.fields
    records: Iterable[Record] = (known.record(row, currency, whole=drawn) for row in rows)
    if known.nests:
        records = map(view.words.worded, records)
    show_records(view, records, columns, fields=known.keys, free=known.free, id_key=id_key, footer=footer)


def show_records(
    view: View, records: Iterable[Record], columns: Sequence[Column], *, fields: Sequence[str],
    free: Container[str] = (), id_key: str = "id", footer: str = "",
) -> None:  # fmt: skip
    """Show a list in the view's format; `fields` are the keys that every record has, in order, `free` those of text.

    Raises UsageFault for an unknown `--fields` name, or for ids of what has none, PipeClosed, CasaError.
    """
    chosen = view.choose(fields)
    if view.format == "json":
        _json(_picked(records, chosen))
    elif view.format == "jsonl":
        for record in _picked(records, chosen):
            write(_encoded(record) + "\n")
    elif view.format == "csv":
        _csv(view, records, chosen or tuple(fields), free)
    elif view.format == "ids":
        if id_key not in fields:
            raise UsageFault("There are no ids in this list.", hint="-o json")
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


def show_object(view: View, value: Mapping[str, Any], shape: type | None = None) -> bool:
    """A single object in JSON, JSON lines or CSV; False when a table is wanted, for the caller to draw.

    `shape` knows of its keys which hold what somebody typed.
    """
    value = view.words.worded(value)
    chosen = view.choose(tuple(value))
    picked = {key: value[key] for key in chosen} if chosen else value
    if view.format == "json":
        write(json.dumps(picked, ensure_ascii=False, indent=2) + "\n")
    elif view.format == "jsonl":
        write(_encoded(picked) + "\n")
    elif view.format == "csv":
        _csv(view, [value], tuple(picked), shape_of(shape).free if shape else ())
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


def _csv(view: View, records: Iterable[Record], keys: Sequence[str], free: Container[str]) -> None:
    """CSV in which no spreadsheet calculates what somebody typed (S12), unless that was asked for."""
    writer = csv.writer(_Lines(), lineterminator="\n")
    writer.writerow(keys)
    for record in records:
        cells = [_cell(record.get(key)) for key in keys]
        writer.writerow(
            cells if view.raw else [_guarded(cell, key in free) for key, cell in zip(keys, cells, strict=True)]
        )


def _guarded(cell: object, typed: bool) -> object:
    """A cell that is no formula: amounts and phones begin with a sign, too, but of text even a number is guarded."""
    return guarded(cell) if isinstance(cell, str) and (typed or not NUMBER.fullmatch(cell)) else cell


NUMBER = re.compile(r"[+-][\d., ]+")


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
    draw_rows(view, list(records), columns, footer=footer)


def draw_rows(view: View, rows: Sequence[Record], columns: Sequence[Column], *, footer: str) -> None:
    """A table, where there is anything to show, and below it what there is to say of it."""
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
