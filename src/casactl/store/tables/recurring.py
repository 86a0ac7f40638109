"""What comes round: charges of a contact, rents of a lease, levies of a property, posted period by period."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Merge
from casactl.store.tables import base


class Recurring(SQLModel, table=True):
    """A charge that comes round; without a contact it is a levy, on those in `role` at the property and below it.

    `next_on` is the first period that no run has come to: it only counts on, and no undo turns it back (decision 6).
    """

    __tablename__ = "recurring"
    __table_args__ = (
        base.flag("recurring_by_share", "by_share"),
        Index("ix_recurring_next", "next_on", "id"),
        Index("ix_recurring_contact", "contact_id"),
        Index("ix_recurring_property", "property_id"),
        Index("ix_recurring_lease", "lease_id"),
        base.kept(contact="contact_id", merge=Merge.MOVE, personal={"text": None}, since="0018"),
    )

    id: int = Field(sa_column=base.key())
    contact_id: int | None = Field(sa_column=base.reference("contact_id", "contact.id", nullable=True))
    property_id: int | None = Field(sa_column=base.reference("property_id", "property.id", nullable=True))
    lease_id: int | None = Field(sa_column=base.reference("lease_id", "lease.id", nullable=True))
    role: str | None = Field(sa_column=base.text("role", nullable=True))
    by_share: int = Field(sa_column=base.integer("by_share", default="0"))
    amount: int = Field(sa_column=base.integer("amount"))
    text: str | None = Field(sa_column=base.text("text", nullable=True))
    every: str = Field(sa_column=base.text("every"))
    starts: str = Field(sa_column=base.text("starts"))
    until: str | None = Field(sa_column=base.text("until", nullable=True))
    due: str | None = Field(sa_column=base.text("due", nullable=True))
    rent_day: int | None = Field(sa_column=base.integer("rent_day", nullable=True))
    next_on: str | None = Field(sa_column=base.text("next_on", nullable=True))
    created_at: str = Field(sa_column=base.text("created_at"))
    updated_at: str = Field(sa_column=base.text("updated_at"))
    version: int = Field(sa_column=base.integer("version", default="1"))
