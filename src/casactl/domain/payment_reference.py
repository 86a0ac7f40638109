"""The reference that a contact's payments carry: a creditor reference with check digits (ISO 11649).

It follows from the contact's number, which is never given to anybody else, so that it is the same for ever: banks and
spreadsheets refuse one that was mistyped, and a bank file's line with it can belong to one contact only.
"""

from __future__ import annotations

import re

PREFIX = "RF"
DIGITS = 6
_FORM = re.compile(r"RF\d{2}\d{1,19}")


def payment_reference(contact: int) -> str:
    """The reference of a contact, as people copy it: `RF72000017`."""
    body = f"{contact:0{DIGITS}d}"
    return f"{PREFIX}{98 - _remainder(f'{body}{PREFIX}00'):02d}{body}"


def contact_of_reference(text: str) -> int | None:
    """The contact that a reference names, None for what is none or was mistyped; blanks do not matter."""
    plain = "".join(text.split()).upper()
    if not (plain.isascii() and _FORM.fullmatch(plain)) or _remainder(plain[4:] + plain[:4]) != 1:
        return None
    return int(plain[4:])


def _remainder(text: str) -> int:
    """The whole as a number, letters from A = 10 on, modulo 97 (ISO 7064)."""
    return int("".join(str(int(mark, 36)) for mark in text)) % 97
