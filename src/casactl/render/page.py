"""A report as one page of HTML: no script, no address, nothing to load; what people typed is text and stays text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import casactl
from casactl.render.records import Column, Record
from casactl.render.report import Bars, Build, Report, Table, Words
from casactl.render.view import View, sanitize

if TYPE_CHECKING:
    from jinja2 import Environment

SHORT, FAIR, LONG = 12, 20, 30
PHONE = 46
"""So many characters stand side by side on a phone; a wider table becomes a card for each row there."""
NAME = "display_name"
FOLDER = Path(casactl.__file__).parent / "pages"


def page_text(view: View, build: Build, *, office: str, today: str) -> str:
    """A report as the text of its page, as the workspace writes dates and whoever asks is told what leads on."""
    words = Words(view.date_format)
    report = build(words)
    report = replace(report, footer=view.words.text(report.footer))
    return page_of(report, office=office, today=words.day(today))


def page_of(report: Report, *, office: str, today: str) -> str:
    """The page's text."""
    facts = {
        "name": report.name,
        "title": report.title,
        "period": report.period,
        "office": sanitize(office),
        "today": today,
        "footer": report.footer,
        "figures": [
            {
                "label": sanitize(each.label),
                "value": sanitize(each.value),
                "note": sanitize(each.note),
                "style": each.style,
            }
            for each in report.figures
        ],
        "tables": [_table(each) for each in report.tables],
    }
    return _environment().get_template("report.html.j2").render(facts)


def _table(table: Table) -> dict[str, Any]:
    columns = table.used
    rows = [_row(record, columns, table.scaled, table.records) for record in table.records]
    return {
        "title": table.title,
        "note": table.note,
        "empty": table.empty,
        "columns": [
            {"title": sanitize(column.title), "look": _heading_look(column, table, first=n == 0)}
            for n, column in enumerate(columns)
        ],
        "many": _width(columns, table.records) > PHONE,
        "rows": rows,
        "last": _row(table.last, columns, None, ()) if table.last else None,
        "legend": _legend(table.scaled, table.records),
    }


def _width(columns: Sequence[Column], records: Sequence[Record]) -> int:
    """How many characters a table is wide at least, with a gap behind each column."""
    texts = [[column.title, *(column.shown(record) for record in records)] for column in columns]
    return sum(max(map(_unbroken, column)) + 2 for column in texts)


def _unbroken(text: str) -> int:
    """The longest part of a text that stays on one line."""
    return len(text) if len(text) <= SHORT else max(map(len, text.replace("-", " ").split()))


def _heading_look(column: Column, table: Table, *, first: bool) -> str:
    """The classes of a column's heading: one that holds short texts only takes no more room than they do."""
    if column.right:
        return "right"
    short = all(len(column.shown(record)) <= FAIR for record in table.records)
    return "tight" if short and not first and column.key != NAME else ""


def _row(
    record: Record, columns: Sequence[Column], bars: Bars | None, records: Sequence[Record]
) -> list[dict[str, Any]]:
    """The cells of a row; the first is its heading."""
    cells = []
    for n, column in enumerate(columns):
        text = column.shown(record)
        below = bars is not None and (column.key == bars.under or (not bars.under and n == 0))
        cells.append(
            {
                "text": text,
                "look": " ".join(_look(column, record, text)),
                "bar": _pieces(bars, record, records) if bars and below else None,
            }
        )
    return cells


def _look(column: Column, record: Record, text: str) -> Iterator[str]:
    """The classes of a cell; a short text is never broken, a long one wherever it has to be."""
    if column.right:
        yield "right"
    if not text:
        yield "none"
    elif len(text) <= SHORT:
        yield "whole"
    elif len(text) <= FAIR:
        yield "fair"
    elif len(text) > LONG:
        yield "long"
    if column.style and (style := column.style(record)):
        yield style


def _pieces(bars: Bars, record: Record, records: Sequence[Record]) -> list[tuple[str, str]]:
    """Each piece of a bar with its width in percent of the longest bar."""
    most = bars.longest(records)
    return [(part.style, f"{100 * part.of(record) / most:.2f}") for part in bars.parts if part.of(record) > 0]


def _legend(bars: Bars | None, records: Sequence[Record]) -> list[tuple[str, str]]:
    parts = bars.drawn(records) if bars else ()
    return [(part.title, part.style) for part in parts] if bars and len(bars.parts) > 1 else []


def _environment() -> Environment:
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
