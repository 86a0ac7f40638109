"""Leases: who rents which unit, from when to when, for how much."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Merge
from casactl.store.tables.base import integer, kept, key, reference, text


class Lease(SQLModel, table=True):
    """A lease; `ends` is the agreed last day, `terminated_on` the last day when it was ended earlier."""

    __tablename__ = "lease"
    __table_args__ = (
        Index("ix_lease_contact", "contact_id"),
        Index("ix_lease_property", "property_id"),
        Index("ix_lease_ends", "ends", "id"),
        kept(contact="contact_id", merge=Merge.MOVE, since="0003"),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    property_id: int = Field(sa_column=reference("property_id", "property.id"))
    starts: str = Field(sa_column=text("starts"))
    ends: str = Field(sa_column=text("ends"))
    terminated_on: str | None = Field(sa_column=text("terminated_on", nullable=True))
    rent: int | None = Field(sa_column=integer("rent", nullable=True))
    created_at: str = Field(sa_column=text("created_at"))
    updated_at: str = Field(sa_column=text("updated_at"))
    version: int = Field(sa_column=integer("version", default="1"))
