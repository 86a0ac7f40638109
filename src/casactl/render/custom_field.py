"""The fields that an office defined for itself: a list, and one with those whose values do not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from casactl.render.records import Column, draw_line, draw_table, plain
from casactl.render.sanitize import sanitize
from casactl.render.view import View, write

MISFIT_COLUMNS = (
    Column("id", "no", right=True),
    Column("display_name", "name"),
    Column("value", "value", wrap=True, style=lambda _: "attention"),
)
ON_A_TERMINAL = 50


def show_field(view: View, shape: Mapping[str, Any]) -> None:
    """Draw the page; `key<TAB>value` lines off a terminal."""
    if not view.terminal:
        for key, value in shape.items():
            write(f"{key}\t{_people(value) if key == 'misfits' else plain(value)}\n")
        return
    draw_line(view, f"{shape['name']}   {shape['type']}", "heading")
    if shape["choices"]:
        draw_line(view, f"takes one of {', '.join(shape['choices'])}")
    draw_line(view, _counted(shape["contacts"], len(shape["misfits"])))
    if shape["misfits"]:
        draw_table(view, shape["misfits"][:ON_A_TERMINAL], MISFIT_COLUMNS)
    if len(shape["misfits"]) > ON_A_TERMINAL and not view.quiet:
        draw_line(view, f"and {len(shape['misfits']) - ON_A_TERMINAL:,} more; -o json lists them all", "quiet")


def _counted(contacts: int, invalid_values: int) -> str:
    if contacts < 2:
        return (
            "no contact has a value",
            f"1 contact has a value, which {'does not fit' if invalid_values else 'fits'}",
        )[contacts]
    told = f"{invalid_values:,} of them one that does not fit" if invalid_values else "and each fits"
    return f"{contacts:,} contacts have a value, {told}"


def _people(invalid_values: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(sanitize(f"{each['id']} {each['display_name']}: {each['value']}") for each in invalid_values)
