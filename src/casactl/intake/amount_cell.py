"""Amounts as bank files and spreadsheets write them, made into what the workspace's amounts are read from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casactl.domain.amounts import Amounts, WrongCurrency
from casactl.domain.money import InvalidAmount
from casactl.domain.placeholders import is_placeholder
from casactl.errors import UsageFault
from casactl.intake.engine import RowFault
from casactl.intake.field_names import IN_MONEY, currency_of

DECIMALS = (".", ",")
_GROUPED = re.compile(r"(\d{1,3})((?:[ '’\u00a0\u202f]\d{3})+)(\.\d+)?")
_ZERO = re.compile(r"[^\d]*0*[.,]?0+[^\d]*")
_MARKED = re.compile(r"(?i)(.*\d.*?)\s*(?<![A-Za-z])(CR|DR|C|D|S|H|DB|CRDT|DBIT)\.?")
_OUT = frozenset({"DR", "D", "S", "DB", "DBIT"})
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
            self.amounts.parse(self._plain(text))  # what is no amount at all says so first
            raise InvalidAmount(f'"{cell.strip()}" is below zero', hint="--negative takes amounts without their sign")
        return self.amounts.parse(self._plain(text))

    def signed(self, cell: str) -> int:
        """Minor units, below zero for money out: by its sign, or by the letters of a debit behind it.

        Raises InvalidAmount.
        """
        text, below = _unsigned(cell)
        if marked := _MARKED.fullmatch(text):
            text, below = marked[1].strip(), below != (marked[2].upper() in _OUT)
        minor = 0 if _ZERO.fullmatch(text) else self.amounts.parse(self._plain(text))
        return -minor if below else minor

    def _plain(self, text: str) -> str:
        if self.decimal is not None:
            other = "," if self.decimal == "." else "."
            text = re.sub(rf"(?<=\d)[{other} '’\u00a0\u202f](?=\d)", "", text).replace(self.decimal, ".")
        elif grouped := _GROUPED.fullmatch(text):
            text = grouped[1] + re.sub(r"\D", "", grouped[2]) + (grouped[3] or "")
        text = f"0{text}" if re.fullmatch(r"\.\d+", text) else text
        return text[:-1] if re.fullmatch(r"\d+\.", text) else text


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
    text = cell.strip().removeprefix("'").strip().removeprefix("+").strip()
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
