"""What a person sees after signing in: their own profile, what they had to do with the office, what they owe (MC-19).

Nothing of the office's own is in it: no tags, notes, lock reasons or arrears, nor what it knows about keys and gates.
"""

from __future__ import annotations

from typing import Any

from casactl.actions.ledger.statement import Statement, statement_of
from casactl.actions.ledger.statement_letter import as_told_outside
from casactl.actions.portal.overview import reference_of
from casactl.domain.abilities import Ability, cannot
from casactl.domain.failures import failure
from casactl.domain.portal import with_query
from casactl.domain.shapes import record
from casactl.records import dataclass
from casactl.store.queries.addresses import AddressRow, addresses_of
from casactl.store.queries.contacts import ContactRow, by_ids, with_details
from casactl.store.queries.engagements import OWN as OWN_WORK
from casactl.store.queries.engagements import EngagementRow, seen_by
from casactl.store.queries.facts import facts_for
from casactl.store.queries.leases import AttachmentRow, LeaseRow, attachments_of, list_leases
from casactl.store.queries.messages import MessageRow, messages
from casactl.store.queries.papers import DocumentRow, documents
from casactl.store.queries.settings import setting
from casactl.store.reader import Reader

OWN = ("id", "display_name", "kind", "first_name", "last_name", "company", "email", "phone", "last_sign_in_at")
"""What of the contact object is the person's own."""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One person's side of the portal on one day."""

    contact: ContactRow
    attachments: list[AttachmentRow]
    addresses: list[AddressRow]
    leases: list[LeaseRow]
    messages: list[MessageRow]
    documents: list[DocumentRow]
    engagements: list[tuple[str, EngagementRow]]
    """Their own work, what is assigned to them, and what they follow (SD-14)."""
    statement: Statement
    today: str
    reference: str
    """What payments carry; empty while none are taken by the portal (MC-6)."""

    def as_dict(self) -> dict[str, Any]:
        """The JSON object of `portal sign-in` and `portal view`."""
        currency = self.statement.currency
        whole = record(self.contact, currency)
        return {
            **{key: whole[key] for key in OWN},
            "properties": [record(row) for row in self.attachments],
            "addresses": [_place(record(row)) for row in self.addresses],
            "leases": [_without_contact(record(row, currency)) for row in self.leases],
            "messages": [_message(record(row)) for row in self.messages],
            "payment_reference": self.reference or None,
            "statement": record(as_told_outside(self.statement), currency),
            "documents": [_document(record(row)) for row in self.documents],
            "engagements": [_work(how, row, currency) for how, row in self.engagements],
        }


def dashboard_of(reader: Reader, contact: int, *, today: str) -> Dashboard:
    """The dashboard of a contact that is in scope."""
    row = with_details(reader, [by_ids(reader, [contact])[contact]], today=today)[0]
    return Dashboard(
        row,
        attachments_of(reader, contact),
        addresses_of(reader, contact),
        list_leases(reader, contact=contact, today=today),
        messages(reader, contact=contact),
        documents(reader, contact=contact, visibility="contact"),
        seen_by(reader, contact),
        statement_of(reader, contact, first=None, last=None),
        today,
        reference_of(facts_for(reader, [contact], today=today, belongings=False)[contact]),
    )


OF_THE_OFFICE = ("state", "letters", "undelivered", "channel", "read_at")
"""What of a message is the office's own."""


def _message(shape: dict[str, Any]) -> dict[str, Any]:
    """A message without what became of the office's letters, and who has read it."""
    return {key: value for key, value in _without_contact(shape).items() if key not in OF_THE_OFFICE}


def _without_contact(shape: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in shape.items() if key not in ("contact_id", "display_name")}


def _place(shape: dict[str, object]) -> dict[str, object]:
    """What of an address is the person's own."""
    own = ("id", "label", "line", "city", "region", "postcode", "country", "formatted", "billing", "site")
    return {key: shape[key] for key in own}


def _document(shape: dict[str, object]) -> dict[str, object]:
    """What a person needs of a document that is meant for them."""
    return {key: shape[key] for key in ("id", "name", "size", "type", "at")}


WORK = ("id", "kind", "title", "text", "state", "state_in_words", "start", "due", "next_visit", "renews", "property",
        "site_address")  # fmt: skip
"""What of a piece of work everybody sees who sees it; who does it is the office's own."""


def _work(how: str, row: EngagementRow, currency: str) -> dict[str, object]:
    """A piece of work as `own`, `assigned` or `followed`; what it costs is between the office and whose it is."""
    shape = record(row, currency)
    mine = how == OWN_WORK
    amount = {"amount": shape["amount"], "currency": currency} if mine else {}
    return {"as": how, "for": None if mine else row.display_name} | {key: shape[key] for key in WORK} | amount


def page_of(reader: Reader, number: int, *, today: str) -> str:
    """The address: no token is in it, whoever follows it signs in first.

    Raises Refused.
    """
    facts = facts_for(reader, [number], today=today, belongings=False)[number]
    if gone := cannot(facts, Ability.EDIT):
        raise failure("portal.gone", gone[0].message, hint=gone[0].remedy)
    return with_query(setting(reader, "portal_url"), "contact", number)
