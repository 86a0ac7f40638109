"""Who owes: the ageing of each debt with the last payment, for the office and, fenced to the cases, for an attorney."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from casactl.domain.shapes import DATE, MONEY, inline
from casactl.store.queries.arrears import last_payments
from casactl.store.queries.filters import Filters
from casactl.store.queries.ledger import AgeingRow, ageing, paid_up_cases
from casactl.store.reader import BATCH, Reader


@dataclass(frozen=True, slots=True)
class Payment:
    """When money came in, and how much of it, in minor units."""

    on: str = field(metadata=DATE)
    amount: int = field(metadata=MONEY)


@dataclass(frozen=True, slots=True)
class Owing:
    """A debt by age, and the last payment."""

    debt: AgeingRow = field(metadata=inline(AgeingRow))
    last_payment: Payment | None


def worklist(reader: Reader, filters: Filters, *, today: str, least: int = 0) -> Iterator[Owing]:
    """Contacts with a balance above zero (and of at least `least` minor units), the largest debt first.

    Without `least` those come last who owe nothing any more and are still with an attorney.
    """
    owing = ageing(reader, filters, today=today)
    debts: Iterator[AgeingRow] = (row for row in owing if row.balance >= least)
    if not least:
        debts = chain(debts, paid_up_cases(reader, filters, today=today))
    if reader.dialect == "postgresql":
        debts = iter(list(debts))  # its cursor has to end before the payments are asked for
    while part := list(islice(debts, BATCH)):
        paid = last_payments(reader, [row.id for row in part])
        yield from (Owing(row, Payment(*paid[row.id]) if row.id in paid else None) for row in part)
