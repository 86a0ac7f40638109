"""Money: entries that are never changed or removed, only voided by a reversing entry."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Merge, Undo
from casactl.store.tables import base


class LedgerEntry(SQLModel, table=True):
    """One movement: `amount` in minor units, above zero where it adds to what the contact owes."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        base.one_of(
            "ledger_entry_kind", "kind", "charge", "fee", "payment", "credit", "refund", "write-off", "reversal"
        ),
        base.flag("ledger_entry_voided", "voided"),
        Index("ix_ledger_contact", "contact_id", "on_date", "id"),
        Index("ix_ledger_property", "property_id"),
        Index("ix_ledger_reverses", "reverses"),
        base.partial("ix_ledger_recurring", "recurring_id", "period", where="recurring_id is not null"),
        base.partial("ix_ledger_reference", "reference", where="reference is not null"),
        base.kept(
            contact="contact_id",
            undo=Undo.REVERSE,
            merge=Merge.MOVE,
            personal={"text": None, "method": None, "reference": None},
            since="0018",
        ),
    )

    id: int = Field(sa_column=base.key())
    contact_id: int = Field(sa_column=base.reference("contact_id", "contact.id"))
    kind: str = Field(sa_column=base.text("kind"))
    on_date: str = Field(sa_column=base.text("on_date"))
    due: str | None = Field(sa_column=base.text("due", nullable=True))
    amount: int = Field(sa_column=base.integer("amount"))
    text: str | None = Field(sa_column=base.text("text", nullable=True))
    method: str | None = Field(sa_column=base.text("method", nullable=True))
    reference: str | None = Field(sa_column=base.text("reference", nullable=True))
    property_id: int | None = Field(sa_column=base.reference("property_id", "property.id", nullable=True))
    reverses: int | None = Field(sa_column=base.reference("reverses", "ledger_entry.id", nullable=True, deferred=True))
    voided: int = Field(sa_column=base.integer("voided", default="0"))
    created_at: str = Field(sa_column=base.text("created_at"))
    recurring_id: int | None = Field(sa_column=base.reference("recurring_id", "recurring.id", nullable=True))
    period: str | None = Field(sa_column=base.text("period", nullable=True))
