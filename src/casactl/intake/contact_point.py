"""What a text says of further e-mails and phones: one or several, each with its label."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from casactl.domain.contact_points import LABEL_LIMIT, Point, PointKind, labelled
from casactl.domain.email import email_key
from casactl.domain.names import clean
from casactl.domain.placeholders import is_placeholder
from casactl.intake.email_address import normalise_email
from casactl.intake.phone_cell import phones_in
from casactl.intake.phone_number import Phone


def email_point(email: str, label: str | None = None) -> Point:
    """The point of an address in the form to store."""
    return Point(PointKind.EMAIL, email, None, email_key(email), label)


def phone_point(phone: Phone, label: str | None = None) -> Point:
    """The point of a number."""
    return Point(PointKind.PHONE, phone.e164, phone.shown, phone.e164, label)


def points_in(kind: PointKind, text: str, country: str, label: str | None = None) -> list[Point]:
    """The addresses or numbers of a text, none where it says that there is none; a label of its own stands before.

    Raises InvalidEmail, InvalidPhone, BadText.
    """
    own, rest = labelled(text.strip())
    label = clean(own, limit=LABEL_LIMIT) if own else label
    if is_placeholder(rest):
        return []
    if kind == PointKind.EMAIL:
        return [email_point(normalise_email(rest), label)] if rest else []
    return [phone_point(phone, label) for phone in phones_in(rest, country)]


_BETWEEN = " ::: "


class Cell(NamedTuple):
    """What a column of numbers or addresses says in a row."""

    text: str
    label: str | None
    """What the column's name says of them."""
    further: bool
    """Whether it holds further ones, parted by semicolons; an e-mail's own column holds one address."""


def points_of_cells(kind: PointKind, cells: Iterable[Cell], country: str) -> list[Point]:
    """All that the cells of some columns say; what is said twice comes once.

    Raises InvalidEmail, InvalidPhone, BadText.
    """
    found: dict[str, Point] = {}
    for text, label, further in cells:
        for part in text.replace(_BETWEEN, ";").split(";") if further else text.split(_BETWEEN):
            for point in points_in(kind, part, country, label):
                found.setdefault(point.key, point)
    return list(found.values())


_GENERIC = re.compile(
    r"(?i)\b(?:phone|telephone|tel|e-?mail|mail|number|no|nr|address|adresse|value|primary|further|telefon\w*)\b"
    r"|[\d#.()_-]+"
)


def label_of(column: str) -> str | None:
    """What a column's name says of its numbers beside that they are such: `Work Phone 2` is `Work`."""
    words = " ".join(_GENERIC.sub(" ", column.replace("_", " ")).split()).strip(" :")
    return words[:LABEL_LIMIT] or None
