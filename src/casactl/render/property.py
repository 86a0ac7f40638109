"""Properties: a tree on a terminal, full lines elsewhere; one property with everybody who is or was there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from casactl.domain.properties import SEPARATOR, path_key
from casactl.render.records import Column, Record, draw_line, draw_table, plain, show_records
from casactl.render.view import View, write

FIELDS = ("id", "kind", "name", "path", "attached", "retired")
LINES = tuple(Column(field, field) for field in FIELDS)
INDENT = "   "
ON_A_TERMINAL = 50
LEVELS = (("unit", "units"), ("building", "buildings"))
"""What an overview leaves out first."""

_digits = re.compile(r"(\d+)").split


def show_tree(view: View, records: Sequence[Record], most: int | None, *, flat: bool) -> None:
    """The list in the order of the tree, 2 before 10; `flat` shows whole paths instead of the indented tree."""
    rows = sorted(records, key=_tree_key)
    if not view.terminal or view.fields:
        show_records(view, rows[:most], LINES, fields=FIELDS)
        return
    shown, left_out = (rows[:most], "the rest") if most else _fitting(rows)
    if left_out:
        shown = _with_below(rows, shown)
    show_records(view, shown, _columns(shown, flat=flat), fields=FIELDS, footer=_footer(rows, shown, left_out))


def _tree_key(record: Record) -> list[list[str | int]]:
    parts = path_key(record["path"]).split(SEPARATOR)
    return [[int(text) if n % 2 else text for n, text in enumerate(_digits(part))] for part in parts]


def _fitting(rows: Sequence[Record]) -> tuple[Sequence[Record], str]:
    """As much of the tree as a terminal takes: without its lowest levels, then cut."""
    shown, left_out = rows, list[str]()
    for kind, name in LEVELS:
        if len(shown) <= ON_A_TERMINAL:
            break
        fewer = [row for row in shown if row["kind"] != kind]
        if fewer and len(fewer) < len(shown):
            shown, left_out = fewer, [name, *left_out]
    if len(shown) > ON_A_TERMINAL:
        return shown[:ON_A_TERMINAL], "the rest"
    return shown, " and ".join(left_out)


def _with_below(rows: Sequence[Record], shown: Sequence[Record]) -> list[Record]:
    """What is shown, each with how much lies below it."""
    counts = Counter(above for row in rows for above in _above(str(row["path"])))
    return [{**row, "below": counts[row["path"]]} for row in shown]


def _above(path: str) -> Iterator[str]:
    while SEPARATOR in path:
        path = path.rpartition(SEPARATOR)[0]
        yield path


def _footer(rows: Sequence[Record], shown: Sequence[Record], left_out: str) -> str:
    if len(rows) == len(shown):
        return f"{len(rows):,} shown"
    return f"{len(shown):,} of {len(rows):,} shown, {left_out} left out (--in PATH, --limit N)"


def _columns(rows: Sequence[Record], *, flat: bool) -> list[Column]:
    top = min((_depth(row) for row in rows), default=0)
    indented = Column("name", "name", lambda r: INDENT * (_depth(r) - top) + str(r["name"]), style=_style)
    return [
        Column("id", "no", right=True),
        Column("path", "path", style=_style) if flat else indented,
        Column("kind", "kind", style=lambda _: "quiet"),
        Column("below", "below", lambda r: f"{r['below']:,}" if r.get("below") else "", right=True),
        Column("attached", "attached", lambda r: f"{r['attached']:,}" if r["attached"] else "", right=True),
        Column("retired", "", lambda r: "retired" if r["retired"] else "", style=lambda _: "attention"),
    ]


def _depth(record: Record) -> int:
    return str(record["path"]).count(SEPARATOR)


def _style(record: Record) -> str:
    return "heading" if record["kind"] == "community" else ""


def show_property(view: View, shape: Mapping[str, Any]) -> None:
    """One property: a heading and who is there on a terminal, `key<TAB>value` lines elsewhere, one per attachment."""
    if not view.terminal:
        _write_lines(shape)
        return
    draw_line(view, str(shape["path"]), "heading")
    below = f", {shape['children']:,} directly below" if shape["children"] else ""
    retired = ", retired" if shape["retired"] else ""
    draw_line(view, f"{shape['kind']} no {shape['id']}, version {shape['version']}{retired}{below}", "quiet")
    draw_line(view, "")
    if shape["attachments"]:
        draw_table(view, shape["attachments"], _people(view))
    else:
        draw_line(view, "nobody was ever attached", "quiet")


def _write_lines(shape: Mapping[str, Any]) -> None:
    for key, value in shape.items():
        for each in value if key == "attachments" else ():
            write("attachment\t" + "\t".join(plain(cell) for cell in each.values()) + "\n")
        if key != "attachments":
            write(f"{key}\t{plain(value)}\n")


def _people(view: View) -> list[Column]:
    return [
        Column("contact_id", "no", right=True),
        Column("display_name", "name"),
        Column("lifecycle", "", lambda r: "" if r["lifecycle"] == "active" else r["lifecycle"]),
        Column("role", "as"),
        Column("from", "since", lambda r: view.day(r["from"])),
        Column("to", "last day", lambda r: view.day(r["to"])),
    ]
