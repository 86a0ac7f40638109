"""The settings that the operators of a workspace share."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.tables.base import integer, kept, key, text


class Setting(SQLModel, table=True):
    """A setting that differs from its default."""

    __tablename__ = "setting"
    __table_args__ = (Index("ix_setting_name", "name", unique=True), kept(since="0001"))

    id: int = Field(sa_column=key())
    name: str = Field(sa_column=text("name"))
    value: str = Field(sa_column=text("value"))
    version: int = Field(sa_column=integer("version", default="1"))
