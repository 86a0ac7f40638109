"""Places: the tree of properties, leases of units, and addresses with whom to ask for the key (PY-5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from casactl.domain.leases import LeaseStatus
from casactl.domain.properties import parts_of
from casactl.domain.remedy import Remedy, Said, Sentence
from casactl.domain.shapes import record
from casactl.render.records import (
    Column,
    Picked,
    Record,
    draw_line,
    draw_rows,
    draw_table,
    plain,
    plain_columns,
    show_rows,
)
from casactl.render.section import draw_section
from casactl.render.view import View, sanitize, sign, write
from casactl.store.queries.properties import PropertyRow

INDENT = "   "
ON_A_TERMINAL = 50
LEVELS = (("unit", "units"), ("building", "buildings"))
"""What an overview leaves out first."""


def show_tree(view: View, properties: Sequence[PropertyRow], most: int | None, *, flat: bool) -> None:
    """The list in the order of the tree; `flat` shows whole paths instead of the indented tree."""
    if not view.drawn or view.fields:
        show_rows(view, PropertyRow, properties[:most], plain_columns(PropertyRow))
        return
    rows: Sequence[Record] = [record(row) for row in properties]
    shown, left_out = (rows[:most], "the rest") if most else _fitting(rows) if view.terminal else (rows, "")
    draw_rows(view, shown, _columns(shown, flat=flat, counted=bool(left_out)), footer=_footer(rows, shown, left_out))


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


def _footer(rows: Sequence[Record], shown: Sequence[Record], left_out: str) -> str:
    if len(rows) == len(shown):
        return f"{len(rows):,} shown"
    return f"{len(shown):,} of {len(rows):,} shown, {left_out} left out (--in PATH, --limit N)"


def _columns(rows: Sequence[Record], *, flat: bool, counted: bool) -> list[Column]:
    top = min((_depth(row) for row in rows), default=0)
    indented = Column("name", "name", lambda r: INDENT * (_depth(r) - top) + str(r["name"]), style=_of_kind)
    return [
        Column("id", "no", right=True),
        Column("path", "path", style=_of_kind) if flat else indented,
        Column("kind", "kind", style=lambda _: "quiet"),
        Column("below", "below", lambda r: f"{r['below']:,}" if r["below"] else "", right=True, wide=not counted),
        Column("share", "share", lambda r: str(r["share"] or ""), right=True, wide=True),
        Column("attached", "attached", lambda r: f"{r['attached']:,}" if r["attached"] else "", right=True),
        Column("retired", "", lambda r: "retired" if r["retired"] else "", style=lambda _: "attention"),
    ]


def _depth(record: Record) -> int:
    return len(parts_of(str(record["path"]))) - 1


def _of_kind(record: Record) -> str:
    return "heading" if record["kind"] == "community" else ""


def show_property(view: View, shape: Mapping[str, Any]) -> None:
    """One property: a heading and who is there on a terminal, `key<TAB>value` lines elsewhere, one per attachment."""
    if not view.drawn:
        _write_lines(shape)
        return
    draw_line(view, str(shape["path"]), "heading")
    below = f", {shape['children']:,} directly below" if shape["children"] else ""
    retired = ", retired" if shape["retired"] else ""
    share = f", share {shape['share']}" if shape["share"] else ""
    draw_line(view, f"{shape['kind']} no {shape['id']}, version {shape['version']}{share}{retired}{below}", "quiet")
    draw_line(view, "")
    if shape["attachments"]:
        draw_table(view, shape["attachments"], _people(view))
    else:
        below_it = Remedy("contact list", property=Said(str(shape["path"])))
        more: tuple[str | Remedy, ...] = (" to it itself; who is below: ", below_it) if shape["children"] else ()
        draw_line(view, view.words.text(Sentence("nobody was ever attached", *more)), "quiet")


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
        Column("to", "last day", lambda r: view.day(r["to"]) if began(r) else NEVER),
    ]


def last_day(record: Record) -> str:
    """The last day, agreed or earlier."""
    return str(record.get("terminated_on") or record["to"] or "")


NEVER = "never began"
"""What is said in place of a last day that lies before the first (L13)."""


def began(record: Record) -> bool:
    """Whether a period has a day at all: what is withdrawn or ended before it counted ends before it starts."""
    return str(record["from"]) <= (last_day(record) or str(record["from"]))


def span_in_words(view: View, record: Record) -> str:
    """How long somebody is or was somewhere."""
    if not began(record):
        return f"{NEVER} (from {view.day(record['from'])})"
    until = last_day(record)
    return f"since {view.day(record['from'])}" + (f" until {view.day(until)}" if until else "")


STYLES = {LeaseStatus.ACTIVE: "good", LeaseStatus.EXPIRED: "quiet", LeaseStatus.TERMINATED: "quiet"}


def lease_columns(view: View, _: object) -> Picked:
    """Number, contact, unit, from, to, rent, status."""
    return (
        "id",
        "contact_id",
        "display_name",
        Column("property", "unit"),
        "from",
        Column("to", "to", lambda r: view.day(last_day(r)) if began(r) else NEVER),
        "rent",
        Column("status", "status", style=lambda r: STYLES[LeaseStatus(r["status"])]),
    )


def lease_in_words(view: View, record: Record) -> str:
    """One lease as a line of a profile: where, how long, for how much."""
    ends = "until" if record["status"] == LeaseStatus.ACTIVE else str(record["status"])
    until = f"{ends} {view.day(last)}" if (last := last_day(record)) else "on"
    rent = f", {record['rent']} {record['currency']}" if record["rent"] else ""
    if not began(record):
        return f"{sanitize(record['property'])}  {NEVER}, was to start on {view.day(record['from'])}{rent}"
    return f"{sanitize(record['property'])}  from {view.day(record['from'])} {until}{rent}"


def show_lease(view: View, shape: Mapping[str, Any]) -> None:
    """Fields one below the other; `key<TAB>value` lines elsewhere."""
    if not view.drawn:
        for key, value in shape.items():
            for each in value if isinstance(value, list) else [value]:
                words = (
                    " ".join(f"{name}={plain(part)}" for name, part in each.items()) if isinstance(each, dict) else None
                )
                write(f"{key}\t{plain(each) if words is None else words}\n")
        return
    lines = [
        ("contact", f"{sanitize(shape['display_name'])} (no {shape['contact_id']})"),
        ("unit", sanitize(shape["property"])),
        ("from", view.day(shape["from"])),
        ("to", view.day(shape["to"])),
        ("ended on", view.day(shape["terminated_on"]) if began(shape) else f"{NEVER}: withdrawn"),
        ("rent", f"{shape['rent']} {shape['currency']}" if shape["rent"] else ""),
        ("rent day", f"day {shape['rent_day']} of each month" if shape["rent_day"] else ""),
        ("next charge", view.day(shape["next_charge"])),
        ("status", str(shape["status"])),
    ]
    lines += [("rent from", _rent_in_words(view, each, shape["currency"])) for each in shape["rents"]]
    draw_section(view, f"Lease {shape['id']}", [(label, text) for label, text in lines if text])


def _rent_in_words(view: View, rent: Record, currency: str) -> str:
    until = f" to {view.day(rent['to'])}" if rent["to"] else " on"
    return f"{view.day(rent['from'])}{until}: {rent['amount']} {currency} (recurring {rent['id']})"


KEY = ("🔑", "(key)")
"""Marks an address with somebody who gives access to it, and what stands for it in plain text."""


def one_line(address: Record) -> str:
    """Where it is, as the post of its country writes it, inert."""
    return sanitize(", ".join(str(line) for line in address["formatted"]))


def purpose(address: Record) -> str:
    """What it is for: billing, site, or both, and what it is called."""
    marks = [name for name in ("billing", "site") if address[name]]
    return sanitize(", ".join([*marks, *([str(address["label"])] if address["label"] else [])]))


def access_in_words(address: Record) -> str:
    """Whom to ask for the key, and what to know; empty when nothing was said."""
    told = address["access"] or {}
    who = ", ".join(str(told[part]) for part in ("name", "phone", "email") if part in told)
    return sanitize(": ".join(part for part in (who, told.get("note")) if part))


def address_in_words(view: View, address: Record) -> str:
    """Where it is and, behind the key, whom to ask: one text for a page about a contact."""
    access = access_in_words(address)
    return f"{one_line(address)}  {sign(*KEY)} {access}" if access else one_line(address)


ADDRESS_COLUMNS = (
    "id",
    "contact_id",
    "display_name",
    Column("has_access", "key", lambda r: sign(*KEY) if r["has_access"] else ""),
    Column("purpose", "for", purpose, style=lambda r: "heading" if r["billing"] else ""),
    Column("line", "address", one_line, wrap=True, unbroken="postcode"),
    Column("access", "access", access_in_words, wrap=True),
)
"""Number, contact, the key, what for, where, whom to ask."""
