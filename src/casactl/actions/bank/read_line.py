"""From a row's cells to a line of a statement: every cell judged, or all faults of the row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from casactl.domain.dates import InvalidDate
from casactl.domain.money import InvalidAmount
from casactl.domain.names import BadText, clean, fold
from casactl.domain.placeholders import is_placeholder
from casactl.intake.amount_cell import AmountCells, amount_fault, is_nothing
from casactl.intake.date_order import DateOrder
from casactl.intake.direction import IN, OUT, word_of
from casactl.intake.engine import RowFault, need_columns
from casactl.intake.statement import LONGEST_TEXT, NOT_BOOKED, is_iban, joined, reference
from casactl.intake.value_words import ValueWords
from casactl.records import dataclass

T = TypeVar("T")

_SHORT_YEAR = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{2})\Z")
_A_DAY = re.compile(r"[\d./-]+")
_PENDING_WORDS = """
    pending vorgemerkt reverted declined failed cancelled canceled rejected offen expected authorised authorized
    pendiente reservation reserved scheduled processing denied uncleared ausstehend abgelehnt storniert oczekujaca
    gereserveerd pdng info futr umsatz-vorgemerkt not-booked not-cleared in-bearbeitung en-attente a-venir in-attesa
    in-behandeling w-toku
"""
_PENDING = frozenset(word.replace("-", " ") for word in _PENDING_WORDS.split())
_YES = frozenset({"yes", "true", "1"})


@dataclass(frozen=True, slots=True)
class LineCandidate:
    """A row as it would be kept; `amount` in minor units, below zero for money out."""

    line: int
    cells: Sequence[str]
    on: str
    amount: int
    account: str | None
    bank_id: str | None
    payer: str | None
    iban: str | None
    purpose: str | None
    reversal: bool


def check_columns(columns: Sequence[str | None]) -> None:
    """Raise MissingColumn when no row could be a line of a statement."""
    need_columns(columns, ["date"] if "value_date" not in columns else [], "line")
    need_columns(columns, [] if {"money_in", "money_out"} & set(columns) else ["amount"], "line")


def full_years(cells: Iterable[str]) -> Iterator[str]:
    """Days with a year of two digits as days of this century: statements are of the present."""
    for cell in cells:
        short = _SHORT_YEAR.match(cell.strip())
        yield "{0}{1}{2}{1}20{3}".format(*short.groups()) if short else cell.strip()


class LineReader:
    """Reads rows with one file's columns; a field that several make up is what they say one after the other."""

    def __init__(
        self, columns: Sequence[str | None], amounts: AmountCells, dates: DateOrder, today: date,
        currencies: Mapping[str, str], words: ValueWords,
    ) -> None:  # fmt: skip
        self._at: dict[str, list[int]] = {}
        for n, name in enumerate(columns):
            if name:
                self._at.setdefault(name, []).append(n)
        self._amounts, self._dates, self._today = amounts, dates, today
        self._currencies, self._words = currencies, words

    def read(self, line: int, cells: Sequence[str]) -> LineCandidate:
        """The candidate of a row.

        Raises RowFault, with all that is wrong.
        """
        said = {name: self._text(name, [cells[n] for n in places]) for name, places in self._at.items()}
        self._words.meant(said)
        if fold(said.get("status", "")) in _PENDING:
            raise RowFault(NOT_BOOKED, f"is not booked ({said['status']}); a later statement has it when it is")
        faults: list[RowFault] = []

        def judged(judge: Callable[[Mapping[str, str]], T]) -> T | None:
            try:
                return judge(said)
            except RowFault as fault:
                faults.append(fault)
                return None

        on, amount = judged(self._day), judged(self._amount)
        if faults or on is None or amount is None:
            raise RowFault.several(faults)
        other = said.get("payee") if amount < 0 else ""
        iban = _iban(said.get("iban", ""))
        own = iban is not None and iban == _iban(said.get("account", ""))  # nobody is to be known by it
        return LineCandidate(
            line, cells, on.isoformat(), amount, said.get("account") or None,
            reference(said.get("bank_id", "")) or None, other or said.get("payer") or None,
            None if own else iban, said.get("purpose") or None, fold(said.get("reversal", "")) in _YES,
        )  # fmt: skip

    @staticmethod
    def _text(name: str, cells: Sequence[str]) -> str:
        filled = [cell for cell in cells if cell.strip() and not is_placeholder(cell)]
        text = joined(*filled) if name == "purpose" else next(iter(filled), "")
        try:
            return clean(text, limit=LONGEST_TEXT)
        except BadText as fault:
            raise RowFault("invalid-text", f"the {name} {fault.message}") from None

    def _day(self, said: Mapping[str, str]) -> date:
        cell = next(full_years([said.get("date") or said.get("value_date", "")]))
        if not cell:
            raise RowFault("invalid-date", "the row does not say its day")
        try:
            return self._dates.read(cell, self._today)
        except InvalidDate as fault:
            raise RowFault.of(fault, "invalid-date") from None

    def _amount(self, said: Mapping[str, str]) -> int:
        """What the account was given, below zero where it was taken from it."""
        filled = [name for name in ("amount", "money_in", "money_out") if not is_nothing(said.get(name, ""))]
        if {"money_in", "money_out"} <= set(filled):
            raise RowFault("invalid-amount", "the row has money in and money out; it can be one of them")
        column = next(iter(filled), "")
        currency = said.get("currency", "")
        try:
            if not _A_DAY.fullmatch(currency):  # where it says the day of value, as `Valuta` may
                self._amounts.amounts.refuse_other(currency or self._currencies.get(column, ""))
            if not column:
                return self._nothing(said)
            amount = self._amounts.signed(said[column])
        except InvalidAmount as fault:
            raise amount_fault(fault) from None
        return -abs(amount) if column == "money_out" or self._goes_out(said) else amount

    @staticmethod
    def _nothing(said: Mapping[str, str]) -> int:
        if any(said.get(name) for name in ("amount", "money_in", "money_out")):
            return 0
        raise RowFault("invalid-amount", "the row has no amount")

    @staticmethod
    def _goes_out(said: Mapping[str, str]) -> bool:
        word = word_of(said.get("direction", ""))
        if word and word not in OUT | IN:
            raise RowFault("invalid-amount", f"'{word[:40]}' says neither money in nor money out")
        return word in OUT


def _iban(text: str) -> str | None:
    """An account number as it is compared: one of international form without blanks."""
    bare = re.sub(r"[\s.-]", "", text).upper()
    return (bare if is_iban(bare) else " ".join(text.split())) or None
