"""Invoices and the credit notes that take them back: numbered without a gap, and never removed."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Merge, Undo
from casactl.store.tables.base import integer, kept, key, reference, text


class Invoice(SQLModel, table=True):
    """A numbered document for charges; with `credits` a credit note for the invoice of that row."""

    __tablename__ = "invoice"
    __table_args__ = (
        Index("ix_invoice_number", "number", unique=True),
        Index("ix_invoice_contact", "contact_id", "number"),
        Index("ix_invoice_credits", "credits"),
        kept(
            contact="contact_id", undo=Undo.STAY, merge=Merge.MOVE, personal={"customer": None, "address": None},
            since="0021",
        ),
    )  # fmt: skip

    id: int = Field(sa_column=key())
    number: int = Field(sa_column=integer("number"))
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    credits: int | None = Field(sa_column=reference("credits", "invoice.id", nullable=True, deferred=True))
    on_date: str = Field(sa_column=text("on_date"))
    customer: str | None = Field(sa_column=text("customer", nullable=True))
    """Whom it is made out to, as the customer was called on that day (PY-1)."""
    address: str | None = Field(sa_column=text("address", nullable=True))
    """The lines of the billing address on that day."""
    total: int = Field(sa_column=integer("total"))
    created_at: str = Field(sa_column=text("created_at"))


class InvoiceLine(SQLModel, table=True):
    """A charge on an invoice, or on a credit note, where its amount is below zero."""

    __tablename__ = "invoice_line"
    __table_args__ = (
        Index("ix_invoice_line_invoice", "invoice_id"),
        Index("ix_invoice_line_entry", "entry_id"),
        Index("ix_invoice_line_contact", "contact_id"),
        kept(contact="contact_id", undo=Undo.STAY, merge=Merge.MOVE, personal={"text": None}, since="0021"),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    invoice_id: int = Field(sa_column=reference("invoice_id", "invoice.id"))
    entry_id: int = Field(sa_column=reference("entry_id", "ledger_entry.id"))
    text: str | None = Field(sa_column=text("text", nullable=True))
    amount: int = Field(sa_column=integer("amount"))
