"""Lists and reports that an office keeps under names, shared by all operators."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.tables.base import integer, kept, key, text


class SavedView(SQLModel, table=True):
    """A view: `line` is a JSON list of the words of a command that reads."""

    __tablename__ = "saved_view"
    __table_args__ = (Index("ix_saved_view_name", "name", unique=True), kept(since="0025"))

    id: int = Field(sa_column=key())
    name: str = Field(sa_column=text("name"))
    line: str = Field(sa_column=text("line"))
    created_at: str = Field(sa_column=text("created_at"))
    updated_at: str = Field(sa_column=text("updated_at"))
    version: int = Field(sa_column=integer("version", default="1"))
