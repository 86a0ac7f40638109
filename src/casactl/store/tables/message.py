"""Messages between the office and its contacts; a broadcast's text is kept once."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Erase, Merge
from casactl.store.tables.base import integer, kept, key, one_of, partial, reference
from casactl.store.tables.base import text as plain_text


class Broadcast(SQLModel, table=True):
    """One text to many."""

    __tablename__ = "broadcast"
    __table_args__ = (kept(since="0004"),)

    id: int = Field(sa_column=key())
    subject: str = Field(sa_column=plain_text("subject"))
    text: str = Field(sa_column=plain_text("text"))
    created_at: str = Field(sa_column=plain_text("created_at"))


class Message(SQLModel, table=True):
    """One message of one contact; `in` came from the person, `out` from the office."""

    __tablename__ = "message"
    __table_args__ = (
        one_of("message_direction", "direction", "in", "out"),
        Index("ix_message_contact", "contact_id", "id"),
        Index("ix_message_broadcast", "broadcast_id"),
        partial("ix_message_unread", "direction", "contact_id", where="read_at is null"),
        kept(contact="contact_id", erase=Erase.DELETE, merge=Merge.MOVE, since="0013"),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    direction: str = Field(sa_column=plain_text("direction"))
    broadcast_id: int | None = Field(sa_column=reference("broadcast_id", "broadcast.id", nullable=True))
    subject: str | None = Field(sa_column=plain_text("subject", nullable=True))
    text: str | None = Field(sa_column=plain_text("text", nullable=True))
    author: str = Field(sa_column=plain_text("author"))
    created_at: str = Field(sa_column=plain_text("created_at"))
    version: int = Field(sa_column=integer("version", default="1"))
    channel: str | None = Field(sa_column=plain_text("channel", nullable=True))
    """`web` of what was written in the portal, `portal` of what stays there."""
    read_at: str | None = Field(sa_column=plain_text("read_at", nullable=True))
    """When the other side read it: the office what was written in the portal, a person there what the office wrote."""
