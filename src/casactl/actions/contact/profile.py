"""Everything known about a contact, gathered for `contact show`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from casactl.actions.contact.next_steps import next_steps
from casactl.domain.facts import Facts
from casactl.store.queries.addresses import AddressRow, addresses_of
from casactl.store.queries.arrears import CaseRow, StepRow, open_case, steps_of
from casactl.store.queries.attachments import AttachmentRow, attachments_of
from casactl.store.queries.avatars import AvatarRow, avatar_of
from casactl.store.queries.contacts import ContactRow, by_ids, with_details
from casactl.store.queries.documents import DocumentRow, documents
from casactl.store.queries.due import ScheduledRow, scheduled
from casactl.store.queries.engagements import EngagementRow, engagements_of
from casactl.store.queries.facts import facts_for
from casactl.store.queries.leases import LeaseRow, list_leases
from casactl.store.queries.ledger import oldest_due
from casactl.store.queries.links import LinkRow, links_of
from casactl.store.queries.messages import MessageRow, messages
from casactl.store.queries.notes import NoteRow, notes
from casactl.store.queries.portal import account_of
from casactl.store.reader import Reader

LAST_MESSAGES = 10
"""So many of the latest; `message list` has them all."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A contact with what hangs on it, and the commands that make sense now."""

    contact: ContactRow
    oldest_due: str | None
    attachments: list[AttachmentRow]
    links: list[LinkRow]
    leases: list[LeaseRow]
    addresses: list[AddressRow]
    engagements: list[EngagementRow]
    messages: list[MessageRow]
    notes: list[NoteRow]
    documents: list[DocumentRow]
    avatar: AvatarRow | None
    steps: list[StepRow]
    case: CaseRow | None
    schedule: list[ScheduledRow]
    next: list[tuple[str, str]]
    facts: Facts
    today: str
    blocked_until: str | None

    def as_dict(self, currency: str) -> dict[str, Any]:
        """The JSON object of `contact show`; what no command can fill yet is empty."""
        return {
            **self.contact.as_dict(currency),
            "oldest_due": self.oldest_due,
            "locked_at": self.facts.locked_at,
            "locked_by": self.facts.locked_by,
            "sign_in_blocked_until": self.blocked_until,
            "attachments": [row.as_dict() for row in self.attachments],
            "addresses": [row.as_dict() for row in self.addresses],
            "leases": [row.as_dict(currency, today=self.today) for row in self.leases],
            "links": [row.as_dict() for row in self.links],
            "engagements": [row.as_dict(currency) for row in self.engagements],
            "messages": [row.as_dict() for row in self.messages],
            "notes": [row.as_dict() for row in self.notes],
            "documents": [row.as_dict() for row in self.documents],
            "avatar": self.avatar.as_dict() if self.avatar else None,
            "arrears_history": [row.as_dict() for row in self.steps],
            "case": self.case.as_dict() if self.case else None,
            "schedule": [row.as_dict() for row in self.schedule],
            "analytics": {},
            "next": [{"command": command, "why": why} for command, why in self.next],
        }


def profile_of(reader: Reader, number: int, *, today: str) -> Profile:
    """The profile of a contact that is in scope."""
    scope = reader.scope
    contact = with_details(reader, [by_ids(reader, [number], scope=scope)[number]], today=today, scope=scope)[0]
    attachments = attachments_of(reader, number)
    plans = scheduled(reader, everything=False, contact=number, scope=scope)
    facts = facts_for(reader, [number], today=today, scope=scope)[number]
    links = links_of(reader, number, scope=scope)
    since = oldest_due(reader, number, scope=scope)
    leases = list_leases(reader, contact=number, today=today, scope=scope)
    last = messages(reader, contact=number, limit=LAST_MESSAGES, scope=scope) if scope.attorney is None else []
    written = notes(reader, contact=number, scope=scope), documents(reader, contact=number, scope=scope)
    debt = steps_of(reader, number, scope=scope), open_case(reader, number, scope=scope)
    account = account_of(reader, number)
    blocked = account.blocked_until if account else None
    shut = blocked if blocked and blocked > reader.now else None
    return Profile(
        contact,
        since,
        attachments,
        links,
        leases,
        addresses_of(reader, number, scope=scope),
        engagements_of(reader, number, scope=scope) if scope.attorney is None else [],
        last,
        *written,
        avatar_of(reader, number, scope=scope),
        *debt,
        plans,
        next_steps(facts, plans),
        facts,
        today,
        shut,
    )
