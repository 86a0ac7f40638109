"""The first page of a person in the portal: how they stand in plain words, what is due, what needs them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from casactl.actions.find import find_one
from casactl.actions.ledger.statement import Statement, statement_of
from casactl.domain.abilities import Ability, cannot
from casactl.domain.engagements import OPEN, EngagementKind
from casactl.domain.facts import Facts
from casactl.domain.ledger import open_entries
from casactl.domain.payment_reference import payment_reference
from casactl.records import dataclass
from casactl.store.queries.addresses import AddressRow, addresses_of
from casactl.store.queries.agreements import PlanRow, plans
from casactl.store.queries.contacts import ContactRow, by_ids
from casactl.store.queries.engagements import ASSIGNED, OWN, EngagementRow, seen_by
from casactl.store.queries.facts import facts_for
from casactl.store.queries.invoices import InvoiceRow, invoices
from casactl.store.queries.leases import AttachmentRow, attachments_of
from casactl.store.queries.ledger import StandingRow, standing_entries
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
    plan: PlanRow | None
    """By which instalments the debt is paid, where that was agreed."""
    may_pay: bool
    """Whether payments through the portal are taken (MC-6); why not is the office's own."""
    reference: str
    """What payments carry; empty while none are taken."""
    archived: bool
    to_sign: list[EngagementRow]
    tasks: list[EngagementRow]
    events: list[EngagementRow]
    unread: int
    """How many messages of the office have not been opened yet."""


def overview_of(reader: Reader, contact: int, *, today: str) -> Overview:
    """The first page of whoever reads."""
    facts = facts_for(reader, [contact], today=today, belongings=False)[contact]
    standing = standing_entries(reader, contact)
    statement = statement_of(reader, contact, first=None, last=None, standing=standing)
    work = [(how, row) for how, row in seen_by(reader, contact) if row.state == OPEN]
    own = [row for how, row in work if how == OWN]
    return Overview(
        by_ids(reader, [contact])[contact],
        attachments_of(reader, contact),
        statement,
        due_now=max(0, statement.due),
        coming=coming_of(standing, today),
        plan=instalments_of(reader, contact, today),
        may_pay=not cannot(facts, Ability.PAY),
        reference=reference_of(facts),
        archived=not is_current(facts),
        to_sign=[row for row in own if row.kind == EngagementKind.CONTRACT],
        tasks=[row for how, row in work if row.kind == EngagementKind.TASK and (how == ASSIGNED or row.assignee_id)],
        events=[row for _, row in work if row.kind == EngagementKind.EVENT and (row.due or row.starts or "") >= today],
        unread=unread_in_portal(reader, contact),
    )  # fmt: skip


def reference_of(facts: Facts) -> str:
    """The reference of somebody's payments; empty while none are taken by the portal (MC-6)."""
    return "" if cannot(facts, Ability.PAY) else payment_reference(facts.id)


def is_current(facts: Facts) -> bool:
    """Whether the office may write to the person (MC-22)."""
    return not cannot(facts, Ability.RECEIVE_MESSAGE)


def coming_of(standing: Sequence[StandingRow], today: str) -> list[Coming]:
    """What falls due later, by its days: money settles the oldest first."""
    later: dict[str, int] = {}
    for each in open_entries(row.entry for row in standing):
        day = each.entry.day.isoformat()
        if day > today:
            later[day] = later.get(day, 0) + each.left
    return [Coming(day, later[day]) for day in sorted(later)]


def instalments_of(reader: Reader, contact: int, today: str) -> PlanRow | None:
    """The instalment plan that somebody pays by, if any."""
    return next(iter(plans(reader, today=today, contacts=[contact], still_open=True)), None)


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account: the statement of a period, what falls due on which day, the plan, the invoices."""

    statement: Statement
    coming: list[Coming]
    plan: PlanRow | None
    invoices: list[InvoiceRow]
    reference: str
    """What payments carry; empty while none are taken."""


def account_of(reader: Reader, contact: int, *, today: str, first: date | None, last: date | None) -> Account:
    """The same for the page that shows it.

    Raises InvalidValue.
    """
    standing = standing_entries(reader, contact)
    statement = statement_of(reader, contact, first=first, last=last, standing=standing)
    coming, plan = coming_of(standing, today), instalments_of(reader, contact, today)
    facts = facts_for(reader, [contact], today=today, belongings=False)[contact]
    return Account(statement, coming, plan, invoices(reader, contact=contact), reference_of(facts))


def invoice_for(reader: Reader, contact: int, number: int) -> InvoiceRow:
    """An invoice of the contact's own.

    Raises NotFound.
    """
    found = next(iter(invoices(reader, contact=contact, number=number)), None)
    return find_one(found, "invoice", number)


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
