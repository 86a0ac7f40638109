"""A contact's profile: sections for a person at a terminal, `key<TAB>value` lines elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from casactl.render.address import address_in_words, purpose
from casactl.render.inert import inert
from casactl.render.lease import lease_in_words
from casactl.render.log import minute
from casactl.render.message import message_in_words
from casactl.render.records import draw, plain
from casactl.render.section import Line, draw_section
from casactl.render.view import View, write

SHOWN_MESSAGES = 5
SHOWN_STEPS = 5
SHOWN_NOTES = 5
Shape = Mapping[str, Any]


def show_profile(view: View, shape: Shape, *, phone: str | None) -> None:
    """Draw the profile; empty sections and values are left out on a terminal."""
    if not view.terminal:
        for key, value in shape.items():
            write(f"{key}\t{_flat(value)}\n")
        return
    _draw_heading(view, shape)
    for title, lines in _sections(view, shape, phone):
        draw_section(view, title, [(label, text) for label, text in lines if text])


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
    if shape["attorney"]:
        line.append(f"   ⚑ {inert(shape['attorney'])}", style="flag")
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
    yield "Addresses", [(purpose(each), address_in_words(view, each)) for each in shape["addresses"]]
    yield (
        "Properties",
        [(at["role"], f"{inert(at['property'])}  {_span(view, at)}") for at in shape["attachments"]],
    )
    yield "Leases", [(str(lease["status"]), lease_in_words(view, lease)) for lease in shape["leases"]]
    yield (
        "People",
        [
            (link["as"].replace("-", " "), f"{inert(link['display_name'])} (no {link['contact_id']})")
            for link in shape["links"]
        ],
    )
    yield "Money", [("balance", _balance(shape)), ("oldest due", view.day(shape["oldest_due"]))]
    yield "Debt recovery", [_step(view, step) for step in shape["arrears_history"][:SHOWN_STEPS]]
    yield "Notes", [_note(view, note) for note in shape["notes"][:SHOWN_NOTES]]
    yield "Messages", [message_in_words(view, message) for message in shape["messages"][:SHOWN_MESSAGES]]
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


def _balance(shape: Shape) -> str:
    in_credit = str(shape["balance"]).startswith("-")
    return f"{shape['balance']} {shape['currency']}{', in credit' if in_credit else ''}"


def _standing(view: View, shape: Shape) -> list[Line]:
    return [
        ("life cycle", str(shape["lifecycle"])),
        ("portal", _portal(view, shape)),
        ("lock", _lock(view, shape) if shape["locked"] else ""),
        ("arrears", "" if shape["arrears"] == "current" else str(shape["arrears"])),
        ("archives on", view.day(shape["archive_on"])),
        ("added", view.day(str(shape["created_at"])[:10])),
        ("changed", f"{view.day(str(shape['updated_at'])[:10])}, version {shape['version']}"),
    ]


def _portal(view: View, shape: Shape) -> str:
    """How far the person has come, what stops them, and when they were last there (SD-22)."""
    words = str(shape["portal"]).replace("-", " ")
    if shape["invitation_expired"]:
        words += ", the invitation has expired"
    if shape["last_sign_in_at"]:
        words += f", last sign-in {view.day(str(shape['last_sign_in_at'])[:10])}"
    if shape["sign_in_blocked_until"]:
        words += f", shut until {minute({'at': shape['sign_in_blocked_until']})} UTC after wrong passwords"
    return words


def _step(view: View, step: Mapping[str, Any]) -> Line:
    """When which status was given, by whom, and with what note."""
    words = f"{step['status']}, by {inert(step['actor'])}"
    if step["notified"]:
        words += f", told by {' and '.join(step['notified'])}"
    return view.day(str(step["at"])[:10]), f"{words}: {inert(step['note'])}" if step["note"] else words


def _note(view: View, note: Mapping[str, Any]) -> Line:
    """When, by whom, for whom, and how the text begins."""
    words = f"{inert(note['author'])}, {note['visibility']}: {inert(' '.join(str(note['text']).split())[:200])}"
    return view.day(str(note["at"])[:10]), words


def _lock(view: View, shape: Shape) -> str:
    """Why, since when and by whom."""
    since = f"since {view.day(str(shape['locked_at'])[:10])}" if shape["locked_at"] else ""
    by = f"by {inert(shape['locked_by'])}" if shape["locked_by"] else ""
    return ": ".join(filter(None, [" ".join(filter(None, ["locked", since, by])), inert(shape["lock_reason"])]))


def _span(view: View, at: Mapping[str, Any]) -> str:
    return f"since {view.day(at['from'])}" + (f" until {view.day(at['to'])}" if at["to"] else "")
