"""Amounts as bank files and spreadsheets write them, made into what the workspace's amounts are read from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from casactl.domain.amounts import Amounts, WrongCurrency
from casactl.domain.money import InvalidAmount, minor_units, parse_amount
from casactl.domain.placeholders import is_placeholder
from casactl.errors import UsageFault
from casactl.intake.engine import RowFault
from casactl.intake.field_names import IN_MONEY, currency_of
from casactl.records import dataclass

DECIMALS = (".", ",")
_GAP = " '’\u00a0\u2009\u202f"
"""What parts thousands and never decimals."""
_NUMBER = re.compile(rf"(?:(?<!\w)[.,])?\d(?:[\d.,{_GAP}]*\d)?")
_GROUPED = re.compile(rf"(\d{{1,3}}(?:[{_GAP}]\d{{3}})+)([.,]\d+)?|(\d{{1,2}}(?:,\d{{2}})+,\d{{3}})(\.\d+)?")
"""Thousands parted by gaps, or hundreds of thousands by commas, as in India: whatever the workspace's own form is."""
_OF_PROGRAM = re.compile(r"\d{1,3}\.\d{3}0")
"""A number of three decimals as workbooks and JSON give it here."""
_NO_DECIMALS = re.compile(r"(?<=\d)(?:[.,][-–—]{1,2}|/[-=])(?=\s*[^\d\s]*$)")
"""`850.-`, `850,--`, `850/-`: nothing behind the point, and no minus."""
_ZERO = re.compile(r"[^\d]*0*[.,]?0+[^\d]*")
_MARKED = re.compile(r"(?i)(.*\d.*?)\s*(?<![A-Za-z])(CR|DR|C|D|S|H|DB|CRDT|DBIT)\.?")
_OUT = frozenset({"DR", "D", "S", "DB", "DBIT"})
_BRACKETS_INSIDE = re.compile(r"^([^\d\s+()−-]{1,3})\s*\((.*)\)$")
_SIGN_INSIDE = re.compile(r"^([^\d\s+()−-]{1,3})\s*([+−-])(?=\s*[\d.,])")
_NEGATIVE = re.compile(r"\((.*)\)|[-−](.*)|(.*)[-−]")


@dataclass(frozen=True, slots=True)
class AmountCells:
    """How a file's amounts are read; `decimal` is its decimal mark where that is told."""

    amounts: Amounts
    decimal: str | None = None
    negative: bool = False
    """Whether a sign is left out of account: a bank's file may book what a payer pays as money out."""

    def read(self, cell: str) -> int:
        """Minor units, above zero.

        Raises InvalidAmount.
        """
        text, below = _unsigned(cell)
        if below and not self.negative:
            self._parsed(text, cell)  # what is no amount at all says so first
            raise InvalidAmount(f'"{cell.strip()}" is below zero', hint="--negative takes amounts without their sign")
        return self._parsed(text, cell)

    def signed(self, cell: str) -> int:
        """Minor units, below zero for money out: by its sign, or by the letters of a debit behind it.

        Raises InvalidAmount.
        """
        text, below = _unsigned(cell)
        if marked := _MARKED.fullmatch(text):
            text, below = marked[1].strip(), below != (marked[2].upper() in _OUT)
        minor = 0 if _ZERO.fullmatch(text) else self._parsed(text, cell)
        return -minor if below else minor

    def _parsed(self, text: str, cell: str) -> int:
        """Minor units of an amount without its sign; a fault names the cell as it is.

        Raises InvalidAmount.
        """
        if _OF_PROGRAM.fullmatch(text) and minor_units(self.amounts.currency) > 2:
            return parse_amount(text[:-1], self.amounts.currency)
        plain = _NUMBER.sub(lambda found: re.sub(r"^\.", "0.", self._plain(found[0], cell)), text, count=1)
        plain = plain[:-1] if re.fullmatch(r"\d+\.", plain) else plain
        try:
            return self.amounts.parse(plain)
        except InvalidAmount as fault:
            said = re.sub(r'^"[^"]*"', lambda _: f'"{cell.strip()}"', fault.message)
            raise type(fault)(said, hint=fault.hint) from None

    def _plain(self, number: str, cell: str) -> str:
        """A number without what parts its thousands, where that is plain or its decimal mark is told.

        Raises InvalidAmount for one that is not written with that mark: a figure is never a hundred times itself.
        """
        if self.decimal is None:
            grouped = _GROUPED.fullmatch(number)
            return re.sub(r"\D", "", grouped[1] or grouped[3]) + (grouped[2] or grouped[4] or "") if grouped else number
        whole, _, decimals = number.partition(self.decimal)
        parted = re.escape("," if self.decimal == "." else ".")
        thousands = rf"\d*|\d{{1,3}}(?:[{parted}{_GAP}]\d{{3}})+|\d{{1,2}}(?:{parted}\d{{2}})+{parted}\d{{3}}"
        if re.fullmatch(thousands, whole) and re.fullmatch(r"\d*", decimals):
            return re.sub(r"\D", "", whole) + (f".{decimals}" if decimals else "")
        if re.fullmatch(r"\d+\.\d{1,2}", number):  # as programs write it, a workbook's cells of numbers among them
            return number
        raise InvalidAmount(
            f'"{cell.strip()}" is not written with {self.decimal} before its decimals',
            hint="--decimal says which mark stands there",
        )


def amount_fault(fault: InvalidAmount) -> RowFault:
    """The fault of a row whose amount is none, or is in another currency."""
    return RowFault.of(fault, "wrong-currency" if isinstance(fault, WrongCurrency) else "invalid-amount")


def header_currencies(names: Sequence[str], columns: Sequence[str | None]) -> dict[str, str]:
    """By field, the currency that its column's name says its amounts are in: `Betrag (EUR)`."""
    return {field: said for name, field in zip(names, columns, strict=True) if field in IN_MONEY
            and (said := currency_of(name))}  # fmt: skip


def is_nothing(cell: str) -> bool:
    """Whether a cell of money says that there is none: the other half of a pair."""
    return not cell.strip() or is_placeholder(cell) or _ZERO.fullmatch(cell.strip()) is not None


def _unsigned(cell: str) -> tuple[str, bool]:
    """An amount without its sign, and whether it is below zero."""
    text = cell if cell.isascii() else unicodedata.normalize("NFKC", cell)
    text = text.strip().removeprefix("'").strip().removeprefix("+").strip()
    text = _BRACKETS_INSIDE.sub(r"(\1\2)", _NO_DECIMALS.sub("", text))
    text = _SIGN_INSIDE.sub(r"\2\1", text).removeprefix("+")
    found = _NEGATIVE.fullmatch(text)
    return (next(part for part in found.groups() if part is not None).strip(), True) if found else (text, False)


def proved_decimal(cells: Iterable[str], decimals: int) -> str | None:
    """The decimal mark that a column's cells prove, each of them having it before as many digits as its currency has.

    None where one has no mark, or they differ: then the workspace's way of writing amounts holds.
    """
    found: set[str] = set()
    for cell in cells:
        text = _MARKED.sub(r"\1", _unsigned(cell)[0]).strip()
        if text and not _ZERO.fullmatch(text):
            last = re.search(rf"([.,])\d{{{decimals}}}(?!\d)", text) if decimals else None
            found.add(last[1] if last else "")
    return found.pop() if len(found) == 1 and "" not in found else None


def told_decimal(text: str | None) -> str | None:
    """The mark of `--decimal`.

    Raises UsageFault.
    """
    if text is not None and text not in DECIMALS:
        raise UsageFault(f"--decimal takes . or ,, not '{text}'.")
    return text
