"""Leases: a list, and one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casactl.domain.leases import LeaseStatus
from casactl.render.records import Column, Picked, Record, plain
from casactl.render.sanitize import sanitize
from casactl.render.section import draw_section
from casactl.render.view import View, write


def last_day(record: Record) -> str:
    """The last day, agreed or earlier."""
    return str(record["terminated_on"] or record["to"])


STYLES = {LeaseStatus.ACTIVE: "good", LeaseStatus.EXPIRED: "quiet", LeaseStatus.TERMINATED: "quiet"}


def lease_columns(view: View, _: object) -> Picked:
    """Number, contact, unit, from, to, rent, status."""
    return (
        "id",
        "contact_id",
        "display_name",
        Column("property", "unit"),
        "from",
        Column("to", "to", lambda r: view.day(last_day(r))),
        "rent",
        Column("status", "status", style=lambda r: STYLES[LeaseStatus(r["status"])]),
    )


def lease_in_words(view: View, record: Record) -> str:
    """One lease as a line of a profile: where, how long, for how much."""
    until = "until" if record["status"] == LeaseStatus.ACTIVE else str(record["status"])
    rent = f", {record['rent']} {record['currency']}" if record["rent"] else ""
    return f"{sanitize(record['property'])}  from {view.day(record['from'])} {until} {view.day(last_day(record))}{rent}"


def show_lease(view: View, shape: Mapping[str, Any]) -> None:
    """Fields one below the other; `key<TAB>value` lines elsewhere."""
    if not view.terminal:
        for key, value in shape.items():
            write(f"{key}\t{plain(value)}\n")
        return
    lines = [
        ("contact", f"{sanitize(shape['display_name'])} (no {shape['contact_id']})"),
        ("unit", sanitize(shape["property"])),
        ("from", view.day(shape["from"])),
        ("to", view.day(shape["to"])),
        ("ended on", view.day(shape["terminated_on"])),
        ("rent", f"{shape['rent']} {shape['currency']}" if shape["rent"] else ""),
        ("status", str(shape["status"])),
    ]
    draw_section(view, f"Lease {shape['id']}", [(label, text) for label, text in lines if text])
