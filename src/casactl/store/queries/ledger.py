"""Ledger entries: one, a contact's, and what is owed by age."""

from __future__ import annotations

from dataclasses import dataclass

from casactl.store.reader import Reader
from casactl.store.scope import Scope

COLUMNS = "e.id, e.contact_id, e.kind, e.on_date, e.due, e.amount, e.text, e.reference, e.reverses, e.voided"


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry; `amount` is above zero where it adds to what the contact owes."""

    id: int
    contact_id: int
    kind: str
    on: str
    due: str | None
    amount: int
    text: str | None
    reference: str | None
    reverses: int | None
    voided: int
    display_name: str = ""


def entry(reader: Reader, number: int, *, scope: Scope) -> EntryRow | None:
    """The entry of that number, with the contact's name."""
    sql = (
        f"select {COLUMNS}, c.display_name from ledger_entry e join contact c on c.id = e.contact_id "
        f"where e.id = :id and {scope.predicate('c.id')}"
    )
    row = reader.one(sql, {"id": number} | scope.params, scope=scope)
    return EntryRow(*row) if row else None


def standing_reference(reader: Reader, contact: int, reference: str) -> int | None:
    """The latest entry of a contact with that reference that was not voided."""
    sql = (
        "select max(e.id) from ledger_entry e where e.reference = :reference and e.reference is not null "
        "and e.contact_id = :contact and e.voided = 0 and e.kind <> 'reversal'"
    )
    row = reader.one(sql, {"reference": reference, "contact": contact})
    return row[0] if row else None
