"""Work for contacts: tasks, projects, events, service plans and contracts in one table, and who follows it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Erase, Merge
from casactl.store.tables import base
from casactl.store.tables.base import flag, integer, kept, key, one_of, partial, reference


class Engagement(SQLModel, table=True):
    """A piece of work; `starts` and `due` are a day, or for events a local moment to the minute.

    `every` is a service plan's interval (`3m`), `renews` the day on which it is renewed.
    """

    __tablename__ = "engagement"
    __table_args__ = (
        one_of("engagement_kind", "kind", "task", "project", "event", "plan", "contract"),
        one_of("engagement_state", "state", "open", "done", "cancelled"),
        flag("engagement_signs_without_login", "signs_without_login"),
        CheckConstraint("assignee_id is null or user_id is null", name="engagement_assignee"),
        Index("ix_engagement_contact", "contact_id", "id"),
        Index("ix_engagement_kind", "kind", "id"),
        partial("ix_engagement_open", "due", "id", where="state = 'open'"),
        partial("ix_engagement_assignee", "assignee_id", "id", where="assignee_id is not null"),
        partial("ix_engagement_user", "user_id", "id", where="user_id is not null"),
        partial("ix_engagement_property", "property_id", where="property_id is not null"),
        partial("ix_engagement_document", "document_id", where="document_id is not null"),
        partial("ix_engagement_address", "address_id", where="address_id is not null"),
        kept(
            contact="contact_id",
            merge=Merge.MOVE,
            personal={"title": "(erased)", "text": None, "address_id": None, "document_id": None},
            since="0026",
        ),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    kind: str = Field(sa_column=base.text("kind"))
    title: str = Field(sa_column=base.text("title"))
    text: str | None = Field(sa_column=base.text("text", nullable=True))
    state: str = Field(sa_column=base.text("state", server_default="open"))
    starts: str | None = Field(sa_column=base.text("starts", nullable=True))
    due: str | None = Field(sa_column=base.text("due", nullable=True))
    amount: int | None = Field(sa_column=integer("amount", nullable=True))
    property_id: int | None = Field(sa_column=reference("property_id", "property.id", nullable=True))
    address_id: int | None = Field(sa_column=reference("address_id", "address.id", nullable=True))
    assignee_id: int | None = Field(sa_column=reference("assignee_id", "contact.id", nullable=True))
    user_id: int | None = Field(sa_column=reference("user_id", "users.id", nullable=True))
    every: str | None = Field(sa_column=base.text("every", nullable=True))
    next_visit: str | None = Field(sa_column=base.text("next_visit", nullable=True))
    renews: str | None = Field(sa_column=base.text("renews", nullable=True))
    signs_without_login: int = Field(sa_column=integer("signs_without_login", default="0"))
    closed_at: str | None = Field(sa_column=base.text("closed_at", nullable=True))
    author: str = Field(sa_column=base.text("author"))
    created_at: str = Field(sa_column=base.text("created_at"))
    updated_at: str = Field(sa_column=base.text("updated_at"))
    version: int = Field(sa_column=integer("version", default="1"))
    document_id: int | None = Field(sa_column=reference("document_id", "document.id", nullable=True))
    """What is signed, where a contract is a file."""
    rhythm_from: str | None = Field(sa_column=base.text("rhythm_from", nullable=True))
    """The day from which a plan's visits are counted (M5); None for its start."""


class Follower(SQLModel, table=True):
    """A contact who sees a piece of work that is somebody else's (SD-14)."""

    __tablename__ = "follower"
    __table_args__ = (
        Index("ix_follower_contact", "contact_id", "engagement_id", unique=True),
        Index("ix_follower_engagement", "engagement_id"),
        kept(contact="contact_id", owns=False, erase=Erase.DELETE, merge=Merge.MOVE, since="0006"),
    )

    id: int = Field(sa_column=key())
    engagement_id: int = Field(sa_column=reference("engagement_id", "engagement.id"))
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
