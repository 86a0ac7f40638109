"""From a row's cells to an entry: every cell judged, or the first fault of the row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from casactl.actions.ledger.post import LONGEST_TEXT
from casactl.actions.whose_row import WHOSE, named_beside, ref_of
from casactl.domain.dates import InvalidDate
from casactl.domain.ledger import CHARGES, SIGN, EntryKind
from casactl.domain.money import InvalidAmount
from casactl.domain.names import BadText, clean, fold
from casactl.intake.amount_cell import AmountCells, amount_fault, is_nothing
from casactl.intake.date_order import UNKNOWN, DateOrder
from casactl.intake.engine import RowFault, need_columns
from casactl.intake.sheet import Sheet
from casactl.intake.value_words import ValueWords
from casactl.records import dataclass

T = TypeVar("T")

KINDS = tuple(SIGN)
"""What a row may be; reversals come from `void` alone."""
SHOWN = 40


@dataclass(frozen=True, slots=True)
class EntryCandidate:
    """A row as it would be posted; `amount` is above zero, None where the row says nothing."""

    line: int
    cells: Sequence[str]
    ref: str
    kind: EntryKind
    amount: int
    on: str | None
    due: str | None
    text: str | None
    reference: str | None
    beside: tuple[str, ...] = ()
    """What else the row says of whose it is, held against whom its reference means."""


def check_columns(columns: Sequence[str | None], kind: str | None = None) -> None:
    """Raise MissingColumn when no row could be an entry."""
    if not set(WHOSE) & set(columns):
        need_columns(columns, ["contact"], "entry")
    paired = "money_in" in columns
    need_columns(columns, [*([] if kind or paired else ["kind"]), *([] if paired else ["amount"])], "entry")


def says_days(sheet: Sheet, columns: Sequence[str | None]) -> bool:
    """Whether a file says days at all; one of rows that came back for want of theirs does."""
    codes = [n for n, name in enumerate(sheet.header) if name.strip().lower() == "_code"]
    wanting = ("invalid-date" in row.cells[n] for row in (sheet.rows() if codes else ()) for n in codes)
    return any(map(str.strip, sheet.cells_of(columns, ("date",)))) or any(wanting)


class EntryReader:
    """Reads rows with one file's columns; `kind` and `on` stand for what a row does not say."""

    def __init__(
        self, columns: Sequence[str | None], *, amounts: AmountCells, today: date, kind: str | None = None,
        on: date | None = None, dates: DateOrder = UNKNOWN, words: ValueWords | None = None,
        currencies: Mapping[str, str] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        self._words, self._currencies = words or ValueWords(), currencies
        self._at = {name: n for n, name in enumerate(columns) if name}
        self._amounts, self._today, self._kind_told, self._on, self._dates = amounts, today, kind or "", on, dates

    def read(self, line: int, cells: Sequence[str]) -> EntryCandidate:
        """The candidate of a row.

        Raises RowFault, with all that is wrong.
        """
        said = {name: self._clean(name, cells[n]) for name, n in self._at.items()}
        self._words.meant(said)
        faults: list[RowFault] = []

        def judged(judge: Callable[[str], T], text: str) -> T | None:
            try:
                return judge(text)
            except RowFault as fault:
                faults.append(fault)
                return None

        column, paid = self._money(said)
        kind = judged(self._kind, said.get("kind") or self._kind_told or paid)
        on = judged(self._day, said.get("date") or "") or self._on
        due = judged(self._day, said.get("due") or "")
        judged(self._currency, said.get("currency") or self._currencies.get(column, ""))
        amount = judged(self._amount, said.get(column, ""))
        ref, beside = judged(lambda _: ref_of(said), ""), judged(lambda _: named_beside(said), "")
        if on and kind not in CHARGES and on > self._today:
            faults.append(RowFault("invalid-date", f"{on} is still to come; only a charge may be dated ahead"))
        if column == "money_out" and (kind is None or SIGN[kind] < 0):
            faults[:] = [fault for fault in faults if fault.code != "invalid-kind"]
            faults.append(RowFault("money-out", "the row is money out, which is no payment: ledger refund pays back"))
        if kind is EntryKind.WRITE_OFF and not said.get("text"):
            faults.append(RowFault("missing-text", "a write-off needs a text that says why"))
        if faults or kind is None or amount is None or ref is None:
            raise RowFault.several(faults)
        return EntryCandidate(
            line, cells, ref, kind, amount, on.isoformat() if on else None,
            due.isoformat() if due else None, said.get("text") or None, said.get("reference") or None,
            beside or (),
        )  # fmt: skip

    @staticmethod
    def _money(said: Mapping[str, str]) -> tuple[str, str]:
        """Which column says how much, and the kind that follows from it where a pair parts what comes from what goes.

        Raises RowFault where a pair says both.
        """
        filled = [name for name in ("money_in", "money_out") if not is_nothing(said.get(name, ""))]
        if len(filled) > 1:
            raise RowFault("invalid-amount", "the row has money in and money out; it can be one of them")
        if filled and is_nothing(said.get("amount", "")):
            return filled[0], EntryKind.PAYMENT if filled[0] == "money_in" else ""
        return "amount", EntryKind.PAYMENT if "money_in" in said and "kind" not in said else ""

    def _currency(self, said: str) -> None:
        try:
            self._amounts.amounts.refuse_other(said)
        except InvalidAmount as fault:
            raise amount_fault(fault) from None

    @staticmethod
    def _clean(name: str, cell: str) -> str:
        try:
            return clean(cell, limit=LONGEST_TEXT)
        except BadText as fault:
            raise RowFault("invalid-text", f"the {name} {fault.message}") from None

    @staticmethod
    def _kind(cell: str) -> EntryKind:
        word = fold(cell).replace(" ", "-").replace("_", "-")
        if word not in KINDS:
            raise RowFault("invalid-kind", f"'{cell[:SHOWN]}' is no kind of entry; kinds: {', '.join(KINDS)}")
        return EntryKind(word)

    def _amount(self, cell: str) -> int:
        try:
            return self._amounts.read(cell)
        except InvalidAmount as fault:
            raise amount_fault(fault) from None

    def _day(self, cell: str) -> date | None:
        try:
            return self._dates.read(cell, self._today) if cell else None
        except InvalidDate as fault:
            raise RowFault.of(fault, "invalid-date") from None
