"""What every bank statement gives, whatever its format: one line of the account a row, in columns of casactl's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields

from casactl.intake.csv_rows import BadRow, Row
from casactl.records import dataclass

LONGEST_TEXT = 2000
"""Characters of a purpose that are kept; what banks write has a few hundred at most."""
NO_REFERENCE = frozenset({"", "NONREF", "NOTPROVIDED", "NOTAVAILABLE", "NOT PROVIDED", "NONE"})
"""What banks write where there is no reference."""
BAD_ENTRY, NOT_BOOKED = "bad-entry", "not-booked"
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")

Rows = Callable[[], Iterator[Row | BadRow]]


@dataclass(slots=True)
class BankEntry:
    """One line of an account as text; the amount has its sign, and a point before the decimals."""

    account: str = ""
    bank_id: str = ""
    date: str = ""
    amount: str = ""
    currency: str = ""
    payer: str = ""
    iban: str = ""
    purpose: str = ""
    reversal: str = ""
    """`yes` where it takes an earlier one back."""
    status: str = ""
    """What the bank calls it while it is not booked."""

    @property
    def cells(self) -> list[str]:
        """The cells of its row."""
        return [getattr(self, name) for name in COLUMNS]

    def row(self, number: int, fault: str = "", code: str = BAD_ENTRY) -> Row | BadRow:
        """The row of this number in the file; a bad one where something is wrong with it."""
        return BadRow(number, self.cells, code, fault) if fault else Row(number, self.cells)


COLUMNS = [each.name for each in fields(BankEntry)]


def reference(text: str) -> str:
    """A bank's reference, empty where it says that there is none."""
    found = text.strip()
    return "" if found.upper() in NO_REFERENCE or not found.strip("0") else found


def joined(*texts: str) -> str:
    """Texts one after the other, each once and none that another holds, no longer than is kept."""
    said: list[str] = []
    for text in (" ".join(text.split()) for text in texts):
        if text and not any(text in each for each in said):
            said.append(text)
    return " ".join(said)[:LONGEST_TEXT]


def signed(amount: str, *, out: bool) -> str:
    """An amount as the bank writes it, with the sign of money out."""
    text = amount.strip().replace(",", ".").lstrip("+-")
    return f"-{text}" if out and text else text


def iban_in(text: str) -> str:
    """The first account number of international form whose check digits are right, empty when there is none."""
    for found in _IBAN.finditer(text.upper()):
        if is_iban(number := found[0].replace(" ", "")):
            return number
    return ""


def is_iban(text: str) -> bool:
    """Whether the check digits of an account number are right."""
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{8,30}", text):
        return False
    return int("".join(str(int(character, 36)) for character in text[4:] + text[:4])) % 97 == 1
