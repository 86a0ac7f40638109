"""Invoices: charges on a numbered document in the customer's name (PY-1), credit notes for those that came to nothing.

Numbers follow one another without a gap, invoices and credit notes in one row of numbers: each is taken in the
transaction that writes the document. None is ever removed; what was invoiced and is voided or undone is credited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from casactl.actions.find import find_one
from casactl.actions.ledger.statement import check_period
from casactl.domain.abilities import Ability, Reason, cannot
from casactl.domain.facts import Facts
from casactl.domain.money import format_amount
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.remedy import Remedy
from casactl.domain.shapes import record
from casactl.records import dataclass
from casactl.store.queries.accounts import recipients
from casactl.store.queries.facts import facts_for
from casactl.store.queries.invoices import (
    Billable,
    InvoiceLine,
    InvoiceRow,
    billable,
    headings,
    invoice_of,
    invoices,
    last_number,
    lines_made_by,
    too_much_invoiced,
)
from casactl.store.queries.ledger import entry as entry_of
from casactl.store.queries.settings import setting
from casactl.store.reader import Reader, Row
from casactl.store.work import UnitOfWork, chunks

INVOICED = "invoiced"
NAMED = 10


@dataclass(frozen=True, slots=True)
class Which:
    """The charges to invoice: some by number, else those of a period that stand on no invoice yet."""

    entries: Sequence[int] = ()
    first: date | None = None
    last: date | None = None

    def takes(self, on: str) -> bool:
        """Whether a charge of that day is in the period."""
        return (self.first is None or on >= self.first.isoformat()) and (
            self.last is None or on <= self.last.isoformat()
        )


def make_invoice(
    work: UnitOfWork, ref: str, number: int, which: Which, unfit: Sequence[Reason] = ()
) -> tuple[Outcome, InvoiceRow | None]:
    """Invoice a contact's charges; nothing changes where there is nothing to invoice, or something is `unfit`.

    Raises InvalidValue, NotFound.
    """
    check_period(which.first, which.last)
    outcome = Outcome("ledger.invoice")
    who = facts_for(work.reader, [number], today=work.today.isoformat(), belongings=False)[number]
    chosen, reasons = _chosen(work, who, which)
    reasons = cannot(who, Ability.EDIT) or [*unfit, *reasons]
    if reasons:
        outcome.add(Result(ref, None, REFUSED, who.display_name, tuple(reasons)))
        return outcome, None
    if not chosen:
        outcome.add(Result(ref, number, UNCHANGED, who.display_name, note="has no charge that is not invoiced"))
        return outcome, None
    made = _written(work, who, chosen)
    money = f"{format_amount(made.total, who.currency)} {who.currency}"
    work.summary(f"invoice {made.number} of {money}: {who.display_name} ({number})")
    shape = {key: value for key, value in record(made, who.currency).items() if key != "currency"}
    outcome.more = shape
    outcome.add(
        Result(ref, made.number, INVOICED, who.display_name, note=f"invoice {made.number}, {money}", more=shape)
    )
    return outcome, made


def _chosen(work: UnitOfWork, who: Facts, which: Which) -> tuple[list[Billable], list[Reason]]:
    rows = billable(work.reader, who.id)
    if not which.entries:
        return [row for row in rows if _is_open(row) and which.takes(row.on)], []
    held = {row.id: row for row in rows}
    reasons = [reason for each in which.entries for reason in _unfit(work, who, each, held.get(each))]
    return [held[each] for each in dict.fromkeys(which.entries) if each in held], reasons


def _is_open(row: Billable) -> bool:
    """Whether something of an entry is left to invoice: it is neither voided, nor invoiced, nor credited as a whole."""
    return not row.voided and row.left > 0


def _unfit(work: UnitOfWork, who: Facts, entry: int, row: Billable | None) -> list[Reason]:
    """Why an entry that was named stands on no invoice of this contact."""
    if row is None:
        found = find_one(entry_of(work.reader, entry), "ledger", entry)
        if found.contact_id != who.id:
            message = f"entry {entry} is of {found.display_name} ({found.contact_id})"
            return [Reason("PY-1", "somebody-elses", message)]
        return [Reason("PY-1", "no-charge", f"entry {entry} is a {found.kind}; charges are invoiced")]
    if row.voided:
        return [Reason("PY-1", "voided", f"entry {entry} was voided")]
    if row.invoiced and row.left <= 0:
        number = invoice_of(work.reader, entry)
        remedy = Remedy("ledger invoice", "show", number or 0)
        return [Reason("PY-1", "already-invoiced", f"entry {entry} stands on invoice {number}", remedy)]
    if row.left <= 0:
        return [Reason("PY-1", "credited", f"all of entry {entry} has been credited")]
    return []


def _written(work: UnitOfWork, who: Facts, rows: Sequence[Billable]) -> InvoiceRow:
    to = recipients(work.reader, [who.id])[who.id]
    head = {"contact_id": who.id, "customer": to.name, "address": "\n".join(to.address) or None}
    lines = [
        {"contact_id": who.id, "entry_id": row.id, "text": _text(row, who.currency), "amount": row.left} for row in rows
    ]
    return _document(work, head, lines)


def _text(row: Billable, currency: str) -> str | None:
    """What a line is for; where part of the charge has been credited before, how much."""
    if not row.credited or row.invoiced:
        return row.text
    return f"{row.text or 'Charge'}, less {format_amount(row.credited, currency)} credited"


def _document(work: UnitOfWork, head: Mapping[str, object], lines: Sequence[Mapping[str, object]]) -> InvoiceRow:
    """Write a document with the next number."""
    number = last_number(work.reader) + 1
    total = sum(int(str(line["amount"])) for line in lines)
    row = {"credits": None, **head, "number": number, "on_date": work.today.isoformat(), "total": total}
    document = work.insert("invoice", [row])[0]
    work.insert("invoice_line", [{**line, "invoice_id": document} for line in lines])
    return invoices(work.store, number=number)[0]


def proposed_invoice(reader: Reader, contact: int, *, today: date) -> InvoiceRow:
    """The contact's latest invoice, else the one that it would get today."""
    if held := invoices(reader, contact=contact, limit=1):
        return held[0]
    to = recipients(reader, [contact])[contact]
    rows, currency = [row for row in billable(reader, contact) if _is_open(row)], setting(reader, "currency")
    lines = [InvoiceLine(row.id, _text(row, currency), row.on, row.due, row.left) for row in rows]
    return InvoiceRow(
        0, last_number(reader) + 1, contact, to.name, today.isoformat(), to.name, "\n".join(to.address),
        sum(line.amount for line in lines), None, lines,
    )  # fmt: skip


def credit_voided(work: UnitOfWork) -> None:
    """Write a credit note for each invoice of which charges were voided or credited in this work; it names it."""
    rows = [row for part in chunks(sorted(work.moved_money)) for row in too_much_invoiced(work.reader, part)]
    _credit(work, rows)


def credit_undone(work: UnitOfWork, operation: int) -> int:
    """Write a credit note for each invoice of an operation that is undone; gives how many."""
    return _credit(work, lines_made_by(work.reader, operation))


def _credit(work: UnitOfWork, rows: Sequence[Row]) -> int:
    heads = headings(work.reader, sorted({row[0] for row in rows}))
    said = []
    for invoice, lines in groupby(rows, key=lambda row: row[0]):
        _, number, contact, customer, address = heads[invoice]
        head = {"contact_id": contact, "customer": customer, "address": address, "credits": invoice}
        credited = [
            {"contact_id": owner, "entry_id": entry, "text": text, "amount": -amount}
            for _, entry, text, amount, owner in lines
        ]
        said.append(f"credit note {_document(work, head, credited).number} takes back what invoice {number} charged")
    work.warnings += said[:NAMED]
    if len(said) > NAMED:
        work.warnings.append(f"and {len(said) - NAMED:,} more credit notes")
    return len(said)
