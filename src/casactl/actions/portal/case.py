"""An attorney's side: the cases that were handed over (WU-7), and one of them with all that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from casactl.actions.ledger.statement import Statement, statement_of
from casactl.domain.dates import calendar_date
from casactl.domain.failures import failure
from casactl.records import dataclass
from casactl.store.queries.addresses import AddressRow, addresses_of
from casactl.store.queries.arrears import StepRow, steps_of
from casactl.store.queries.cases import CaseLine, open_cases
from casactl.store.queries.contacts import ContactRow, by_ids
from casactl.store.queries.filters import Filters
from casactl.store.queries.ledger import AgeingRow, ageing
from casactl.store.queries.papers import DocumentRow, NoteRow, documents, notes
from casactl.store.queries.settings import timezone
from casactl.store.reader import Reader

BUCKETS = ("current", "d30", "d60", "d90", "d120")


@dataclass(frozen=True, slots=True)
class CaseInList:
    """A case with the age of its debt; a debt that was paid meanwhile has none."""

    line: CaseLine
    debt: AgeingRow | None
    days: int = 0
    """Since the handover."""

    @property
    def due(self) -> int:
        """What of the balance is due, in minor units."""
        return self.line.balance - self.bucket("not_due")

    def bucket(self, name: str) -> int:
        """What is that old, in minor units."""
        return int(getattr(self.debt, name)) if self.debt else 0


SORTS = {
    "name": lambda case: case.line.display_name.casefold(),
    "community": lambda case: case.line.community.casefold(),
    "balance": lambda case: -case.line.balance,
    "status": lambda case: case.line.status,
    "handed-over": lambda case: case.line.opened_at,
    "last-activity": lambda case: case.line.last_activity,
}
"""The orders of the list."""


def cases(reader: Reader, *, today: str, sort: str = "balance", text: str = "") -> list[CaseInList]:
    """The open cases in sight whose name, community or status holds a text."""
    debts = {each.id: each for each in ageing(reader, Filters(), today=today)}
    day, zone = date.fromisoformat(today), timezone(reader)

    def days_since(opened_at: str) -> int:
        return max(0, (day - calendar_date(datetime.fromisoformat(opened_at), zone)).days)

    found = (CaseInList(line, debts.get(line.contact_id), days_since(line.opened_at)) for line in open_cases(reader))
    return sorted(_holding(found, text.casefold().strip()), key=SORTS.get(sort, SORTS["balance"]))


def _holding(found: Iterator[CaseInList], text: str) -> Iterator[CaseInList]:
    return (each for each in found
            if text in f"{each.line.display_name} {each.line.community} {each.line.status}".casefold())  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One case: who, what is owed, what was done, what was filed."""

    line: CaseLine
    debt: AgeingRow | None
    contact: ContactRow
    addresses: list[AddressRow]
    statement: Statement
    history: list[StepRow]
    notes: list[NoteRow]
    documents: list[DocumentRow]

    def bucket(self, name: str) -> int:
        """What of the debt is that old, in minor units."""
        return int(getattr(self.debt, name)) if self.debt else 0


def case_in_sight(reader: Reader, contact: int) -> CaseLine:
    """The open case of a contact as a list shows it; one that is closed, recalled or somebody else's is not there.

    Raises NotFound.
    """
    lines = open_cases(reader, contact=contact)
    if not lines:
        raise failure("contact.not-found", f"There is no case {contact}.")
    return lines[0]


def case_of(reader: Reader, contact: int, *, today: str) -> Case:
    """The open case of a contact with all that belongs to it.

    Raises NotFound.
    """
    line = case_in_sight(reader, contact)
    debt = next((each for each in ageing(reader, Filters(), today=today) if each.id == contact), None)
    return Case(
        line, debt, by_ids(reader, [contact])[contact], addresses_of(reader, contact),
        statement_of(reader, contact, first=None, last=None), steps_of(reader, contact), notes(reader, contact=contact),
        documents(reader, contact=contact),
    )  # fmt: skip
