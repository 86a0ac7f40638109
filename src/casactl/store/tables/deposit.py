"""Deposits: what the office holds for somebody, apart from what is owed."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Merge
from casactl.store.tables import base


class Deposit(SQLModel, table=True):
    """A movement of what is held; `amount` in minor units, above zero where it was taken."""

    __tablename__ = "deposit"
    __table_args__ = (
        base.one_of("deposit_kind", "kind", "taken", "returned", "applied"),
        Index("ix_deposit_contact", "contact_id", "on_date", "id"),
        base.kept(contact="contact_id", merge=Merge.MOVE, personal={"text": None}, since="0023"),
    )

    id: int = Field(sa_column=base.key())
    contact_id: int = Field(sa_column=base.reference("contact_id", "contact.id"))
    kind: str = Field(sa_column=base.text("kind"))
    on_date: str = Field(sa_column=base.text("on_date"))
    amount: int = Field(sa_column=base.integer("amount"))
    text: str | None = Field(sa_column=base.text("text", nullable=True))
    created_at: str = Field(sa_column=base.text("created_at"))
