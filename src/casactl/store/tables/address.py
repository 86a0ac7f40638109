"""Postal addresses of contacts, with whom to ask for the key."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Erase, Merge
from casactl.store.tables.base import flag, integer, kept, key, partial, reference, text


class Address(SQLModel, table=True):
    """An address; exactly one of a contact's is the billing address when there are any (PY-3)."""

    __tablename__ = "address"
    __table_args__ = (
        flag("address_is_billing", "billing"),
        flag("address_is_site", "site"),
        Index("ix_address_contact", "contact_id", "id"),
        partial("ix_address_billing", "contact_id", unique=True, where="billing = 1"),
        kept(contact="contact_id", erase=Erase.DELETE, merge=Merge.MOVE, since="0006"),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    line: str = Field(sa_column=text("line"))
    city: str | None = Field(sa_column=text("city", nullable=True))
    region: str | None = Field(sa_column=text("region", nullable=True))
    postcode: str | None = Field(sa_column=text("postcode", nullable=True))
    country: str = Field(sa_column=text("country"))
    label: str | None = Field(sa_column=text("label", nullable=True))
    billing: int = Field(sa_column=integer("billing", default="0"))
    site: int = Field(sa_column=integer("site", default="0"))
    access_name: str | None = Field(sa_column=text("access_name", nullable=True))
    access_phone: str | None = Field(sa_column=text("access_phone", nullable=True))
    access_email: str | None = Field(sa_column=text("access_email", nullable=True))
    access_note: str | None = Field(sa_column=text("access_note", nullable=True))
    created_at: str = Field(sa_column=text("created_at"))
    updated_at: str = Field(sa_column=text("updated_at"))
    version: int = Field(sa_column=integer("version", default="1"))
