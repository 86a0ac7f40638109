"""Invoices and credit notes, and which charges stand on one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import field, replace
from typing import NamedTuple

from casactl.domain.shapes import DATE, INNER, MONEY, PROSE, Kind, currency_behind, derived
from casactl.records import dataclass
from casactl.store.queries.recurring import CREDIT_OF_IT
from casactl.store.reader import BATCH, Reader, Row

CHARGES = "('charge', 'fee')"
"""The kinds of entries that are invoiced."""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A charge on an invoice; `amount` is below zero on a credit note."""

    entry: int
    text: str | None = field(metadata=PROSE)
    on: str = field(metadata=DATE)
    due: str | None = field(metadata=DATE)
    amount: int = field(metadata=MONEY)


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice; a credit note names the number of the invoice that it `credits`."""

    id: int = field(metadata=INNER)
    number: int
    contact_id: int
    display_name: str = field(metadata=INNER)
    on: str = field(metadata=DATE)
    customer: str | None
    home: str | None = field(metadata=INNER)
    """The lines of the address."""
    total: int = field(metadata=MONEY)
    credits: int | None
    lines: list[InvoiceLine] = field(default_factory=list)

    currency = currency_behind("total")

    @derived(after="on")
    def entries(self) -> list[int]:
        """The numbers of the charges."""
        return [line.entry for line in self.lines]

    @derived(after="customer")
    def address(self) -> list[str]:
        """The billing address on that day, line by line."""
        return (self.home or "").splitlines()

    @derived(after="number", kind=Kind.TEXT)
    def kind(self) -> str:
        """`invoice` or `credit-note`."""
        return "invoice" if self.credits is None else "credit-note"


def invoices(
    reader: Reader, *, contact: int | None = None, number: int | None = None, limit: int | None = None,
) -> list[InvoiceRow]:  # fmt: skip
    """Invoices and credit notes with their lines, the newest first."""
    asked = {"i.contact_id = :contact": contact, "i.number = :number": number}
    where = ["1 = 1", *(condition for condition, value in asked.items() if value is not None)]
    sql = (
        "select i.id, i.number, i.contact_id, c.display_name, i.on_date, i.customer, i.address, i.total, o.number "
        "from {invoice} i join {contact} c on c.id = i.contact_id left join {invoice} o on o.id = i.credits "
        f"where {' and '.join(where)} order by i.number desc{'' if limit is None else ' limit :limit'}"
    )
    rows = reader.rows(sql, {"contact": contact, "number": number, "limit": limit})
    lines = _lines(reader, [row[0] for row in rows])
    return [replace(InvoiceRow(*row), lines=lines.get(row[0], [])) for row in rows]


def _lines(reader: Reader, numbers: Sequence[int]) -> dict[int, list[InvoiceLine]]:
    sql = (
        "select l.id, l.contact_id, l.invoice_id, l.entry_id, l.text, e.on_date, e.due, l.amount from {invoice_line} l "
        f"join {{ledger_entry}} e on e.id = l.entry_id where {reader.among('l.invoice_id', 'ids')} order by l.id"
    )
    found: dict[int, list[InvoiceLine]] = {}
    for start in range(0, len(numbers), BATCH):
        rows = reader.rows(sql, {"ids": reader.bind(numbers[start : start + BATCH])})
        due = _due_when_made(reader, rows)
        for number, _, invoice, *line in rows:
            made = InvoiceLine(*line)
            found.setdefault(invoice, []).append(replace(made, due=due[number]) if number in due else made)
    return found


def _due_when_made(reader: Reader, lines: Sequence[Row]) -> dict[int, str | None]:
    """By when the charges of these lines were to be paid as an invoice was made, where that was changed since."""
    whole = reader.unfenced("an invoice says by when it asked to be paid, whoever reads it")
    sql = (
        "select h.table_name, h.row_id, h.before from {change} h "
        f"where {reader.among('h.contact_id', 'contacts')} and h.after is not null and (h.table_name = 'invoice_line' "
        f"and h.before is null and {reader.among('h.row_id', 'lines')} or h.table_name = 'ledger_entry' "
        f"and {reader.among('h.row_id', 'entries')} and {reader.contains('h.before', 'mark')}) order by h.id desc"
    )
    params: dict[str, object] = {
        "contacts": reader.bind({row[1] for row in lines}), "lines": reader.bind([row[0] for row in lines]),
        "entries": reader.bind({row[3] for row in lines}), "mark": '"due":',
    }  # fmt: skip
    entry_of = {row[0]: row[3] for row in lines}
    later: dict[int, str | None] = {}
    found: dict[int, str | None] = {}
    for table, number, before in whole.rows(sql, params) if lines else ():  # the newest first
        if table == "ledger_entry":
            later[number] = json.loads(before)["due"]
        elif (entry := entry_of[number]) in later:
            found[number] = later[entry]
    return found


def last_number(reader: Reader) -> int:
    """The highest number given so far: a fact of the workspace, whoever asks."""
    whole = reader.unfenced("invoices are numbered without a gap, whoever writes one")
    row = whole.one("select max(i.number) from {invoice} i")
    return int(row[0] or 0) if row else 0


DOCUMENTED = "(select cast(coalesce(sum(k.amount), 0) as bigint) from {invoice_line} k where k.entry_id = e.id)"
"""What invoices ask for an entry, less what credit notes have taken back."""
CREDITED = f"(select cast(coalesce(-sum(c.amount), 0) as bigint) from {{ledger_entry}} c where {CREDIT_OF_IT})"


class Billable(NamedTuple):
    """A contact's charge, as invoices see it."""

    id: int
    on: str
    due: str | None
    text: str | None
    left: int
    """What is neither invoiced nor credited; below zero, what invoices ask too much."""
    voided: int
    invoiced: int
    credited: int


def billable(reader: Reader, contact: int) -> list[Billable]:
    """What invoices are about, the earliest first."""
    sql = (
        f"select e.id, e.on_date, e.due, e.text, e.amount, e.voided, {DOCUMENTED}, {CREDITED} "
        f"from {{ledger_entry}} e where e.contact_id = :contact and e.kind in {CHARGES} order by e.on_date, e.id"
    )
    found = [Billable(*row) for row in reader.rows(sql, {"contact": contact})]
    return [each._replace(left=each.left - each.invoiced - each.credited) for each in found]


def invoice_of(reader: Reader, entry: int) -> int | None:
    """The number of the last invoice that an entry stood on."""
    sql = (
        "select max(i.number) from {invoice_line} l join {invoice} i on i.id = l.invoice_id "
        "where l.entry_id = :entry and i.credits is null"
    )
    row = reader.one(sql, {"entry": entry})
    return int(row[0]) if row and row[0] else None


LINES = "l.invoice_id, l.entry_id, l.text, l.amount, l.contact_id"


LEFT = (
    "l.amount + (select cast(coalesce(sum(k.amount), 0) as bigint) from {invoice_line} k "
    "join {invoice} n on n.id = k.invoice_id where k.entry_id = l.entry_id and n.credits = l.invoice_id)"
)
"""What an invoice still asks for an entry."""


def too_much_invoiced(reader: Reader, contacts: Sequence[int]) -> list[Row]:
    """(invoice, entry, text, amount, contact) of what invoices ask for charges that were voided or credited since."""
    whole = reader.unfenced("what was invoiced and comes to nothing is credited, whoever brings that about")
    more = f"{DOCUMENTED} - case when e.voided = 1 then 0 else e.amount - {CREDITED} end"
    sql = (
        f"select l.invoice_id, l.entry_id, l.text, {LEFT}, l.contact_id, {more} from {{invoice_line}} l "
        "join {invoice} i on i.id = l.invoice_id join {ledger_entry} e on e.id = l.entry_id "
        f"where {reader.among('l.contact_id', 'ids')} and (e.voided = 1 or e.recurring_id is not null) "
        f"and i.credits is null and {LEFT} > 0 and {more} > 0 order by l.invoice_id desc, l.id desc"
    )
    found: list[Row] = []
    done: dict[int, int] = {}
    for invoice, entry, text, left, contact, over in whole.rows(sql, {"ids": reader.bind(contacts)}):
        amount = min(left, over - done.get(entry, 0))  # the newest invoice first
        done[entry] = done.get(entry, 0) + amount
        if amount > 0:
            found.append((invoice, entry, text, amount, contact))
    return found[::-1]


def lines_made_by(reader: Reader, operation: int) -> list[Row]:
    """The same of the invoices that an operation made, whatever became of their charges."""
    whole = reader.unfenced("what was invoiced and comes to nothing is credited, whoever brings that about")
    sql = (
        f"select l.invoice_id, l.entry_id, l.text, {LEFT}, l.contact_id from {{invoice_line}} l "
        "join {invoice} i on i.id = l.invoice_id where i.credits is null "
        "and l.invoice_id in (select h.row_id from {change} h where h.operation_id = :operation "
        f"and h.table_name = 'invoice' and h.before is null) and {LEFT} > 0 order by l.invoice_id, l.id"
    )
    return whole.rows(sql, {"operation": operation})


def credit_notes_made_by(reader: Reader, operation: int) -> list[Row]:
    """(number, contact) of the credit notes that an operation made."""
    sql = (
        "select i.number, i.contact_id from {invoice} i where i.credits is not null and i.id in (select h.row_id "
        "from {change} h where h.operation_id = :operation and h.table_name = 'invoice' and h.before is null) "
        "order by i.number"
    )
    return reader.rows(sql, {"operation": operation})


def headings(reader: Reader, numbers: Sequence[int]) -> dict[int, Row]:
    """(number of the row, number, contact, customer, address) of invoices."""
    whole = reader.unfenced("what was invoiced and comes to nothing is credited, whoever brings that about")
    sql = (
        "select i.id, i.number, i.contact_id, i.customer, i.address from {invoice} i "
        f"where {reader.among('i.id', 'ids')}"
    )
    return {row[0]: row for row in whole.rows(sql, {"ids": reader.bind(numbers)})}


def is_credited(reader: Reader, number: int) -> bool:
    """Whether a credit note has taken back an invoice, or a part of it."""
    sql = "select 1 from {invoice} i join {invoice} n on n.credits = i.id where i.number = :number"
    return reader.one(sql, {"number": number}) is not None
