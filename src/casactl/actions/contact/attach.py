"""Attaching contacts to properties and ending that; an end is the last day, inclusive."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from casactl.actions.property.find import find_property
from casactl.domain.abilities import Ability, cannot
from casactl.domain.contact_types import ROLES
from casactl.domain.facts import Facts
from casactl.domain.failures import failure
from casactl.domain.leases import LeaseStatus
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.remedy import Line, Remedy, Sentence
from casactl.errors import InvalidValue, UsageFault
from casactl.store.queries.facts import facts_for
from casactl.store.queries.leases import AttachmentRow, attachments_of, list_leases
from casactl.store.queries.properties import PropertyRow
from casactl.store.work import UnitOfWork


def role_for(given: str | None, type_: str, *, option: str = "--as") -> str:
    """The role that was asked for, else the contact's own type where that is a role; `option` is what gives it.

    Raises UsageFault.
    """
    role = (given or type_).strip().lower().replace("_", "-").replace(" ", "-")
    if role in ROLES:
        return role
    if given:
        raise UsageFault(f"'{given}' is not a role; roles: {', '.join(ROLES)}.", code="contact.invalid-role")
    raise UsageFault(
        f"A {type_} has no role of its own; say which.",
        code="contact.missing-role",
        hint=f"{option} owner, or {', '.join(role for role in ROLES if role != 'owner')}",
    )


def attach_contact(
    work: UnitOfWork, ref: str, number: int, path: str, *, role: str | None, starts: date | None, ends: date | None
) -> Outcome:
    """Attach a contact from `starts` (today) to `ends` (open); repeating it changes nothing."""
    facts = _facts(work, number)
    at = find_property(work.reader, path)
    as_role = role_for(role, facts.type)
    first = starts or work.today
    if ends and ends < first:
        raise InvalidValue(f"The attachment would end on {ends}, before it starts on {first}.")
    outcome = Outcome("contact.attach")
    if reasons := cannot(facts, Ability.BE_ATTACHED):
        outcome.add(Result(ref, number, REFUSED, facts.display_name, tuple(reasons)))
    elif held := _same(work, number, at, as_role, first):
        outcome.add(_held(work, ref, facts, held, starts, ends))
    else:
        attach_row(work, number, at, as_role, first, ends)
        outcome.add(Result(ref, number, "attached", facts.display_name, note=f"to {at.path} as {as_role}"))
    return outcome


def _leases_left(work: UnitOfWork, number: int, at: PropertyRow) -> list[Line]:
    """A lease is a contract: moving out does not end it, which is easily overlooked."""
    today = work.today.isoformat()
    leases = list_leases(work.reader, status=LeaseStatus.ACTIVE, contact=number, within=at.path, today=today)
    return [
        Sentence(
            f"lease {lease.id} of {lease.path} goes on until {lease.last}; end it with: ", Remedy("lease end", lease.id)
        )
        for lease in leases
        if lease.property_id == at.id
    ]


def _facts(work: UnitOfWork, number: int) -> Facts:
    return facts_for(work.reader, [number], today=work.today.isoformat(), belongings=False)[number]


def _same(work: UnitOfWork, number: int, at: PropertyRow, role: str, first: date) -> AttachmentRow | None:
    """An attachment there in that role which reaches into the new one's time."""
    for row in attachments_of(work.reader, number):
        if row.property_id == at.id and row.role == role and row.holds_on(first.isoformat()):
            return row
    return None


def _held(
    work: UnitOfWork, ref: str, facts: Facts, held: AttachmentRow, starts: date | None, ends: date | None
) -> Result:
    """The attachment is there already: change its dates where others are asked for."""
    asked = {"starts": starts, "ends": ends}
    new = {name: day.isoformat() for name, day in asked.items() if day}
    if new.get("ends") and new["ends"] < new.get("starts", held.starts):
        raise InvalidValue(f"The attachment would end on {new['ends']}, before it starts on {held.starts}.")
    if work.update("attachment", [{"id": held.id, **new}]):
        return Result(ref, facts.id, "updated", facts.display_name, note=f"{held.path} as {held.role}")
    return Result(ref, facts.id, UNCHANGED, facts.display_name, note=f"is already attached to {held.path}")


def attach_row(
    work: UnitOfWork, contact: int, at: PropertyRow, role: str, starts: date | None = None, ends: date | None = None
) -> None:
    """Store an attachment.

    Raises Refused.
    """
    refuse_retired(at)
    row = {
        "contact_id": contact,
        "property_id": at.id,
        "role": role,
        "starts": (starts or work.today).isoformat(),
        "ends": ends.isoformat() if ends else None,
    }
    work.insert("attachment", [row])


def refuse_retired(at: PropertyRow) -> None:
    """Raise RetiredProperty where nobody new comes in."""
    if at.retired:
        raise failure("property.retired", path=at.path, id=at.id)


def end_attachments(work: UnitOfWork, starts: Mapping[int, str], last: date) -> list[int]:
    """Make `last` the last day of attachments (numbers with their first days); gives those that changed.

    One that has not begun by then never was: it goes, and the log keeps it.
    """
    day = last.isoformat()
    withdrawn = [number for number, start in starts.items() if date.fromisoformat(start) > last + timedelta(days=1)]
    work.delete("attachment", withdrawn)
    ended = work.update("attachment", [{"id": n, "ends": day} for n in starts if n not in withdrawn])
    return withdrawn + ended


def detach_contact(
    work: UnitOfWork, ref: str, number: int, path: str, *, on: date | None, role: str | None = None
) -> Outcome:
    """End a contact's attachments to a property: at once, or with `on` as the last day."""
    facts = _facts(work, number)
    at = find_property(work.reader, path)
    as_role = role_for(role, facts.type) if role else None
    last = on or work.today - timedelta(days=1)
    rows = [row for row in attachments_of(work.reader, number) if row.property_id == at.id]
    rows = [row for row in rows if as_role in (None, row.role)]
    if not rows:
        where = ", ".join(row.path for row in attachments_of(work.reader, number)) or "nothing"
        raise failure("contact.not-attached", display_name=facts.display_name, path=at.path, where=where)
    open_rows = [row for row in rows if row.holds_on(work.today.isoformat())]
    changed = bool(end_attachments(work, {row.id: row.starts for row in open_rows}, last))
    outcome = Outcome("contact.detach")
    if changed:
        words = f"last day {last}" if on else "at once"
        outcome.add(Result(ref, number, "detached", facts.display_name, note=f"from {at.path}, {words}"))
        outcome.warnings += _leases_left(work, number, at)
    else:
        outcome.add(Result(ref, number, UNCHANGED, facts.display_name, note=f"is not attached to {at.path} any more"))
    return outcome
