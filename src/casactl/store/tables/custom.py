"""The fields that an office defines for itself."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.tables.base import integer, kept, key, one_of, text


class CustomField(SQLModel, table=True):
    """A custom field's name and what it takes; `choices` is a JSON list. One that nobody defined is text (SD-16)."""

    __tablename__ = "custom_field"
    __table_args__ = (
        one_of("custom_field_type", "type", "text", "number", "date", "choice"),
        Index("ix_custom_field_name", "name", unique=True),
        kept(since="0006"),
    )

    id: int = Field(sa_column=key())
    name: str = Field(sa_column=text("name"))
    type: str = Field(sa_column=text("type"))
    choices: str | None = Field(sa_column=text("choices", nullable=True))
    created_at: str = Field(sa_column=text("created_at"))
    updated_at: str = Field(sa_column=text("updated_at"))
    version: int = Field(sa_column=integer("version", default="1"))
