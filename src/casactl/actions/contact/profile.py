"""Everything known about a contact, gathered for `contact show`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from casactl.domain.abilities import Ability, cannot
from casactl.domain.contact_types import ROLES, next_type
from casactl.domain.facts import AttachedTo, Facts
from casactl.domain.hindrances import quoted
from casactl.domain.standing import Lifecycle
from casactl.store.queries.attachments import AttachmentRow, attachments_of
from casactl.store.queries.contacts import ContactRow, by_ids, with_details
from casactl.store.queries.due import ScheduledRow, scheduled
from casactl.store.queries.facts import facts_for
from casactl.store.queries.links import LinkRow, links_of
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Profile:
    """A contact with what hangs on it, and the commands that make sense now."""

    contact: ContactRow
    attachments: list[AttachmentRow]
    links: list[LinkRow]
    schedule: list[ScheduledRow]
    next: list[tuple[str, str]]

    def as_dict(self, currency: str) -> dict[str, Any]:
        """The JSON object of `contact show`; what no command can fill yet is empty."""
        return {
            **self.contact.as_dict(currency),
            "attachments": [row.as_dict() for row in self.attachments],
            "addresses": [],
            "leases": [],
            "links": [row.as_dict() for row in self.links],
            "engagements": [],
            "messages": [],
            "notes": [],
            "documents": [],
            "arrears_history": [],
            "case": None,
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
    return Profile(contact, attachments, links, plans, next_steps(facts, plans))


def next_steps(facts: Facts, plans: list[ScheduledRow]) -> list[tuple[str, str]]:
    """The commands that make sense for a standing, each with its reason; at most a handful."""
    steps: list[tuple[str, str]] = []
    if facts.lifecycle is Lifecycle.ARCHIVED:
        steps.append((f"casactl contact unarchive {facts.id}", "bring the contact back"))
    if facts.lifecycle is Lifecycle.ACTIVE:
        steps += _when_active(facts)
    for plan in plans:
        steps.append((f"casactl due cancel {plan.id}", f"drop the plan to {plan.verb} it"))
    steps.append((f"casactl contact can {facts.id}", "everything that is allowed, and why not"))
    return steps


def _when_active(facts: Facts) -> list[tuple[str, str]]:
    steps: list[tuple[str, str]] = []
    onward = next_type(facts.type)
    if onward:
        steps.append((f"casactl contact promote {facts.id}", f"make the {facts.type} a {onward}"))
    elif facts.type in ROLES and not facts.attached:
        steps.append((f"casactl contact attach {facts.id} PATH", "say where the contact belongs"))
    steps += [_detaching(facts.id, at) for at in facts.attached[:2]]
    if not cannot(facts, Ability.ARCHIVE):
        steps.append((f"casactl contact archive {facts.id}", "after a move-out: the history stays"))
    return steps


def _detaching(number: int, at: AttachedTo) -> tuple[str, str]:
    return f"casactl contact detach {number} {quoted(at.path)}", f"end the time as {at.role} there"
