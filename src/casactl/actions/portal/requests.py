"""Changes that people ask for in the portal, and what the office does about them: no task, they block nothing."""

from __future__ import annotations

from collections.abc import Mapping

from casactl.actions.contact.edit import ContactEdit, edit_contact
from casactl.actions.find import find_one
from casactl.domain.failures import failure
from casactl.domain.outcomes import Outcome, Result
from casactl.errors import Refused
from casactl.intake.email_address import normalise_email
from casactl.intake.phone_number import normalise_phone
from casactl.store.queries.contacts import by_ids
from casactl.store.queries.portal_work import RequestRow, request_by_number, requests
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork

OPEN, ACCEPTED, DECLINED = "open", "accepted", "declined"


def ask_for_changes(work: UnitOfWork, contact: int, wishes: Mapping[str, str]) -> None:
    """Write down which other e-mail or phone number a person wants; a later wish replaces one that waits.

    Where the office lets people change such things themselves, they are changed. Raises InvalidValue, Refused.
    """
    edits = work.setting("portal_edits")
    if edits == "off":
        raise failure("portal.no-edits")
    if edits == "direct":
        _change(work, contact, wishes)
        return
    held = by_ids(work.reader, [contact])[contact]
    waiting = {row.what: row for row in requests(work.reader, contact=contact, state=OPEN)}
    for what, typed in wishes.items():
        value = _plain(work, what, typed) if typed else ""
        if not value or value == (held.email if what == "email" else held.phone):
            continue
        if what in waiting:
            work.update("portal_request", [{"id": waiting[what].id, "value": value}])
        else:
            work.insert("portal_request", [{"contact_id": contact, "field": what, "value": value, "state": OPEN}])
        work.summary(f"contact {contact} asks for another {what}")


def _change(work: UnitOfWork, contact: int, wishes: Mapping[str, str]) -> None:
    """Make the changes by the rules of any edit; why not, beside a value that cannot be, is the office's own (SD-8)."""
    fields: dict[str, str | None] = {what: _plain(work, what, typed) for what, typed in wishes.items() if typed}
    try:
        edited = edit_contact(work, str(contact), contact, ContactEdit(fields))
    except Refused:
        raise failure("portal.not-changed") from None
    if edited.refused:
        raise failure("portal.not-changed")
    work.summary(f"contact {contact} changed their details")


def _plain(work: UnitOfWork, what: str, typed: str) -> str:
    return normalise_email(typed) if what == "email" else normalise_phone(typed, work.setting("country")).e164


def find_request(reader: Reader, number: int) -> RequestRow:
    """A change that was asked for.

    Raises NotFound.
    """
    return find_one(request_by_number(reader, number), "request", number)


def accept(work: UnitOfWork, number: int) -> Outcome:
    """Make the change, by the rules of any edit.

    Raises NotFound, Refused.
    """
    row = _waiting(work.reader, number)
    edited = edit_contact(work, str(number), row.contact_id, ContactEdit({row.what: row.value}))
    if edited.refused:
        return Outcome("portal.requests.accept", list(edited))
    work.update("portal_request", [{"id": row.id, "state": ACCEPTED}])
    return _decided("accept", row, ACCEPTED)


def decline(work: UnitOfWork, number: int, reason: str) -> Outcome:
    """Leave things as they are; the person reads why.

    Raises NotFound, Refused.
    """
    row = _waiting(work.reader, number)
    work.update("portal_request", [{"id": row.id, "state": DECLINED, "reason": reason or None}])
    return _decided("decline", row, DECLINED)


def _waiting(reader: Reader, number: int) -> RequestRow:
    row = find_request(reader, number)
    if row.state != OPEN:
        raise failure("portal.request-decided", number=number, state=row.state)
    return row


def _decided(verb: str, row: RequestRow, state: str) -> Outcome:
    note = f"{row.what} {row.value}"
    return Outcome(f"portal.requests.{verb}", [Result(str(row.id), row.id, state, row.display_name, note=note)])
