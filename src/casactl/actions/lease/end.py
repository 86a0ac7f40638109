"""Ending a lease before its agreed day, or withdrawing one that has not begun."""

from __future__ import annotations

from datetime import date, timedelta

from casactl.actions.contact.attach import end_attachments
from casactl.actions.lease.add import OPEN, TENANT, leases_on, refuse_overlap
from casactl.actions.lease.find import find_lease
from casactl.domain.abilities import Ability, cannot
from casactl.domain.leases import LeaseStatus, overlap
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.errors import InvalidValue
from casactl.store.queries.attachments import AttachmentRow, attachments_of
from casactl.store.queries.facts import facts_for
from casactl.store.queries.leases import LeaseRow
from casactl.store.work import UnitOfWork


class EndsAfterAgreed(InvalidValue):
    """A lease is not made longer by ending it."""

    code = "lease.ends-after-agreed"


def end_lease(work: UnitOfWork, ref: str, *, on: date | None) -> Outcome:
    """Make `on` the last day of a lease, or end it at once; its attachment ends with it.

    A lease that has not begun by then is withdrawn: it stays on record, ended, and nobody was attached.
    Raises LeaseNotFound, EndsAfterAgreed, LeaseOverlaps.
    """
    lease = find_lease(work.reader, ref)
    today = work.today.isoformat()
    if on and on.isoformat() > lease.ends:
        raise EndsAfterAgreed(
            f"Lease {lease.id} is agreed until {lease.ends}; it cannot end on {on}.",
            hint="for a longer stay add a lease from the day after",
        )
    facts = facts_for(work.reader, [lease.contact_id], today=today, belongings=False)
    outcome = Outcome("lease.end")
    if reasons := cannot(facts[lease.contact_id], Ability.EDIT):
        outcome.add(Result(ref, lease.id, REFUSED, lease.display_name, tuple(reasons)))
    elif note := _nothing_to_do(lease, on, today):
        outcome.add(Result(ref, lease.id, UNCHANGED, lease.display_name, note=note))
    else:
        outcome.add(_end(work, ref, lease, on or work.today - timedelta(days=1)))
    return outcome


def _nothing_to_do(lease: LeaseRow, on: date | None, today: str) -> str:
    """Why nothing changes: over already, or ending on that day anyhow."""
    if lease.status(today) is not LeaseStatus.ACTIVE and (on is None or on.isoformat() >= lease.last):
        return f"left lease {lease.id} on {lease.last} already" if lease.began else f"never began lease {lease.id}"
    if not lease.began:
        return f"never began lease {lease.id}"
    return f"leaves lease {lease.id} on {lease.last} anyhow" if on and on.isoformat() == lease.last else ""


def _end(work: UnitOfWork, ref: str, lease: LeaseRow, last: date) -> Result:
    from casactl.store.tables.lease import Lease

    day, yesterday = last.isoformat(), (work.today - timedelta(days=1)).isoformat()
    begun = lease.starts <= day
    if day > lease.last:
        refuse_overlap(work, lease.contact_id, lease.property_id, (lease.starts, day), leaving_out=lease.id)
    ended = (None if day == lease.ends else day) if begun else min(day, yesterday)
    _end_attachments(work, lease, last)
    work.update(Lease, [{"id": lease.id, "terminated_on": ended}])
    words = f"lease of {lease.path}, last day {day}" if begun else f"lease of {lease.path}, withdrawn before it began"
    work.summary(f"ended lease {lease.id}: {lease.display_name} ({lease.contact_id}) at {lease.path}")
    return Result(ref, lease.id, "ended", lease.display_name, note=words)


def _end_attachments(work: UnitOfWork, lease: LeaseRow, last: date) -> None:
    """End what the lease attached, but for what another lease of the contact there still needs."""
    others = [
        (row.starts, row.last)
        for row in leases_on(work, lease.contact_id, lease.property_id)
        if row.id != lease.id and row.began and row.status(work.today.isoformat()) is LeaseStatus.ACTIVE
    ]
    ending = {
        row.id: row.starts
        for row in attachments_of(work.reader, lease.contact_id)
        if row.property_id == lease.property_id
        and row.role == TENANT
        and _follows(row, lease, last.isoformat())
        and not any(overlap((row.starts, row.ends or OPEN), other) for other in others)
    }
    end_attachments(work, ending, last)


def _follows(row: AttachmentRow, lease: LeaseRow, last: str) -> bool:
    """Whether an attachment ends with the lease: not one that is older than a lease that never began."""
    if not overlap((row.starts, row.ends or OPEN), (lease.starts, lease.last)):
        return False
    if last < lease.starts and row.starts < lease.starts:
        return False
    return (row.ends or OPEN) > last or row.ends == lease.last
