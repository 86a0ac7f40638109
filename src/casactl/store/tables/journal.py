"""The chain row, operations and changes: the log, the history and undo in three tables."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.tables.base import integer, kept, key, partial, reference, text


class Chain(SQLModel, table=True):
    """The one row that every writer locks first: the head of the log and the next numbers."""

    __tablename__ = "chain"
    __table_args__ = (kept(journalled=False, since="0027"),)

    id: int = Field(sa_column=key())
    workspace: str = Field(sa_column=text("workspace"))
    head: str = Field(sa_column=text("head"))
    numbers: str = Field(sa_column=text("numbers"))
    link_key: str | None = Field(sa_column=text("link_key", nullable=True))
    """What signs the links that work without a row of their own."""


class Operation(SQLModel, table=True):
    """One command's effect: the unit of the log and of undo."""

    __tablename__ = "operation"
    __table_args__ = (
        Index("ix_operation_request", "request_id", unique=True),
        Index("ix_operation_undoes", "undoes"),
        Index("ix_operation_at", "at"),
        kept(journalled=False, since="0001"),
    )

    id: int = Field(sa_column=key())
    at: str = Field(sa_column=text("at"))
    actor: str = Field(sa_column=text("actor"))
    os_user: str = Field(sa_column=text("os_user"))
    verb: str = Field(sa_column=text("verb"))
    request_id: str | None = Field(sa_column=text("request_id", nullable=True))
    source_hash: str | None = Field(sa_column=text("source_hash", nullable=True))
    revision: str = Field(sa_column=text("revision"))
    undoes: int | None = Field(sa_column=reference("undoes", "operation.id", nullable=True))
    contacts: int = Field(sa_column=integer("contacts"))
    payload: str | None = Field(sa_column=text("payload", nullable=True))
    payload_salt: str | None = Field(sa_column=text("payload_salt", nullable=True))
    payload_digest: str = Field(sa_column=text("payload_digest"))
    previous: str = Field(sa_column=text("previous"))
    hash: str = Field(sa_column=text("hash"))


class Change(SQLModel, table=True):
    """One row's before and after in one statement of an operation."""

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_operation", "operation_id", "id"),
        Index("ix_change_contact", "contact_id", "id"),
        partial("ix_change_of_log", "table_name", "row_id", where="table_name in ('change', 'operation')"),
        kept(contact="contact_id", journalled=False, since="0001"),
    )

    id: int = Field(sa_column=key())
    operation_id: int = Field(sa_column=reference("operation_id", "operation.id", deferred=True))
    contact_id: int | None = Field(sa_column=integer("contact_id", nullable=True))
    table_name: str = Field(sa_column=text("table_name"))
    row_id: int = Field(sa_column=integer("row_id"))
    before: str | None = Field(sa_column=text("before", nullable=True))
    after: str | None = Field(sa_column=text("after", nullable=True))
    salt: str | None = Field(sa_column=text("salt", nullable=True))
    digest: str = Field(sa_column=text("digest"))
