"""What people do in the portal that the office goes by: they sign, and ask for changes of what it holds."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Erase, Merge
from casactl.store.tables.base import integer, kept, key, one_of, reference, text


class Signature(SQLModel, table=True):
    """A contract that was signed: the typed name, and the hash of the words that were shown."""

    __tablename__ = "signature"
    __table_args__ = (
        Index("ix_signature_contact", "contact_id"),
        Index("ix_signature_engagement", "engagement_id"),
        kept(contact="contact_id", erase=Erase.DELETE, merge=Merge.MOVE, since="0012"),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    engagement_id: int = Field(sa_column=reference("engagement_id", "engagement.id"))
    name: str = Field(sa_column=text("name"))
    text_hash: str = Field(sa_column=text("text_hash"))
    network: str = Field(sa_column=text("network"))
    created_at: str = Field(sa_column=text("created_at"))


class PortalRequest(SQLModel, table=True):
    """A change that a person asks the office for."""

    __tablename__ = "portal_request"
    __table_args__ = (
        one_of("portal_request_field", "field", "email", "phone"),
        one_of("portal_request_state", "state", "open", "accepted", "declined"),
        Index("ix_portal_request_contact", "contact_id"),
        Index("ix_portal_request_state", "state", "id"),
        kept(contact="contact_id", erase=Erase.DELETE, merge=Merge.MOVE, since="0012"),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    field: str = Field(sa_column=text("field"))
    value: str = Field(sa_column=text("value"))
    state: str = Field(sa_column=text("state", server_default="open"))
    reason: str | None = Field(sa_column=text("reason", nullable=True))
    created_at: str = Field(sa_column=text("created_at"))
    version: int = Field(sa_column=integer("version", default="1"))
