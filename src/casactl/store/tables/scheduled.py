"""Dated work: a state verb to run on a day, or as soon as nothing blocks it."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Merge
from casactl.store.tables.base import integer, kept, key, one_of, partial, reference, text


class Scheduled(SQLModel, table=True):
    """A scheduled action; `due_on` is null for `--when-clear`, `reasons` what the last run reported, or why it lapsed.

    `details` is what the verb needs beside a reason (JSON): to whom, where.
    """

    __tablename__ = "scheduled"
    __table_args__ = (
        one_of("scheduled_state", "state", "pending", "done", "blocked", "cancelled", "lapsed"),
        Index("ix_scheduled_contact", "contact_id", "verb"),
        partial("ix_scheduled_open", "due_on", "id", where="state in ('pending', 'blocked')"),
        kept(
            contact="contact_id",
            merge=Merge.MOVE,
            personal={"reason": None, "reasons": None, "details": None},
            since="0009",
        ),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    verb: str = Field(sa_column=text("verb"))
    due_on: str | None = Field(sa_column=text("due_on", nullable=True))
    state: str = Field(sa_column=text("state"))
    reason: str | None = Field(sa_column=text("reason", nullable=True))
    reasons: str | None = Field(sa_column=text("reasons", nullable=True))
    actor: str = Field(sa_column=text("actor"))
    created_at: str = Field(sa_column=text("created_at"))
    updated_at: str = Field(sa_column=text("updated_at"))
    version: int = Field(sa_column=integer("version", default="1"))
    details: str | None = Field(sa_column=text("details", nullable=True))
