"""What is written down and filed about a contact: notes and documents, each with who may see it.

What is for a case belongs to the one that was open then; written while none is, to the next one.
"""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Erase, Merge
from casactl.store.tables import base
from casactl.store.tables.base import integer, kept, key, one_of, reference


class Note(SQLModel, table=True):
    """A text of the office's, or of a case (the office's and its attorney's)."""

    __tablename__ = "note"
    __table_args__ = (
        one_of("note_visibility", "visibility", "office", "case"),
        Index("ix_note_contact", "contact_id", "id"),
        Index("ix_note_case", "case_id"),
        kept(contact="contact_id", erase=Erase.DELETE, merge=Merge.MOVE, since="0009"),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    visibility: str = Field(sa_column=base.text("visibility"))
    text: str = Field(sa_column=base.text("text"))
    author: str = Field(sa_column=base.text("author"))
    created_at: str = Field(sa_column=base.text("created_at"))
    version: int = Field(sa_column=integer("version", default="1"))
    case_id: int | None = Field(sa_column=reference("case_id", "handover_case.id", nullable=True))


class Document(SQLModel, table=True):
    """A filed document; its bytes stand in the workspace's folder under their hash."""

    __tablename__ = "document"
    __table_args__ = (
        one_of("document_visibility", "visibility", "office", "case", "contact"),
        base.content_hash("document_sha256", "sha256"),
        Index("ix_document_contact", "contact_id", "id"),
        Index("ix_document_case", "case_id"),
        base.partial("ix_document_message", "message_id", where="message_id is not null"),
        Index("ix_document_sha256", "sha256"),
        kept(contact="contact_id", erase=Erase.DELETE, merge=Merge.MOVE, since="0009"),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    visibility: str = Field(sa_column=base.text("visibility"))
    name: str = Field(sa_column=base.text("name"))
    type: str = Field(sa_column=base.text("type"))
    size: int = Field(sa_column=integer("size"))
    sha256: str = Field(sa_column=base.text("sha256"))
    author: str = Field(sa_column=base.text("author"))
    created_at: str = Field(sa_column=base.text("created_at"))
    version: int = Field(sa_column=integer("version", default="1"))
    case_id: int | None = Field(sa_column=reference("case_id", "handover_case.id", nullable=True))
    message_id: int | None = Field(sa_column=reference("message_id", "message.id", nullable=True))
    """The message that it came with, in the portal."""
