"""Pairs of contacts that somebody has looked at and found to be two."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Erase
from casactl.store.tables.base import kept, key, reference, text


class NotDuplicate(SQLModel, table=True):
    """Two contacts that are not doubles; the lower number stands first."""

    __tablename__ = "not_duplicate"
    __table_args__ = (
        Index("ix_not_duplicate_pair", "contact_id", "other_id", unique=True),
        Index("ix_not_duplicate_other", "other_id"),
        kept(contact="contact_id", erase=Erase.DELETE, since="0003"),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    other_id: int = Field(sa_column=reference("other_id", "contact.id"))
    created_at: str = Field(sa_column=text("created_at"))
