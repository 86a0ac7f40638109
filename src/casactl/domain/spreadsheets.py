"""Cells that a spreadsheet must not take for formulas: guarded on the way out, exposed on the way in."""

from __future__ import annotations

FORMULA = frozenset("=+-@\t\r")


def guarded(text: str) -> str:
    """The text behind an apostrophe when a spreadsheet would calculate it."""
    return f"'{text}" if text.lstrip("'")[:1] in FORMULA and text.lstrip("'") else text


def exposed(text: str) -> str:
    """The text that `guarded` was given."""
    if text[:1] == "'" and text.lstrip("'") and text.lstrip("'")[0] in FORMULA:
        return text[1:]
    return text
