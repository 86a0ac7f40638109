"""Pictures of contacts; the bytes stand in the workspace's folder under their hash, beside the documents."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Erase, Merge
from casactl.store.tables.base import content_hash, integer, kept, key, one_of, reference, text


class Avatar(SQLModel, table=True):
    """A contact's one picture (SD-16)."""

    __tablename__ = "avatar"
    __table_args__ = (
        one_of("avatar_type", "type", "image/png", "image/jpeg"),
        content_hash("avatar_sha256", "sha256"),
        Index("ix_avatar_contact", "contact_id", unique=True),
        Index("ix_avatar_sha256", "sha256"),
        kept(contact="contact_id", erase=Erase.DELETE, merge=Merge.MOVE, since="0006"),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    type: str = Field(sa_column=text("type"))
    size: int = Field(sa_column=integer("size"))
    sha256: str = Field(sa_column=text("sha256"))
    created_at: str = Field(sa_column=text("created_at"))
    version: int = Field(sa_column=integer("version", default="1"))
