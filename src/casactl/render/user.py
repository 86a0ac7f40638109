"""A user's page: who it is, what the group may do as a table, what is in reach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casactl.domain.permissions import RIGHTS
from casactl.domain.remedy import Remedy
from casactl.render.records import Column, Record, draw_line, draw_table, plain
from casactl.render.view import View, sanitize, write

COLUMNS = (
    "email",
    "name",
    "type",
    "group",
    Column("communities", "communities", wrap=True),
    Column("enabled", "", lambda r: "" if r["enabled"] else "disabled", style=lambda _: "attention"),
)
RIGHTS_COLUMNS = (
    Column("thing", "may"),
    *(Column(right, right, style=lambda _: "good") for right in RIGHTS),
)


def show_user(view: View, shape: Mapping[str, Any]) -> None:
    """Draw the page; `key<TAB>value` lines off a terminal."""
    rights: Mapping[str, list[str]] = shape["rights"]
    if not view.drawn:
        for key, value in shape.items():
            write(f"{key}\t{_words(value)}\n")
        return
    state = "" if shape["enabled"] else ", disabled"
    address = f" <{shape['email']}>" if shape["email"] else ""
    draw_line(view, f"{shape['name']}{address}   {shape['type']}, {shape['group']}{state}", "heading")
    access = ", ".join(shape["communities"]) or _all_or_nothing(shape)
    draw_line(view, f"reaches {access}")
    if shape["type"] == "attorney":
        factor = ", with a second factor" if shape["second_factor"] else ""
        draw_line(view, f"portal: {str(shape['portal']).replace('-', ' ')}{factor}")
    if shape["sign_in_blocked_until"]:
        lifted = view.words.text(Remedy("portal unblock", shape["email"]))
        draw_line(view, f"signing in is blocked until {view.moment(shape['sign_in_blocked_until'])} UTC: {lifted}")
    rows: list[Record] = [
        {"thing": thing, **{right: "yes" if right in held else "" for right in RIGHTS}}
        for thing, held in rights.items()
        if held
    ]
    draw_table(view, rows, RIGHTS_COLUMNS)
    draw_line(view, f"also: {', '.join(shape['steps']) or 'nothing'}")
    for case in shape["cases"]:
        draw_line(view, f"case {case['case']}: {case['display_name']} (no {case['contact_id']})")


def _all_or_nothing(shape: Mapping[str, Any]) -> str:
    return "every community" if shape["type"] == "staff" else "no community"


def _words(value: object) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {', '.join(held) or '-'}" for key, held in value.items())
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return "; ".join(sanitize(f"{each['case']} {each['display_name']}") for each in value)
    return plain(value)
