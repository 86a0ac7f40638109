"""A contact's page: sections for a person at a terminal, beside each other where there is room; lines elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from casactl.actions.contact.profile.parts import SECTIONS, only
from casactl.render import profile_money, profile_who, profile_work
from casactl.render.profile_who import Block
from casactl.render.records import draw, plain, show_object
from casactl.render.section import Page, commands, section
from casactl.render.view import View, console, sanitize, sign, write
from casactl.store.queries.contacts import ContactRow


def show_profile(
    view: View,
    shape: Mapping[str, Any],
    *,
    sections: Sequence[str] = (),
    phone: str | None,
    points: Sequence[tuple[str, str]] = (),
    today: date,
) -> None:
    """Show the page or some of its sections; empty sections and values are left out on a terminal."""
    part = only(shape, sections)
    if show_object(view, part, ContactRow):
        return
    if view.drawn:
        from casactl.render.profile import draw_page
        from casactl.render.section import Page

        draw_page(Page(view, shape, today, phone, points, whole=bool(sections)), sections)
    else:
        for key, value in part.items():
            write(f"{key}\t{_flat(value)}\n")


def _flat(value: object) -> str:
    nested = value if isinstance(value, (list, tuple)) else value.values() if isinstance(value, Mapping) else ()
    if any(isinstance(each, (Mapping, list)) for each in nested):
        return sanitize(json.dumps(value, ensure_ascii=False))
    return plain(value)


SIDE_BY_SIDE = 120
"""From this many columns on, two columns read better than one."""

LEFT = ("standing", "reach", "properties", "people", "addresses", "more", "notes", "documents", "messages")
RIGHT = ("money", "debt", "work", "planned", "analytics")
"""Who and where beside what is going on; the commands that make sense now stand below both."""

PARTS: Mapping[str, Callable[[Page], Iterator[Block]]] = {
    "standing": profile_who.standing,
    "reach": profile_who.reach,
    "properties": profile_who.properties,
    "people": profile_who.people,
    "addresses": profile_who.addresses,
    "money": profile_money.money,
    "debt": profile_money.debt,
    "work": profile_work.work,
    "planned": profile_work.planned,
    "notes": profile_work.notes,
    "documents": profile_work.documents,
    "messages": profile_work.messages,
    "more": profile_who.more,
    "analytics": profile_money.analytics,
}
"""What draws each section; the commands under `next` are drawn in a way of their own."""


def draw_page(page: Page, sections: Sequence[str]) -> None:
    """Draw the page, or some sections of it in full; what has nothing to say is left out."""
    from rich.console import Group

    view, width = page.view, console(page.view).width
    draw(view, _heading(page))
    if sections:
        draw(view, Group(*_drawn(page, sections, width)), crop=False)
    elif width < SIDE_BY_SIDE:
        draw(view, Group(*_drawn(page, tuple(SECTIONS), width)), crop=False)
    else:
        draw(view, _beside(page))
        draw(view, Group(*_drawn(page, ("next",), width)), crop=False)


def _heading(page: Page) -> Any:
    """Name, type, kind and number, and the marks of a standing out of the ordinary (MC-8, WU-12)."""
    from rich.text import Text

    shape = page.shape
    line = Text(overflow="fold")
    line.append(sanitize(shape["display_name"]), style="heading")
    line.append(f"   {shape['type']}, {shape['kind']} no {shape['id']}", style="quiet")
    if shape["lifecycle"] != "active":
        line.append(f"   {shape['lifecycle']}", style="attention")
    if shape["locked"]:
        line.append("   Locked", style="bad")
    if shape["arrears"] != "current":
        line.append(f"   {shape['arrears']}", style="attention")
    if shape["attorney"]:
        line.append(f"   {sign(*profile_who.FLAG)} {sanitize(shape['attorney'])}", style="flag")
    return line


def _beside(page: Page) -> Any:
    from rich.console import Group
    from rich.table import Table

    grid = Table.grid(expand=True, padding=(0, 2, 0, 0))
    grid.add_column(ratio=1, vertical="top")
    grid.add_column(ratio=1, vertical="top")
    grid.add_row(*(Group(*_drawn(page, names, SIDE_BY_SIDE // 2)) for names in (LEFT, RIGHT)))
    return grid


def _drawn(page: Page, names: Sequence[str], width: int) -> Iterator[Any]:
    from rich.text import Text

    for name in names:
        if name == "next":
            steps = [(step["command"], step["why"]) for step in page.shape["next"]]
            yield from commands("Next", [(sanitize(command), sanitize(why)) for command, why in steps], width=width)
            continue
        drawn = [(title, lines) for title, lines in PARTS[name](page) if lines]
        for title, lines in drawn:
            yield from section(title, lines)
        if not drawn and page.whole:  # somebody asked for this very part
            yield Text(f"\nNothing under {name}.", style="quiet")
