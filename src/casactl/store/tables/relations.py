"""What hangs on a contact: tags, attachments to properties, links to other contacts."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Erase, Merge
from casactl.store.tables.base import flag, integer, kept, key, one_of, reference, text


class Tag(SQLModel, table=True):
    """A word on a contact; the key ignores case and accents."""

    __tablename__ = "tag"
    __table_args__ = (
        Index("ix_tag_contact", "contact_id", "name_key", unique=True),
        Index("ix_tag_name", "name_key", "contact_id"),
        kept(contact="contact_id", erase=Erase.DELETE, merge=Merge.MOVE, since="0001"),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    name: str = Field(sa_column=text("name"))
    name_key: str = Field(sa_column=text("name_key"))


class Attachment(SQLModel, table=True):
    """A contact at a property in a role; `ends` is the last day, inclusive."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_contact", "contact_id"),
        Index("ix_attachment_property", "property_id", "contact_id"),
        kept(contact="contact_id", merge=Merge.MOVE, since="0001"),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    property_id: int = Field(sa_column=reference("property_id", "property.id"))
    role: str = Field(sa_column=text("role"))
    starts: str = Field(sa_column=text("starts"))
    ends: str | None = Field(sa_column=text("ends", nullable=True))
    version: int = Field(sa_column=integer("version", default="1"))


class Link(SQLModel, table=True):
    """A contact's tie to another: the contact is its `kind` for the other, such as the other's guarantor.

    `is_primary` marks the one primary contact among those that are the same to the other.
    """

    __tablename__ = "link"
    __table_args__ = (
        one_of("link_kind", "kind", "works-for", "secondary", "household", "access", "guarantor", "emergency"),
        flag("link_is_primary", "is_primary"),
        Index("ix_link_contact", "contact_id", "kind", "other_id", unique=True),
        Index("ix_link_other", "other_id", "kind"),
        kept(contact="contact_id", erase=Erase.DELETE, merge=Merge.MOVE, since="0001"),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    other_id: int = Field(sa_column=reference("other_id", "contact.id"))
    kind: str = Field(sa_column=text("kind"))
    is_primary: int = Field(sa_column=integer("is_primary", default="0"))
    version: int = Field(sa_column=integer("version", default="1"))
