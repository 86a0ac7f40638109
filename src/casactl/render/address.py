"""Addresses: in one line, and in lists; a key marks those that say whom to ask for access (PY-5)."""

from __future__ import annotations

from casactl.render.records import Column, Record
from casactl.render.sanitize import sanitize
from casactl.render.view import View, sign

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


COLUMNS = (
    "id",
    "contact_id",
    "display_name",
    Column("has_access", "key", lambda r: sign(*KEY) if r["has_access"] else ""),
    Column("purpose", "for", purpose, style=lambda r: "heading" if r["billing"] else ""),
    Column("line", "address", one_line, wrap=True),
    Column("access", "access", access_in_words, wrap=True),
)
"""Number, contact, the key, what for, where, whom to ask."""
