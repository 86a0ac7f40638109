"""Showing a report; on a terminal figures side by side, tables with bars that fill what room is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from casactl.domain.remedy import Remedy
from casactl.errors import UsageFault
from casactl.render.grid import GAP, Row, drawing, fitted
from casactl.render.records import Column, Record, draw, draw_line, show_object, show_records
from casactl.render.report import Bars, Build, Figure, Report, Table, Words
from casactl.render.view import View, console, sanitize, text_width

if TYPE_CHECKING:
    from rich.text import Text

LONGEST, SHORTEST = 28, 8
"""A bar's room in columns; with less there is none."""
WIDTH = 100
"""So wide is a report where nobody says how wide."""
PIECES = ("█", "▓", "▒", "░", "·")
"""A mark for each piece of a bar, told apart without colour, too."""


def show_report(view: View, build: Build) -> None:
    """Show a report in the view's format; on a terminal with bars.

    Raises UsageFault for an unknown field, or for ids of what has none.
    """
    if view.drawn and not view.fields:
        draw_report(view, build(Words(view.date_format)))
        return
    report = build(Words(None))
    if view.format == "ids" and not report.with_ids:
        raise UsageFault(f"A {report.name} counts: there are no ids.", hint=Remedy(report.name, o="json"))
    if view.format == "json" and report.shape is not None:
        show_object(view, report.shape)
        return
    show_records(
        view, report.lines.records, report.lines.columns, fields=report.fields, footer=view.words.text(report.footer)
    )


def draw_report(view: View, report: Report) -> None:
    """Title, figures, then table by table."""
    draw_line(view, report.title, "heading")
    draw_line(view, report.period, "quiet")
    _draw_figures(view, report.figures)
    for table in report.tables:
        draw_line(view, "")
        if len(report.tables) > 1:
            draw_line(view, table.title, "heading")
        if table.records:
            _draw_table(view, table)
        else:
            draw_line(view, table.empty, "quiet")
        if table.note:
            draw_line(view, table.note, "quiet")
    if report.footer and not view.quiet:
        draw_line(view, view.words.text(report.footer), "quiet")


def _draw_figures(view: View, figures: Sequence[Figure]) -> None:
    from rich.table import Table as Grid
    from rich.text import Text

    for row in _rows_of(figures, console(view).width):
        grid = Grid(box=None, show_header=False, pad_edge=False, padding=(0, 3, 0, 0))
        for _ in row:
            grid.add_column(no_wrap=True)
        grid.add_row(*(Text(sanitize(figure.value), style=figure.style or "heading") for figure in row))
        grid.add_row(*(Text(sanitize(figure.label), style="quiet") for figure in row))
        if any(figure.note for figure in row):
            grid.add_row(*(Text(sanitize(figure.note), style="quiet") for figure in row))
        draw_line(view, "")
        draw(view, grid)


def _rows_of(figures: Sequence[Figure], width: int) -> list[list[Figure]]:
    """The figures in rows that fit."""
    rows: list[list[Figure]] = []
    used = width
    for figure in figures:
        wide = max(text_width(sanitize(text)) for text in (figure.value, figure.label, figure.note)) + 3
        if used + wide > width + 3:
            rows.append([])
            used = 0
        rows[-1].append(figure)
        used += wide
    return rows


def _draw_table(view: View, table: Table) -> None:
    last = [table.last] if table.last else []
    columns = table.used
    heads = [column.head for column in columns]
    rows = [
        Row([(column.drawn(record), _style(table, column, record)) for column in columns])
        for record in [*table.records, *last]
    ]
    whole = view.room()
    found = fitted(heads, rows, whole)
    room = min((whole or WIDTH) - found.whole - GAP, LONGEST)
    bars = table.scaled if room >= SHORTEST else None
    if bars:
        rows = [*(replace(row, tail=_bar(bars, record, table.records, room))
                  for row, record in zip(rows, table.records, strict=False)), *rows[len(table.records) :]]  # fmt: skip
    draw(view, drawing(heads, rows, found), whole=True)
    if found.dropped:
        draw_line(view, f"no room for {', '.join(heads[n].title for n in found.dropped)} (--wide)", "quiet")
    if bars:
        draw(view, _legend(bars, table, columns[0]))


def _style(table: Table, column: Column, record: Record) -> str:
    return "heading" if record is table.last else column.style(record) if column.style else ""


def _bar(bars: Bars, record: Record, records: Sequence[Record], room: int) -> Text:
    """A row's bar; what is not nothing is to be seen."""
    from rich.text import Text

    most = bars.longest(records)
    bar = Text()
    done = drawn = 0
    for part, mark in zip(bars.parts, PIECES, strict=False):
        done += part.of(record)
        end = -(-room * done // most)
        bar.append(mark * (end - drawn), style=part.style)
        drawn = end
    return bar


def _legend(bars: Bars, table: Table, names: Column) -> Text:
    """What each piece stands for, and against what the bars are drawn."""
    from rich.text import Text

    pieces = [
        piece
        for part, mark in zip(bars.parts, PIECES, strict=False)
        if part in bars.drawn(table.records) and len(bars.parts) > 1
        for piece in ((f"{mark} ", part.style), (f"{part.title}   ", "quiet"))
    ]
    longest = max(table.records, key=bars.of)
    what = f"{bars.parts[0].title} " if len(bars.parts) == 1 else ""
    return Text.assemble(*pieces, (f"{what}bars against the longest, {names.drawn(longest)}", "quiet"))
