"""Leases, rents and deposits out of a file: what is there already, what comes of a row, and writing it.

An import adds leases and ends them; a lease or a deposit that differs otherwise comes back, as money does that differs.
A rent comes round from the next rent day on: what was due before is another file's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Any

from casactl.actions.contact.importing.tenancy import LeaseTerms, Stay, Tenancy
from casactl.domain.leases import OPEN, overlap
from casactl.domain.money import format_amount
from casactl.domain.recurring import due_on
from casactl.domain.remedy import Blank, Line, Remedy
from casactl.intake.engine import RowFault
from casactl.records import dataclass
from casactl.store.queries.properties import kinds_of
from casactl.store.queries.tenancies import HeldLease, deposits_taken, leases_of, times_of
from casactl.store.work import UnitOfWork


@dataclass(slots=True)
class HeldTenancy:
    """What a contact has of it now."""

    leases: list[HeldLease] = field(default_factory=list)
    taken: int = 0
    deposit: int = 0
    """What is held of what was taken."""
    times: list[tuple[int, int, str, str, str | None]] = field(default_factory=list)
    """(number, property, role, from, to) of each attachment, past ones included."""


def tenancies_held(work: UnitOfWork, contacts: Sequence[int]) -> dict[int, HeldTenancy]:
    """What these contacts have, a statement for each kind of thing."""
    held = {number: HeldTenancy() for number in contacts}
    for lease in leases_of(work.reader, contacts):
        held[lease.contact].leases.append(lease)
    for contact, taken, left in deposits_taken(work.reader, contacts):
        held[contact].taken, held[contact].deposit = taken, left
    for contact, number, place, _, role, starts, ends in times_of(work.reader, contacts):
        held[contact].times.append((number, place, role, starts, ends))
    return held


@dataclass(slots=True)
class TenancyChange:
    """What a row changes in the tenancy of somebody who is there."""

    new: list[tuple[int, Stay]] = field(default_factory=list)
    """Leases to be added, by unit."""
    rents: list[tuple[HeldLease, LeaseTerms]] = field(default_factory=list)
    """Rents that begin to come round."""
    ending: list[tuple[HeldLease, str]] = field(default_factory=list)
    past: list[tuple[int, Stay]] = field(default_factory=list)
    """Times that are over and of which nothing is known."""
    leaving: list[tuple[int, str, str]] = field(default_factory=list)
    """(number, from, last day) of attachments that end."""
    deposit: int | None = None

    def __bool__(self) -> bool:
        return bool(self.new or self.rents or self.ending or self.past or self.leaving or self.deposit)

    @property
    def attaches(self) -> bool:
        """Whether it takes what an archived contact may not have."""
        return bool(self.new or self.past or self.deposit)


class TenancyPlan:
    """Says what a row makes of what is held, or why it cannot."""

    def __init__(
        self, held: HeldTenancy, places: Mapping[str, int | None], *, today: date, currency: str,
        wording: Callable[[Line], str],
    ) -> None:  # fmt: skip
        """`places` gives the number of a property by its path key."""
        self._held, self._places, self._today, self._currency = held, places, today, currency
        self._wording = wording

    def _fault(self, code: str, message: str, remedy: Remedy) -> RowFault:
        return RowFault(code, f"{message}: {self._wording(remedy)}")

    def of(self, tenancy: Tenancy) -> TenancyChange:
        """What changes.

        Raises RowFault.
        """
        change, today = TenancyChange(), self._today.isoformat()
        for stay in tenancy.stays:
            place = self._places[stay.key] or 0
            if stay.lease:
                self._lease(change, place, stay, stay.lease)
            elif stay.last:
                self._time(change, place, stay, today)
        change.deposit = self._deposit(tenancy.deposit)
        return change

    def _lease(self, change: TenancyChange, place: int, stay: Stay, said: LeaseTerms) -> None:
        held = [lease for lease in self._held.leases if lease.property_id == place and lease.began]
        same = next((lease for lease in held if self._is(lease, said)), None)
        if same is None:
            if other := next(
                (each for each in held if overlap((each.starts, each.last), (said.starts, said.last))), None
            ):
                message = f"lease {other.id} of the unit is from {other.starts} to {other.last} already"
                raise self._fault("lease-overlaps", message, Remedy("lease show", other.id))
            change.new.append((place, stay))
            return
        self._refuse_other_money(same, said)
        if said.rent_day and same.rent_day is None and said.last >= self._today.isoformat():
            change.rents.append((same, said))
        if last := self._ending(same, said):
            change.ending.append((same, last))

    def _is(self, lease: HeldLease, said: LeaseTerms) -> bool:
        if said.assumed_start:
            return lease.last >= self._today.isoformat()
        return lease.starts == said.starts

    def _refuse_other_money(self, lease: HeldLease, said: LeaseTerms) -> None:
        """Raise RowFault for another rent, or another day of it: an import changes no money."""
        if said.rent is not None and lease.rent is not None and said.rent != lease.rent:
            held, told = (format_amount(amount, self._currency) for amount in (lease.rent, said.rent))
            message = f"the rent of lease {lease.id} is {held}; an import changes none"
            raise self._fault("lease-differs", message, Remedy("lease rent", lease.id, told, from_=Blank("DATE")))
        if said.rent_day and lease.rent_day and said.rent_day != lease.rent_day:
            raise RowFault("lease-differs", f"the rent of lease {lease.id} comes round on day {lease.rent_day}")

    def _ending(self, lease: HeldLease, said: LeaseTerms) -> str | None:
        """The last day that the row brings, None where it says what is there."""
        if said.last in (lease.last, OPEN) or said.agreed == lease.ends:
            return None
        if said.terminated_on is None and said.ends == lease.ends:
            return None  # it ended early, which the file does not know
        if said.assumed_end and lease.last < self._today.isoformat():
            return None
        early = said.terminated_on is not None and said.ends in (lease.ends, OPEN)
        if lease.terminated_on is None and said.last < lease.last and (early or lease.ends == OPEN):
            return said.last
        here = "no agreed day" if lease.last == OPEN else lease.last
        message = f"lease {lease.id} is from {lease.starts} to {here}, and the row says until {said.last}"
        raise self._fault(
            "lease-differs", f"{message}; end it, or add another behind it", Remedy("lease end", lease.id)
        )

    def _time(self, change: TenancyChange, place: int, stay: Stay, today: str) -> None:
        """The end of a time at a place without a lease."""
        last = stay.last or OPEN
        there = [time for time in self._held.times if time[1:3] == (place, stay.role)]
        for number, _, _, starts, ends in there:
            if (ends or OPEN) > last and starts <= last:
                change.leaving.append((number, starts, last))
        if not there and stay.first and stay.over(today):
            change.past.append((place, stay))

    def _deposit(self, said: int | None) -> int | None:
        if said is None or said in (self._held.taken, self._held.deposit):
            return None
        if not self._held.taken:
            return said
        held, told = (format_amount(amount, self._currency) for amount in (self._held.deposit, said))
        message = f"a deposit of {held} is held, and the row says {told}; an import changes none"
        changes = Remedy("ledger deposit take", Blank("REF"), Blank("AMOUNT"))
        raise self._fault("deposit-differs", f"{message}; take more or return some", changes)


def kinds_of_leased(work: UnitOfWork, places: Mapping[str, int | None], rows: Sequence[Tenancy]) -> dict[int, str]:
    """The kinds of the places where these rows say leases, by number."""
    numbers = {places[stay.key] or 0 for row in rows for stay in row.stays if stay.lease}
    return kinds_of(work.reader, sorted(numbers)) if numbers else {}


def lease_rows(work: UnitOfWork, contact: int, place: int, terms: LeaseTerms) -> Iterator[tuple[str, dict[str, Any]]]:
    """The table and row of a lease, and of its rent where one comes round."""
    number = work.take("lease")
    yield "lease", {
        "id": number, "contact_id": contact, "property_id": place, "starts": terms.starts, "ends": terms.ends,
        "terminated_on": terms.terminated_on, "rent": terms.rent,
    }  # fmt: skip
    if row := coming_rent(work, contact, place, number, terms):
        yield "recurring", row


def coming_rent(work: UnitOfWork, contact: int, place: int, lease: int, terms: LeaseTerms) -> dict[str, Any] | None:
    """A rent from the next rent day on, from its first day where the lease is still to begin."""
    from casactl.actions.rent import Rented, rent_row

    if not (terms.rent and terms.rent_day):
        return None
    starts = date.fromisoformat(terms.starts)
    first = starts if starts >= work.today else due_on(str(terms.rent_day), work.today)
    if first is None or first.isoformat() > terms.last:
        return None
    until = None if terms.last == OPEN else date.fromisoformat(terms.last)
    since = starts if starts >= work.today else max(starts, first.replace(day=1))
    row = rent_row(Rented(lease, contact, place), terms.rent, terms.rent_day, starts=since, until=until)
    return row | {"next_on": first.isoformat()}


def deposit_row(work: UnitOfWork, contact: int, tenancy: Tenancy, amount: int) -> dict[str, Any]:
    """A deposit, taken when the tenancy began."""
    today = work.today.isoformat()
    days = [stay.first for stay in tenancy.stays if stay.first and stay.first <= today]
    return {"contact_id": contact, "kind": "taken", "on_date": min(days, default=today), "amount": amount, "text": None}


def end_tenancy(work: UnitOfWork, change: TenancyChange) -> None:
    """End the leases and the times that a row ends."""
    from casactl.actions.contact.attach import end_attachments
    from casactl.actions.lease import end_lease

    for lease, last in change.ending:
        end_lease(work, str(lease.id), on=date.fromisoformat(last))
    for number, starts, last in change.leaving:
        end_attachments(work, {number: starts}, date.fromisoformat(last))


def attach_for_lease(work: UnitOfWork, contact: int, place: int, stay: Stay) -> None:
    """Attach somebody who is there for the time of a new lease, or widen what they have."""
    from casactl.actions.lease import attach_tenant

    attach_tenant(work, contact, place, stay.first or work.today.isoformat(), stay.last or OPEN)
