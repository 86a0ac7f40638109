"""Everything known about a contact, gathered for `contact show`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from casactl.actions.contact.profile.account import Account
from casactl.actions.contact.profile.next_steps import Situation, Step, always, next_steps
from casactl.domain.abilities import Ability, cannot
from casactl.domain.engagements import DONE, OPEN, STATES, is_over
from casactl.domain.facts import Facts
from casactl.domain.moves import MOVES
from casactl.domain.plans import OPEN as OPEN_PLANS
from casactl.domain.shapes import record
from casactl.domain.standing import Lifecycle, Portal, meaning
from casactl.records import dataclass
from casactl.store.queries.addresses import AddressRow, addresses_of
from casactl.store.queries.arrears import CaseRow, StepRow, open_case, steps_of
from casactl.store.queries.contacts import ContactRow, by_ids, with_details
from casactl.store.queries.due import ScheduledRow, scheduled
from casactl.store.queries.engagements import EngagementRow, assigned_to, engagements_of
from casactl.store.queries.facts import facts_now
from casactl.store.queries.leases import AttachmentRow, LeaseRow, attachments_of, list_leases
from casactl.store.queries.ledger import standing_entries
from casactl.store.queries.links import LinkRow, links_of
from casactl.store.queries.messages import MessageRow, messages
from casactl.store.queries.outbox import ChannelState, last_invitation
from casactl.store.queries.papers import AvatarRow, DocumentRow, NoteRow, avatar_of, documents, notes
from casactl.store.queries.portal import account_of
from casactl.store.queries.profile import MoveRow, Particulars, heard_of, last_move, particulars
from casactl.store.queries.settings import whole
from casactl.store.reader import Reader

LAST_MESSAGES = 10
"""So many of the latest; `message list` has them all."""


@dataclass(frozen=True, slots=True)
class ContactWork:
    """The work for a contact, and what the contact has been given to do for others."""

    own: list[EngagementRow]
    assigned: list[EngagementRow]

    def counts(self, today: str) -> dict[str, int]:
        """The contact's own by state; an event that has passed is done, whether somebody said so or not."""
        states = [_state(row, today) for row in self.own]
        return {state: states.count(state) for state in STATES}


def _state(row: EngagementRow, today: str) -> str:
    passed = row.state == OPEN and is_over(row.kind, row.state, starts=row.starts, due=row.due, today=today)
    return DONE if passed else row.state


@dataclass(frozen=True, slots=True)
class Profile:
    """A contact with what hangs on it, and the commands that make sense now.

    `work` is None for an attorney, whose matter it is not; `move` is what led to a life cycle out of the ordinary.
    """

    contact: ContactRow
    facts: Facts
    particulars: Particulars
    move: MoveRow | None
    blocked_until: str | None
    invitation: list[ChannelState]
    """What has become of the letter, while somebody is invited."""
    attachments: list[AttachmentRow]
    links: list[LinkRow]
    leases: list[LeaseRow]
    addresses: list[AddressRow]
    account: Account
    work: ContactWork | None
    messages: list[MessageRow]
    notes: list[NoteRow]
    documents: list[DocumentRow]
    avatar: AvatarRow | None
    steps: list[StepRow]
    case: CaseRow | None
    schedule: list[ScheduledRow]
    heard: list[str]
    next: list[Step]
    today: str

    def as_dict(self, currency: str) -> dict[str, Any]:
        """The JSON object of `contact show`."""
        work = self.work or ContactWork([], [])
        return {
            **record(self.contact, currency),
            **self._standing(),
            "attachments": [record(row) for row in self.attachments],
            "addresses": [record(row) for row in self.addresses],
            "leases": [record(row, currency) for row in self.leases],
            "links": [record(row) for row in self.links],
            "money": self.account.money(currency),
            "engagements": [record(row, currency) for row in work.own],
            "assigned_work": [record(row, currency) for row in work.assigned],
            "messages": [record(row) for row in self.messages],
            "notes": [record(row) for row in self.notes],
            "documents": [record(row) for row in self.documents],
            "avatar": record(self.avatar) if self.avatar else None,
            "arrears_history": [record(row) for row in self.steps],
            "case": record(self.case) if self.case else None,
            "schedule": [record(row) for row in self.schedule],
            "analytics": self._analytics(currency),
            "next": [{"command": command, "why": why} for command, why in self.next],
        }

    def _standing(self) -> dict[str, Any]:
        """Why, since when and by whom a standing is what it is."""
        facts, move = self.facts, self.move
        return {
            "lifecycle_since": move.at if move else None,
            "lifecycle_by": move.actor if move else None,
            "lifecycle_reason": move.reason or None if move else None,
            "meaning": meaning(
                facts.lifecycle, facts.before, locked=facts.locked, signs_in=not cannot(facts, Ability.SIGN_IN)
            ),
            "locked_at": facts.locked_at,
            "locked_by": facts.locked_by,
            "invited_at": self.particulars.invited_at,
            "invitation_until": self.particulars.invitation_until,
            "invitation_letters": [record(row) for row in self.invitation],
            "sign_in_blocked_until": self.blocked_until,
        }

    def _analytics(self, currency: str) -> dict[str, Any]:
        """How the contact pays, its work by state, and when there was contact.

        The contact's being added counts, and messages, notes and the last sign-in do, as far as they may be seen.
        """
        signed_in = self.contact.last_sign_in_at
        moments = [self.contact.created_at, *self.heard, *([signed_in] if signed_in else [])]
        return {
            **self.account.habits(currency),
            "work": self.work.counts(self.today) if self.work else None,
            "first_contact": min(moments),
            "last_contact": max(moments),
        }


def profile_of(reader: Reader, number: int, *, today: str, may: Callable[[str], bool] = always) -> Profile:
    """The profile of a contact that is in scope; `may` says of a command (`contact invite`) whether it is permitted."""
    staff = not reader.scope.outside
    contact = with_details(reader, [by_ids(reader, [number])[number]], today=today)[0]
    facts = facts_now(reader, number, today=today)
    own = particulars(reader, number)
    work = ContactWork(engagements_of(reader, number), assigned_to(reader, number))
    lately = (date.fromisoformat(today) - timedelta(days=whole(reader, "plan_days"))).isoformat()
    plans = scheduled(reader, everything=False, contact=number, lapsed_since=lately)
    steps = steps_of(reader, number)
    account = Account(standing_entries(reader, number), contact.balance, own.oldest_due, today=today)
    situation = Situation(
        facts,
        plans=[plan for plan in plans if plan.state in OPEN_PLANS],
        work=work.own if staff else [],
        given=work.assigned if staff else [],
        owing_since=own.oldest_due,
        last_status=steps[0].at if steps else None,
        expired=contact.invitation_expired,
        today=today,
    )
    return Profile(
        contact=contact,
        facts=facts,
        particulars=own,
        move=_move(reader, facts) if staff else None,
        blocked_until=_shut_until(reader, number),
        invitation=last_invitation(reader, number) if staff and facts.portal is Portal.INVITED else [],
        attachments=attachments_of(reader, number),
        links=sorted(links_of(reader, number), key=lambda link: not link.primary),
        leases=list_leases(reader, contact=number, today=today),
        addresses=addresses_of(reader, number),
        account=account,
        work=work if staff else None,
        messages=messages(reader, contact=number, limit=LAST_MESSAGES) if staff else [],
        notes=notes(reader, contact=number),
        documents=documents(reader, contact=number),
        avatar=avatar_of(reader, number),
        steps=steps,
        case=open_case(reader, number),
        schedule=plans,
        heard=heard_of(reader, number),
        next=next_steps(situation, may),
        today=today,
    )


def _move(reader: Reader, facts: Facts) -> MoveRow | None:
    """What led to where a contact is, for those who are not simply active."""
    if facts.lifecycle is Lifecycle.ACTIVE:
        return None
    verbs = [f"contact.{verb}" for verb, move in MOVES.items() if facts.lifecycle in move.lifecycle.values()]
    return last_move(reader, facts.id, verbs)


def _shut_until(reader: Reader, number: int) -> str | None:
    """When somebody who typed wrong passwords may try again, where that lies ahead."""
    account = account_of(reader, number)
    until = account.blocked_until if account else None
    return until if until and until > reader.now else None
