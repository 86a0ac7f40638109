"""The billing mark: exactly one address of a contact has it when there are any (PY-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from casactl.domain.addresses import GIVEN_UP
from casactl.store.queries.addresses import unmarked_by
from casactl.store.work import UnitOfWork


def give_up_mark(work: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> None:
    """Take the mark off these addresses, before another gets it: the database knows no moment with two."""
    work.update("address", [{"id": row["id"], **GIVEN_UP} for row in rows if row["billing"]])


def take_mark(work: UnitOfWork, numbers: Sequence[int]) -> None:
    """Give the mark to these addresses, of contacts that have none."""
    work.update("address", [{"id": number, "billing": 1} for number in numbers])


def mark_again(work: UnitOfWork, operation: int) -> list[int]:
    """After the undo of an operation: where the billing address went with it, the oldest one takes over.

    Gives the addresses that did.
    """
    numbers = unmarked_by(work.reader, operation)
    take_mark(work, numbers)
    return numbers
