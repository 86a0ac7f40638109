"""What a person sees in the portal, on a terminal and in lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from casactl.domain.day_times import in_words
from casactl.render.ledger import show_statement
from casactl.render.message import files_in_words
from casactl.render.places import one_line, purpose, span_in_words
from casactl.render.records import Column, draw_line, draw_table, minute, plain, show_object
from casactl.render.section import draw_section
from casactl.render.view import View, sanitize, write
from casactl.render.workspace import sized

if TYPE_CHECKING:
    from casactl.actions.portal.dashboard import Dashboard

MESSAGE_COLUMNS = (
    Column("at", "when (UTC)", lambda r: minute(r["at"]), style=lambda _: "quiet"),
    Column("from", "", lambda r: "you" if r["direction"] == "in" else "the office", style=lambda _: "quiet"),
    Column("subject", "subject"),
    Column("text", "text", wrap=True),
    Column("documents", "files", lambda r: files_in_words(r["documents"])),
)


def show_dashboard(view: View, dashboard: Dashboard, *, office: str) -> None:
    """One object in JSON; `key<TAB>value` lines off a terminal; sections for a person."""
    shape = dashboard.as_dict()
    if show_object(view, shape):
        return
    if not view.drawn:
        for key, value in shape.items():
            write(f"{key}\t{_flat(value)}\n")
        return
    draw_line(view, sanitize(shape["display_name"]), "heading")
    draw_section(view, "You", _own(shape, dashboard.contact.phone_shown))
    draw_section(
        view,
        "Properties",
        [(at["role"], f"{sanitize(at['property'])}  {span_in_words(view, at)}") for at in shape["properties"]],
    )
    draw_section(view, "Addresses", [(purpose(each), one_line(each)) for each in shape["addresses"]])
    draw_section(
        view,
        "Leases",
        [
            (str(each["status"]), f"{sanitize(each['property'])}  {span_in_words(view, each)}")
            for each in shape["leases"]
        ],
    )
    draw_section(view, "Work", [(str(each["state_in_words"]), _work(view, each)) for each in shape["engagements"]])
    draw_section(view, "Documents", [(str(each["id"]), _document(view, each)) for each in shape["documents"]])
    if shape["messages"]:
        draw_line(view, "")
        draw_line(view, "Messages", "heading")
        draw_table(view, shape["messages"], MESSAGE_COLUMNS)
    draw_line(view, "")
    show_statement(view, dashboard.statement, office=office, outside=True)


def _own(shape: Mapping[str, Any], phone: str | None) -> list[tuple[str, str]]:
    lines = [
        ("e-mail", sanitize(shape["email"])),
        ("phone", sanitize(phone)),
        ("company", sanitize(shape["company"]) if shape["kind"] == "person" else ""),
    ]
    if shape["payment_reference"]:
        lines.append(("reference", f"{shape['payment_reference']} with every payment"))
    return [(label, text) for label, text in lines if text]


def _document(view: View, each: Mapping[str, Any]) -> str:
    return f"{sanitize(each['name'])}  {sized(int(each['size']))}, {view.day(str(each['at'])[:10])}"


def _work(view: View, each: Mapping[str, Any]) -> str:
    """What, when, where, and whose it is where it is somebody else's."""
    when = in_words(each["next_visit"] or each["start"] or each["due"], view.date_format)
    due = f"until {in_words(each['due'], view.date_format)}" if each["start"] and each["due"] else ""
    whose = f"for {sanitize(each['for'])}, {each['as']}" if each["for"] else ""
    where = sanitize(each["site_address"] or each["property"])
    return "  ".join(filter(None, [sanitize(each["title"]), when, due, where, whose]))


def _flat(value: object) -> str:
    return sanitize(json.dumps(value, ensure_ascii=False)) if isinstance(value, (list, dict)) else plain(value)
