"""What a text says of further e-mails and phones: one or several, each with its label."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from casactl.domain.contact_points import EMAIL, LABEL_LIMIT, PHONE, Point, PointKind, labelled
from casactl.domain.email import email_key
from casactl.domain.listed import parts
from casactl.domain.names import clean, fold
from casactl.domain.placeholders import is_placeholder, is_unreached
from casactl.intake.email_address import InvalidEmail, normalise_email
from casactl.intake.email_cell import emails_in, is_nobodys
from casactl.intake.phone_cell import phones_in
from casactl.intake.phone_number import Phone, normalise_phone


def email_point(email: str, label: str | None = None) -> Point:
    """The point of an address in the form to store."""
    return Point(EMAIL, email, None, email_key(email), label)


def phone_point(phone: Phone, label: str | None = None) -> Point:
    """The point of a number."""
    return Point(PHONE, phone.e164, phone.shown, phone.e164, label)


def points_in(kind: PointKind, text: str, country: str, label: str | None = None) -> list[Point]:
    """The addresses or numbers of a text, none where it says that there is none; a label of its own stands before.

    Raises InvalidEmail, InvalidPhone, BadText.
    """
    return [point for part in _NEXT_LABEL.split(text) for point in _points_of_part(kind, part, country, label)]


def _points_of_part(kind: PointKind, text: str, country: str, label: str | None) -> list[Point]:
    own, rest = labelled(text.strip())
    label = clean(own, limit=LABEL_LIMIT) if own else label
    if is_placeholder(rest) or is_unreached(rest):
        return []
    if kind == EMAIL:
        return [email_point(email, label) for email in emails_in(rest)] if rest else []
    return [phone_point(phone, label) for phone in phones_in(rest, country)]


_BETWEEN = " ::: "
_NEXT_LABEL = re.compile(r"[,/|\n](?=\s*[^\W\d][\w .'-]{0,29}:\s)")
"""Before the label of the next one: `Mobile: 07700 900123, Home: 020 7946 0018`."""


class Cell(NamedTuple):
    """What a column of numbers or addresses says in a row."""

    text: str
    label: str | None
    """What the column's name says of them."""
    further: bool
    """Whether it may hold several, parted by semicolons; an e-mail's own column holds one address."""


def point_of_plain(kind: PointKind, text: str, country: str, label: str | None) -> Point | None:
    """The point of a text that is one address, or one number, and nothing else; None where it has to be taken apart.

    Raises InvalidEmail, InvalidPhone.
    """
    if kind == EMAIL:
        one = _PLAIN_EMAIL.fullmatch(text) and not is_nobodys(text)
        return email_point(normalise_email(text), label) if one else None
    if _DIALLED.fullmatch(text) and text.strip("0 "):
        return phone_point(normalise_phone(text, country), label)
    return None


_OTHERS = "the others go into a column further_email"
_PLAIN_EMAIL = re.compile(r"[^\s@:;,<>()\[\]/|\\'\"]+@[^\s@:;,<>()\[\]/|\\'\"]*[^\s@:;,<>()\[\]/|\\'\".]")
_DIALLED = re.compile(r"\+?[\d ]+")


def points_of_cells(kind: PointKind, cells: Iterable[Cell], country: str) -> list[Point]:
    """All that the cells of some columns say; what is said twice comes once.

    Raises InvalidEmail, InvalidPhone, BadText.
    """
    found: dict[str, Point] = {}
    for text, label, further in cells:
        for part in parts(text.replace(_BETWEEN, ";")) if further else text.split(_BETWEEN):
            points = points_in(kind, part, country, label)
            if kind == EMAIL and len(points) > 1 and not further:  # which of them signs in is for people to say
                raise InvalidEmail(f"not an e-mail address: one address per field, this holds several; {_OTHERS}")
            for point in points:
                found.setdefault(point.key, point)
    return list(found.values())


_GENERIC = re.compile(
    r"(?i)\b(?:(?:tele)?phones?|tel|e-?mails?|mails?|numbers?|no|nr|address(?:es)?|adressen?|value|primary|further"
    r"|telefon\w*|rufnummern?|courriels?|correos?)\b|\(s\)|[\d#.()_-]+"
)


_SEVERAL = re.compile(
    r"(?:phones|mobiles|numbers|mails|addresses|telefone|nummern|adressen|telephones|numeros|courriels|correos|telefonos"
    r"|telefoni|indirizzi|nummers)\b|\(s\)"
)


def holds_several(column: str) -> bool:
    """Whether a column's name says that a cell may hold several: `Phone Numbers`, `E-mail(s)`."""
    return _SEVERAL.search(fold(column)) is not None


_OF_POINT = re.compile(r"value|label|type|number|address|no$")


def point_of(column: str) -> str:
    """What a column of a phone or e-mail and that of its label have in common: `Phone 1 - Value`, `Phone 1 - Label`."""
    return _OF_POINT.sub("", "".join(filter(str.isalnum, fold(column))))


def said_label(cell: str) -> str | None:
    """The label that a cell says; `* Work` is Google's own, and `SMTP` what Outlook says of every e-mail."""
    text = cell.strip().removeprefix("* ")
    return clean(text)[:LABEL_LIMIT] if text and text not in ("SMTP", "EX") and not is_placeholder(text) else None


def label_of(column: str) -> str | None:
    """What a column's name says of its numbers beside that they are such: `Work Phone 2` is `Work`."""
    words = " ".join(_GENERIC.sub(" ", column.replace("_", " ")).split()).strip(" :")
    return words[:LABEL_LIMIT] or None
