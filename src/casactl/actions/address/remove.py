"""Removing an address: of the billing address another one takes over, work that was to be done there stays (PY-3)."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.actions.address.find import find_address
from casactl.actions.address.mark import take_mark
from casactl.domain.addresses import SEPARATOR
from casactl.domain.outcomes import Outcome, Result
from casactl.domain.remedy import Remedy
from casactl.errors import UsageFault
from casactl.store.queries.addresses import AddressRow, addresses_of
from casactl.store.work import UnitOfWork, chunks


class TakeoverNeeded(UsageFault):
    """The billing address goes, and nobody has said which of several others takes over."""

    code = "address.takeover-needed"

    def __init__(self, row: AddressRow, others: Sequence[AddressRow]) -> None:
        super().__init__(
            f"Address {row.id} is the billing address of {row.display_name}; say which one takes over with "
            "--billing ID.",
            hint=tuple(Remedy("address remove", row.id, billing=each.id, why=where(each)) for each in others),
            rule="PY-3",
        )


def where(row: AddressRow) -> str:
    """An address in one line, as it was typed."""
    return SEPARATOR.join(part for part in (row.line, row.city, row.postcode) if part)


def others_of(row: AddressRow, rows: Sequence[AddressRow]) -> list[AddressRow]:
    """The contact's other addresses when this is its billing address, else none: who may take over."""
    return [each for each in rows if each.id != row.id] if row.billing else []


def remove_address(work: UnitOfWork, number: int, *, billing: int | None = None) -> Outcome:
    """Take an address away; `billing` is the one that takes the mark over.

    Raises AddressNotFound, TakeoverNeeded, UsageFault.
    """
    from casactl.store.tables.address import Address

    row = find_address(work.reader, number)
    heir = _heir(row, others_of(row, addresses_of(work.reader, row.contact_id, scope=work.reader.scope)), billing)
    leave(work, [number])
    work.delete(Address, [number])
    if heir is not None:
        take_mark(work, [heir.id])
    note = f"address {heir.id}, {where(heir)}, is the billing address now" if heir else ""
    return Outcome("address.remove", [Result(str(number), number, "removed", row.display_name, note=note)])


def _heir(row: AddressRow, others: Sequence[AddressRow], billing: int | None) -> AddressRow | None:
    """Who takes over: the one that was named, else the only other one."""
    if billing is not None:
        if not row.billing:
            raise UsageFault(f"Address {row.id} is not the billing address; --billing goes with removing that.")
        named = next((each for each in others if each.id == billing), None)
        if named is None:
            raise UsageFault(f"--billing takes another address of {row.display_name}, not {billing}.")
        return named
    if len(others) > 1:
        raise TakeoverNeeded(row, others)
    return others[0] if others else None


def leave(work: UnitOfWork, numbers: Sequence[int]) -> None:
    """Let work that was to be done at these addresses go on without a place."""
    from casactl.store.tables.engagement import Engagement

    for part in chunks(list(numbers)):
        sql = f"select e.id from engagement e where {work.reader.among('e.address_id', 'ids')} order by e.id"
        rows = work.reader.rows(sql, {"ids": work.reader.bind(part)})
        work.update(Engagement, [{"id": row[0], "address_id": None} for row in rows])
