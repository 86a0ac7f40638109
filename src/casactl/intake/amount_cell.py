"""Amounts as bank files and spreadsheets write them, made into what the workspace's amounts are read from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from casactl.domain.amounts import Amounts
from casactl.domain.money import InvalidAmount
from casactl.errors import UsageFault

DECIMALS = (".", ",")
_GROUPED = re.compile(r"(\d{1,3})((?:[ '’\u00a0\u202f]\d{3})+)(\.\d+)?")
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
        text = cell.strip().removeprefix("'").strip().removeprefix("+")
        if found := _NEGATIVE.fullmatch(text):
            inner = next(part for part in found.groups() if part is not None).strip()
            if not self.negative:
                self.amounts.parse(self._plain(inner))  # what is no amount at all says so first
                raise InvalidAmount(
                    f'"{cell.strip()}" is below zero', hint="--negative takes amounts without their sign"
                )
            text = inner
        return self.amounts.parse(self._plain(text))

    def _plain(self, text: str) -> str:
        if self.decimal is not None:
            other = "," if self.decimal == "." else "."
            text = re.sub(rf"(?<=\d)[{other} '’\u00a0\u202f](?=\d)", "", text).replace(self.decimal, ".")
        elif grouped := _GROUPED.fullmatch(text):
            text = grouped[1] + re.sub(r"\D", "", grouped[2]) + (grouped[3] or "")
        text = f"0{text}" if re.fullmatch(r"\.\d+", text) else text
        return text[:-1] if re.fullmatch(r"\d+\.", text) else text


def told_decimal(text: str | None) -> str | None:
    """The mark of `--decimal`.

    Raises UsageFault.
    """
    if text is not None and text not in DECIMALS:
        raise UsageFault(f"--decimal takes . or ,, not '{text}'.")
    return text
