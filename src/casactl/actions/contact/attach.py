"""Attaching contacts to properties and ending that; an end is the last day, inclusive."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from casactl.actions.property.find import find_property
from casactl.actions.selection import Chosen, for_each
from casactl.domain.abilities import Ability, Reason, cannot
from casactl.domain.contact_types import ROLES
from casactl.domain.facts import Facts
from casactl.domain.failures import failure
from casactl.domain.leases import LeaseStatus, until_words
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.remedy import Blank, Line, Remedy, Said, Sentence
from casactl.errors import InvalidValue
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
        raise failure("contact.invalid-role", f"'{given}' is not a role; roles: {', '.join(ROLES)}.")
    raise failure(
        "contact.missing-role",
        f"A {type_} has no role of its own; say which.",
        hint=f"{option} owner, or {', '.join(role for role in ROLES if role != 'owner')}",
    )


def attach_contact(
    work: UnitOfWork, ref: str, number: int, path: str, *, role: str | None, starts: date | None, ends: date | None
) -> Outcome:
    """Attach a contact from `starts` (today) to `ends` (open); repeating it changes nothing.

    A time that ends goes on where none is asked for; no day of one that runs is taken away by a later first day.
    """
    facts = _facts(work, number)
    at = find_property(work.reader, path)
    as_role = role_for(role, facts.type)
    first = starts or work.today
    _check_days(first, ends)
    outcome = Outcome("contact.attach")
    if reasons := cannot(facts, Ability.BE_ATTACHED):
        outcome.add(Result(ref, number, REFUSED, facts.display_name, tuple(reasons)))
    elif held := _same(work, number, at, as_role, first):
        outcome.add(_held(work, ref, facts, held, starts, ends))
    else:
        attach_row(work, number, at, as_role, first, ends)
        outcome.add(Result(ref, number, "attached", facts.display_name, note=f"to {at.path} as {as_role}"))
    return outcome


def attach_contacts(
    work: UnitOfWork, chosen: Chosen, path: str, *, role: str | None, starts: date | None, ends: date | None
) -> Outcome:
    """Attach each contact, in the role of its own type where none is said.

    Raises what concerns all of them: no such property, no such role, days in the wrong order.
    """
    find_property(work.reader, path)
    if role is not None:
        role_for(role, "")
    _check_days(starts or work.today, ends)

    def act(ref: str, number: int) -> Outcome:
        return attach_contact(work, ref, number, path, role=role, starts=starts, ends=ends)

    return for_each(work.reader, "contact.attach", chosen, act)


def _check_days(first: date, last: date | None) -> None:
    if last and last < first:
        raise InvalidValue(f"The attachment would end on {last}, before it starts on {first}.")


def _leases_left(work: UnitOfWork, number: int, at: PropertyRow) -> list[Line]:
    """A lease is a contract: moving out does not end it, which is easily overlooked."""
    today = work.today.isoformat()
    leases = list_leases(work.reader, status=LeaseStatus.ACTIVE, contact=number, within=at.path, today=today)
    return [
        Sentence(
            f"lease {lease.id} of {lease.path} goes on {until_words(lease.last)}; end it with: ",
            Remedy("lease end", lease.id),
        )
        for lease in leases
        if lease.property_id == at.id
    ]


def _facts(work: UnitOfWork, number: int) -> Facts:
    return facts_for(work.reader, [number], today=work.today.isoformat(), belongings=False)[number]


def _same(work: UnitOfWork, number: int, at: PropertyRow, role: str, first: date) -> AttachmentRow | None:
    """An attachment there in that role which reaches into the new one's time; that of its first day before others."""
    day = first.isoformat()
    rows = [row for row in _there(work, number, at.id, role) if row.holds_on(day)]
    return min(rows, key=lambda row: (row.starts > day, row.starts), default=None)


def _there(work: UnitOfWork, number: int, property_id: int, role: str) -> list[AttachmentRow]:
    rows = attachments_of(work.reader, number)
    return [row for row in rows if row.property_id == property_id and row.role == role]


def _held(
    work: UnitOfWork, ref: str, facts: Facts, held: AttachmentRow, starts: date | None, ends: date | None
) -> Result:
    """The attachment is there already: change its dates where others are asked for."""
    today = work.today.isoformat()
    new: dict[str, str | None] = {name: day.isoformat() for name, day in (("starts", starts), ("ends", ends)) if day}
    first = starts.isoformat() if starts else held.starts
    if ends and ends.isoformat() < first:
        raise InvalidValue(f"The attachment would end on {ends}, before it starts on {held.starts}.")
    if held.starts <= today and first > held.starts:
        if not _goes_on(held, ends):
            return Result(ref, facts.id, REFUSED, facts.display_name, (_runs(facts, held),))
        del new["starts"]  # what runs already goes on
    if ends is None and held.ends is not None:
        new["ends"] = None
    last = new.get("ends", held.ends)
    if later := _next_time(work, facts.id, held, last):
        return Result(ref, facts.id, UNCHANGED, facts.display_name, note=_twice(held, later))
    if work.update("attachment", [{"id": held.id, **new}]):
        note = f"{held.path} as {held.role}{_longer(held, last)}"
        return Result(ref, facts.id, "updated", facts.display_name, note=note)
    since = "is already attached" if held.starts <= today else f"is to be attached from {held.starts} on"
    return Result(ref, facts.id, UNCHANGED, facts.display_name, note=f"{since} to {held.path}")


def _goes_on(held: AttachmentRow, ends: date | None) -> bool:
    """Whether a time that ends is to last longer."""
    return held.ends is not None and (ends is None or ends.isoformat() > held.ends)


def _runs(facts: Facts, held: AttachmentRow) -> Reason:
    until = f"until {held.ends}" if held.ends else "without an end"
    message = f"{facts.display_name} is attached to {held.path} as {held.role} from {held.starts} on, {until}"
    return Reason(
        None, "attached-already", f"{message}; a later first day would take days away that have been",
        Remedy("contact detach", facts.id, Said(held.path), as_=held.role, on=Blank("DATE")),
    )  # fmt: skip


def _next_time(work: UnitOfWork, number: int, held: AttachmentRow, last: str | None) -> AttachmentRow | None:
    """The next time there in the same role, where a longer one would run into it."""
    if held.ends is None or last == held.ends:
        return None
    later = [row for row in _there(work, number, held.property_id, held.role) if row.starts > held.ends]
    first = min(later, key=lambda row: row.starts, default=None)
    return first if first and (last is None or first.starts <= last) else None


def _twice(held: AttachmentRow, later: AttachmentRow) -> str:
    return f"is attached to {held.path} until {held.ends}, and again from {later.starts} on"


def _longer(held: AttachmentRow, last: str | None) -> str:
    """That a time which ends goes on, in words."""
    if held.ends is None or (last is not None and last <= held.ends):
        return ""
    return f", {f'until {last}' if last else 'without an end'}; it would have ended on {held.ends}"


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


def detach_contacts(
    work: UnitOfWork, chosen: Chosen, path: str, *, on: date | None, role: str | None = None
) -> Outcome:
    """End each contact's attachments to a property.

    Raises NotFound, UsageFault for what concerns all of them.
    """
    find_property(work.reader, path)
    if role is not None:
        role_for(role, "")

    def act(ref: str, number: int) -> Outcome:
        return detach_contact(work, ref, number, path, on=on, role=role)

    return for_each(work.reader, "contact.detach", chosen, act)


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
        anyhow = max((row.ends for row in open_rows if row.ends), default=None)
        note = f"leaves {at.path} on {anyhow} anyhow" if anyhow else f"is not attached to {at.path} any more"
        outcome.add(Result(ref, number, UNCHANGED, facts.display_name, note=note))
    return outcome
