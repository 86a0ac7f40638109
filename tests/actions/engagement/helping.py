"""Nouns of work for these tests."""

from __future__ import annotations

from typing import Any

from tests.casa import Casa, options

LETTERS = "select contact_id, subject, state from outbox where template = 'notification' order by id"
BEN = "ben@office.example"


def add(casa: Casa, contact: int, title: str = "Fix the tap", *, kind: str = "task", **more: Any) -> int:
    """A piece of work; further keywords are options of `add`; gives its number."""
    return casa.ok([kind, "add", "--contact", contact, "--title", title, "-o", "ids", *options(more)]).ids[0]


def shown(casa: Casa, number: int, kind: str = "task") -> dict[str, Any]:
    """The work as `show` gives it."""
    found: dict[str, Any] = casa.ok([kind, "show", number, "-o", "json"]).json
    return found


def ben(casa: Casa) -> str:
    """A user of the office."""
    casa.ok(f"user add {BEN} --name 'Ben Office' --type staff")
    return BEN
