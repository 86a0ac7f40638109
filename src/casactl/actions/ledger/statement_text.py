"""A statement in words for the contact: what each line is about, and what is due at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casactl.domain.ledger import Kind

if TYPE_CHECKING:
    from casactl.actions.ledger.statement import Statement
    from casactl.store.queries.ledger import EntryRow

NAMES = {
    Kind.CHARGE: "Charge",
    Kind.PAYMENT: "Payment",
    Kind.CREDIT: "Credit",
    Kind.REFUND: "Refund",
    Kind.WRITE_OFF: "Written off",
}


def what_it_is(entry: EntryRow) -> str:
    """What a line is about."""
    if entry.kind == Kind.REVERSAL:
        return f"Reversal of entry {entry.reverses}" + (f": {entry.text}" if entry.text else "")
    details = [detail for detail in (entry.method, entry.reference, entry.property) if detail]
    name = "" if entry.kind == Kind.CHARGE and entry.text else NAMES[Kind(entry.kind)]
    words = ": ".join(word for word in (name, entry.text) if word)
    return f"{words} ({', '.join(details)})" if details else words


def closing_words(statement: Statement) -> str:
    """What is due at the end of the period, or to the contact's credit."""
    amount = f"{statement.money(abs(statement.closing))} {statement.currency}"
    return f"In credit: {amount}" if statement.closing < 0 else f"Balance due: {amount}"
