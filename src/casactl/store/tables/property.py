"""Properties: a tree whose paths are stored, so that a subtree is one index range."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.tables.base import flag, integer, kept, key, one_of, reference, text


class Property(SQLModel, table=True):
    """A community, building or unit."""

    __tablename__ = "property"
    __table_args__ = (
        one_of("property_kind", "kind", "community", "building", "unit"),
        flag("property_retired", "retired"),
        Index("ix_property_path", "path_key", unique=True),
        Index("ix_property_order", "path_order"),
        Index("ix_property_parent", "parent_id"),
        kept(since="0018"),
    )

    id: int = Field(sa_column=key())
    kind: str = Field(sa_column=text("kind"))
    name: str = Field(sa_column=text("name"))
    parent_id: int | None = Field(sa_column=reference("parent_id", "property.id", nullable=True, deferred=True))
    path: str = Field(sa_column=text("path"))
    path_key: str = Field(sa_column=text("path_key"))
    retired: int = Field(sa_column=integer("retired", default="0"))
    created_at: str = Field(sa_column=text("created_at"))
    updated_at: str = Field(sa_column=text("updated_at"))
    version: int = Field(sa_column=integer("version", default="1"))
    share: int | None = Field(sa_column=integer("share", nullable=True))
    path_order: str = Field(sa_column=text("path_order", server_default=""))
