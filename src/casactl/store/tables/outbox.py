"""Mail and SMS on their way: written with what caused them, sent afterwards, outside the journal."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Erase, Undo
from casactl.store.tables.base import integer, kept, key, one_of, reference, text


class Outbox(SQLModel, table=True):
    """One letter to one recipient: a template and its facts; a link's token is made when it is sent."""

    __tablename__ = "outbox"
    __table_args__ = (
        one_of("outbox_channel", "channel", "email", "sms", "post"),
        one_of(
            "outbox_state",
            "state",
            "pending",
            "sending",
            "sent",
            "written",
            "printed",
            "retry",
            "failed",
            "bounced",
            "unknown",
            "cancelled",
        ),
        Index("ix_outbox_contact", "contact_id", "state"),
        Index("ix_outbox_operation", "operation_id"),
        Index("ix_outbox_message", "message_id"),
        Index("ix_outbox_step", "step_id"),
        Index("ix_outbox_user", "user_id", "state"),
        Index("ix_outbox_state", "state", "next_at", "id"),
        kept(contact="contact_id", journalled=False, undo=Undo.NEVER, erase=Erase.DELETE, since="0013"),
    )

    id: int = Field(sa_column=key())
    contact_id: int | None = Field(sa_column=reference("contact_id", "contact.id", nullable=True))
    """Whom it goes to; of a letter to a user, whom it is about, if anybody."""
    operation_id: int = Field(sa_column=integer("operation_id"))
    message_id: int | None = Field(sa_column=reference("message_id", "message.id", nullable=True))
    channel: str = Field(sa_column=text("channel"))
    recipient: str = Field(sa_column=text("recipient"))
    template: str = Field(sa_column=text("template"))
    facts: str = Field(sa_column=text("facts"))
    subject: str | None = Field(sa_column=text("subject", nullable=True))
    header_id: str = Field(sa_column=text("header_id"))
    state: str = Field(sa_column=text("state"))
    attempts: int = Field(sa_column=integer("attempts", default="0"))
    next_at: str | None = Field(sa_column=text("next_at", nullable=True))
    lease: str | None = Field(sa_column=text("lease", nullable=True))
    leased_until: str | None = Field(sa_column=text("leased_until", nullable=True))
    begun_at: str | None = Field(sa_column=text("begun_at", nullable=True))
    """When the hand-over began that is under way: from here on a crash leaves it unknown whether the letter left."""
    last_error: str | None = Field(sa_column=text("last_error", nullable=True))
    file: str | None = Field(sa_column=text("file", nullable=True))
    queued_at: str = Field(sa_column=text("queued_at"))
    sent_at: str | None = Field(sa_column=text("sent_at", nullable=True))
    step_id: int | None = Field(sa_column=reference("step_id", "arrears_step.id", nullable=True))
    """The status of the debt ladder that the letter tells of."""
    user_id: int | None = Field(sa_column=reference("user_id", "users.id", nullable=True))
    """The user whom it goes to, where it goes to none of the contacts."""
