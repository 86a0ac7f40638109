"""Further e-mails and phones of a contact: nobody signs in by them, and nothing is sent to them."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

LABEL_LIMIT = 60
_LABELLED = re.compile(r"\s*([^\d@+():]{1,60}?)\s*:\s*(.+)", re.DOTALL)
_SCHEMES = frozenset({"tel", "mailto", "callto", "sms"})


class PointKind(StrEnum):
    """What a contact is reached by."""

    EMAIL = "email"
    PHONE = "phone"


EMAIL, PHONE = PointKind.EMAIL, PointKind.PHONE
"""For what every row of an import asks: Python 3.11 takes half a microsecond to find a member in its class."""


class Point(NamedTuple):
    """One of them in the form to store."""

    kind: PointKind
    value: str
    """An address as it was given, a phone in E.164."""
    shown: str | None
    """The phone as people read it."""
    key: str
    """By which two that are the same are known."""
    label: str | None = None


def labelled(text: str) -> tuple[str | None, str]:
    """`work: 020 7946 0018` as its label and the rest; a text without a label is the rest."""
    found = _LABELLED.fullmatch(text) if ":" in text else None
    if found is None or found[1].strip().lower() in _SCHEMES:
        return None, text
    return " ".join(found[1].split()) or None, found[2]


def written(shown: str, label: str | None) -> str:
    """A number or address with its label, as `labelled` reads it."""
    return f"{label}: {shown}" if label else shown
