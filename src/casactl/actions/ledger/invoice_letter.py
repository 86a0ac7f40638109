"""An invoice as a letter: what its template is given, on its way to the customer, and as PDF."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from casactl.actions.message.deliver import Reached, decide, letters_to, ways_of_papers
from casactl.actions.message.drawing import draw_letter
from casactl.actions.outbox.queue import queue
from casactl.delivery.pdf import Drawn
from casactl.domain.abilities import Reason, cannot_be_written_to
from casactl.domain.dates import show_date
from casactl.domain.letters import Template
from casactl.domain.money import format_amount
from casactl.domain.outcomes import REFUSED, Outcome
from casactl.domain.text_table import text_table
from casactl.store.queries.invoices import InvoiceRow
from casactl.store.queries.settings import setting
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork

TITLES = {"date": "Date", "what": "What", "due": "Due", "amount": "Amount"}
WHAT = 36


def title_of(invoice: InvoiceRow) -> str:
    """What the document is called."""
    if invoice.credits is None:
        return f"Invoice {invoice.number}"
    return f"Credit note {invoice.number} for invoice {invoice.credits}"


def invoice_facts(reader: Reader, invoice: InvoiceRow) -> dict[str, object]:
    """What the template `invoice` may use: `invoice`, all of it text."""
    currency, form = setting(reader, "currency"), setting(reader, "date_format")

    def day(iso: str | None) -> str:
        return show_date(iso, form) if iso else ""

    rows = [
        {
            "date": day(line.on),
            "what": line.text or "Charge",
            "due": day(line.due or line.on) if invoice.credits is None else "",
            "amount": format_amount(line.amount, currency),
        }
        for line in invoice.lines
    ]
    return {
        "invoice": {
            "number": str(invoice.number),
            "title": title_of(invoice),
            "date": day(invoice.on),
            "credits": "" if invoice.credits is None else str(invoice.credits),
            "recipient": to_whom(invoice),
            "rows": rows,
            "table": text_table(rows, TITLES, wide="what", width=WHAT, right=("amount",)),
            "total": f"{format_amount(invoice.total, currency)} {currency}",
        }
    }


def to_whom(invoice: InvoiceRow) -> list[str]:
    """Name and address of the customer, as on the day of the invoice (PY-1)."""
    return [invoice.customer or invoice.display_name, *invoice.address]


def customer_at(work: UnitOfWork, contact: int, channel: str) -> tuple[Reached | None, list[Reason]]:
    """Where a customer's invoices go by a channel, or why they do not."""
    outcome = Outcome("ledger.invoice")
    ways = ways_of_papers(work, channel)
    going = decide(work, [("", contact)], ways, outcome, why_not=cannot_be_written_to, otherwise=REFUSED)
    return going.get(contact), list(outcome.results[0].reasons)


def send_invoice(work: UnitOfWork, invoice: InvoiceRow, to: Reached) -> None:
    """Queue the invoice to its customer; it is a message of the office's like any other."""
    facts = invoice_facts(work.reader, invoice)
    currency = work.setting("currency")
    text = f"{title_of(invoice)} of {format_amount(invoice.total, currency)} {currency}"
    message = {
        "contact_id": invoice.contact_id, "direction": "out", "author": work.origin.actor,
        "subject": title_of(invoice), "text": text,
    }  # fmt: skip
    number = work.insert("message", [message])[0]
    queue(work, list(letters_to(invoice.contact_id, to, Template.INVOICE, number, facts=facts)))


def draw_invoice(reader: Reader, folder: Path, invoice: InvoiceRow) -> Drawn:
    """The invoice; `folder` is the workspace's, whose own templates come first.

    Raises ConfigFault where the extra is not installed, Unreadable.
    """
    return draw_letter(
        reader, folder, Template.INVOICE, invoice_facts(reader, invoice), contact=invoice.contact_id,
        to=to_whom(invoice), subject=title_of(invoice), dated=date.fromisoformat(invoice.on),
    )  # fmt: skip
