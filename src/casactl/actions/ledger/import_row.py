"""From a row's cells to an entry: every cell judged, or the first fault of the row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casactl.actions.ledger.post import LONGEST_TEXT
from casactl.domain.amounts import Amounts
from casactl.domain.dates import InvalidDate, parse_date
from casactl.domain.ledger import SIGN, EntryKind
from casactl.domain.money import InvalidAmount
from casactl.domain.names import BadText, clean, fold
from casactl.intake.engine import RowFault, need_columns

KINDS = tuple(SIGN)
"""What a row may be; reversals come from `void` alone."""
NEEDED = ("contact", "kind", "amount")
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


def check_columns(columns: Sequence[str | None]) -> None:
    """Raise MissingColumn when no row could be an entry."""
    need_columns(columns, NEEDED, "entry")


class EntryReader:
    """Reads rows with one file's columns."""

    def __init__(self, columns: Sequence[str | None], *, amounts: Amounts, today: date) -> None:
        self._at = {name: n for n, name in enumerate(columns) if name}
        self._amounts, self._today = amounts, today

    def read(self, line: int, cells: Sequence[str]) -> EntryCandidate:
        """The candidate of a row.

        Raises RowFault.
        """
        said = {name: self._clean(name, cells[n]) for name, n in self._at.items()}
        kind = self._kind(said["kind"])
        on = self._day(said.get("date"))
        if on and kind is not EntryKind.CHARGE and on > self._today:
            raise RowFault("invalid-date", f"{on} is still to come; only a charge may be dated ahead")
        if not said["contact"]:
            raise RowFault("missing-contact", "the row does not say whose entry it is")
        if kind is EntryKind.WRITE_OFF and not said.get("text"):
            raise RowFault("missing-text", "a write-off needs a text that says why")
        due = self._day(said.get("due"))
        return EntryCandidate(
            line, cells, said["contact"], kind, self._amount(said["amount"]), on.isoformat() if on else None,
            due.isoformat() if due else None, said.get("text") or None, said.get("reference") or None,
        )  # fmt: skip

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
            return self._amounts.parse(cell)
        except InvalidAmount as fault:
            raise RowFault("invalid-amount", fault.message) from None

    def _day(self, cell: str | None) -> date | None:
        try:
            return parse_date(cell, self._today) if cell else None
        except InvalidDate as fault:
            raise RowFault("invalid-date", fault.message) from None
