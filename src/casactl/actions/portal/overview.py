"""The first page of a person in the portal: how they stand in plain words, what is due, what needs them."""

from __future__ import annotations

from dataclasses import dataclass

from casactl.actions.ledger.statement import Statement, statement_of
from casactl.domain.abilities import Ability, cannot
from casactl.domain.engagements import OPEN, EngagementKind
from casactl.domain.facts import Facts
from casactl.store.queries.addresses import AddressRow, addresses_of
from casactl.store.queries.contacts import ContactRow, by_ids
from casactl.store.queries.engagements import ASSIGNED, OWN, EngagementRow, seen_by
from casactl.store.queries.facts import facts_for
from casactl.store.queries.leases import AttachmentRow, attachments_of
from casactl.store.queries.messages import unread_in_portal
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Coming:
    """What falls due on a later day, in minor units."""

    on: str
    amount: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What the first page shows."""

    contact: ContactRow
    homes: list[AttachmentRow]
    statement: Statement
    due_now: int
    coming: list[Coming]
    may_pay: bool
    """Whether payments through the portal are taken (MC-6); why not is the office's own."""
    archived: bool
    to_sign: list[EngagementRow]
    tasks: list[EngagementRow]
    events: list[EngagementRow]
    unread: int
    """How many messages of the office have not been opened yet."""


def overview_of(reader: Reader, contact: int, *, today: str) -> Overview:
    """The first page of whoever reads."""
    facts = facts_for(reader, [contact], today=today, belongings=False)[contact]
    statement = statement_of(reader, contact, first=None, last=None)
    due, coming = due_and_coming(statement, today)
    work = [(how, row) for how, row in seen_by(reader, contact) if row.state == OPEN]
    own = [row for how, row in work if how == OWN]
    return Overview(
        by_ids(reader, [contact])[contact],
        attachments_of(reader, contact),
        statement, due, coming,
        may_pay=not cannot(facts, Ability.PAY),
        archived=not is_current(facts),
        to_sign=[row for row in own if row.kind == EngagementKind.CONTRACT],
        tasks=[row for how, row in work if row.kind == EngagementKind.TASK and (how == ASSIGNED or row.assignee_id)],
        events=[row for _, row in work if row.kind == EngagementKind.EVENT and (row.due or row.starts or "") >= today],
        unread=unread_in_portal(reader, contact),
    )  # fmt: skip


def is_current(facts: Facts) -> bool:
    """Whether the office may write to the person (MC-22)."""
    return not cannot(facts, Ability.RECEIVE_MESSAGE)


def due_and_coming(statement: Statement, today: str) -> tuple[int, list[Coming]]:
    """What of a debt is due by a day, and what falls due later, by its days: money settles the oldest first."""
    later: dict[str, int] = {}
    for entry in statement.entries:
        day = entry.due or entry.on
        if entry.amount > 0 and not entry.voided and entry.kind != "reversal" and day > today:
            later[day] = later.get(day, 0) + entry.amount
    left = max(0, statement.closing)
    coming: list[Coming] = []
    for day in sorted(later, reverse=True):
        part = min(left, later[day])
        left -= part
        if part:
            coming.append(Coming(day, part))
    return left, coming[::-1]


@dataclass(frozen=True, slots=True)
class Details:
    """What the office holds about a person that is their own, with whom to ask for the key."""

    contact: ContactRow
    addresses: list[AddressRow]
    homes: list[AttachmentRow]


def details_of(reader: Reader, contact: int) -> Details:
    """The same for the page that shows it."""
    row = by_ids(reader, [contact])[contact]
    return Details(row, addresses_of(reader, contact), attachments_of(reader, contact))
