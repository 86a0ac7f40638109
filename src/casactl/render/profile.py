"""A contact's profile: sections for a person at a terminal, `key<TAB>value` lines elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from casactl.render.inert import inert
from casactl.render.records import draw, plain
from casactl.render.view import View, write

Shape = Mapping[str, Any]
Line = tuple[str, str]


def show_profile(view: View, shape: Shape, *, phone: str | None) -> None:
    """Draw the profile; empty sections and values are left out on a terminal."""
    if not view.terminal:
        for key, value in shape.items():
            write(f"{key}\t{_flat(value)}\n")
        return
    _draw_heading(view, shape)
    for title, lines in _sections(view, shape, phone):
        _draw_section(view, title, [(label, text) for label, text in lines if text])


def _flat(value: object) -> str:
    if isinstance(value, (list, tuple)) and any(isinstance(each, Mapping) for each in value):
        return inert(json.dumps(value, ensure_ascii=False))
    return plain(value)


def _draw_heading(view: View, shape: Shape) -> None:
    from rich.text import Text

    line = Text()
    line.append(inert(shape["display_name"]), style="heading")
    line.append(f"   {shape['type']}, {shape['kind']} no {shape['id']}", style="quiet")
    if shape["lifecycle"] != "active":
        line.append(f"   {shape['lifecycle']}", style="attention")
    if shape["locked"]:
        line.append("   Locked", style="bad")
    draw(view, line)


def _sections(view: View, shape: Shape, phone: str | None) -> Iterator[tuple[str, list[Line]]]:
    yield "Standing", _standing(view, shape)
    yield (
        "Reach",
        [
            ("e-mail", inert(shape["email"])),
            ("phone", inert(phone)),
            ("company", inert(shape["company"]) if shape["kind"] == "person" else ""),
            ("external id", inert(shape["external_id"])),
        ],
    )
    yield (
        "Properties",
        [(at["role"], f"{inert(at['property'])}  {_span(view, at)}") for at in shape["attachments"]],
    )
    yield (
        "People",
        [
            (link["as"].replace("-", " "), f"{inert(link['display_name'])} (no {link['contact_id']})")
            for link in shape["links"]
        ],
    )
    yield "Money", [("balance", f"{shape['balance']} {shape['currency']}")]
    yield (
        "More",
        [("tags", plain(shape["tags"])), *((inert(k), inert(v)) for k, v in shape["custom"].items())],
    )
    yield (
        "Planned",
        [
            (plan["verb"], f"{view.day(plan['on']) or 'when nothing blocks it'}  {plan['state']}")
            for plan in shape["schedule"]
        ],
    )
    yield "Next", [(step["command"], step["why"]) for step in shape["next"]]


def _standing(view: View, shape: Shape) -> list[Line]:
    return [
        ("life cycle", str(shape["lifecycle"])),
        ("portal", str(shape["portal"]).replace("-", " ")),
        ("lock", f"locked: {inert(shape['lock_reason'])}" if shape["locked"] else ""),
        ("arrears", "" if shape["arrears"] == "current" else str(shape["arrears"])),
        ("archives on", view.day(shape["archive_on"])),
        ("added", view.day(str(shape["created_at"])[:10])),
        ("changed", f"{view.day(str(shape['updated_at'])[:10])}, version {shape['version']}"),
    ]


def _span(view: View, at: Mapping[str, Any]) -> str:
    return f"since {view.day(at['from'])}" + (f" until {view.day(at['to'])}" if at["to"] else "")


def _draw_section(view: View, title: str, lines: list[Line]) -> None:
    if not lines:
        return
    from rich.table import Table
    from rich.text import Text

    draw(view, Text(f"\n{title}", style="heading"))
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 2))
    table.add_column(style="command" if title == "Next" else "quiet", no_wrap=True)
    table.add_column(overflow="fold")
    for label, text in lines:
        table.add_row(Text(label), Text(text))
    draw(view, table)
