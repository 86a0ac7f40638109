"""Who owes: the ageing of each debt with the last payment, for the office and, fenced to the cases, for an attorney."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from casactl.domain.money import format_amount
from casactl.store.queries.arrears import last_payments
from casactl.store.queries.filters import Filters
from casactl.store.queries.ledger import AgeingRow, ageing
from casactl.store.reader import BATCH, Reader


@dataclass(frozen=True, slots=True)
class Owing:
    """A debt by age, and the last payment: its day, and its amount in minor units."""

    debt: AgeingRow
    paid: tuple[str, int] | None

    def as_dict(self, currency: str) -> dict[str, object]:
        """The JSON shape: that of `ledger ageing`, and the last payment."""
        paid = {"on": self.paid[0], "amount": format_amount(self.paid[1], currency)} if self.paid else None
        return {**self.debt.as_dict(currency), "last_payment": paid}


def worklist(reader: Reader, filters: Filters, *, today: str, least: int = 0) -> Iterator[Owing]:
    """Contacts with a balance above zero (and of at least `least` minor units), the largest debt first."""
    owing = ageing(reader, filters, today=today)
    debts: Iterator[AgeingRow] = (row for row in owing if row.balance >= least)
    if reader.dialect == "postgresql":
        debts = iter(list(debts))  # its cursor has to end before the payments are asked for
    while part := list(islice(debts, BATCH)):
        paid = last_payments(reader, [row.id for row in part])
        yield from (Owing(row, paid.get(row.id)) for row in part)
