"""What an office has told of the columns of files that come again: mappings by name, shared by all operators."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.tables.base import integer, kept, key, text


class ImportMapping(SQLModel, table=True):
    """A mapping: `columns` and `words` are JSON objects, of columns to fields and of fields to what words mean."""

    __tablename__ = "import_mapping"
    __table_args__ = (Index("ix_import_mapping_name", "name", unique=True), kept(since="0020"))

    id: int = Field(sa_column=key())
    name: str = Field(sa_column=text("name"))
    noun: str = Field(sa_column=text("noun"))
    columns: str = Field(sa_column=text("columns"))
    words: str = Field(sa_column=text("words"))
    created_at: str = Field(sa_column=text("created_at"))
    updated_at: str = Field(sa_column=text("updated_at"))
    version: int = Field(sa_column=integer("version", default="1"))
