"""What was agreed with somebody who owes: instalments, or that nothing is asked for until a day."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Merge
from casactl.store.tables.base import integer, kept, key, one_of, partial, reference, text


class Agreement(SQLModel, table=True):
    """An instalment plan for `total`, or a hold until `ends`; open until `ended_on`, with why as `outcome`."""

    __tablename__ = "agreement"
    __table_args__ = (
        one_of("agreement_kind", "kind", "instalments", "hold"),
        one_of("agreement_outcome", "outcome", "kept", "over", "ended", "replaced"),
        Index("ix_agreement_contact", "contact_id", "id"),
        partial("ix_agreement_open", "kind", "id", where="ended_on is null"),
        kept(contact="contact_id", merge=Merge.MOVE, personal={"reason": None}, since="0022"),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    kind: str = Field(sa_column=text("kind"))
    starts: str = Field(sa_column=text("starts"))
    """The day of the first instalment, or the day on which the hold began."""
    ends: str | None = Field(sa_column=text("ends", nullable=True))
    """The day on which the hold is over."""
    amount: int | None = Field(sa_column=integer("amount", nullable=True))
    every: str | None = Field(sa_column=text("every", nullable=True))
    total: int | None = Field(sa_column=integer("total", nullable=True))
    """What was due when the instalments were agreed on."""
    entry_before: int | None = Field(sa_column=integer("entry_before", nullable=True))
    """The newest entry of the ledger at that time: what came in later counts."""
    missed_on: str | None = Field(sa_column=text("missed_on", nullable=True))
    """The day of the last instalment that was said to be missed."""
    status_before: str = Field(sa_column=text("status_before"))
    reason: str | None = Field(sa_column=text("reason", nullable=True))
    ended_on: str | None = Field(sa_column=text("ended_on", nullable=True))
    outcome: str | None = Field(sa_column=text("outcome", nullable=True))
    author: str = Field(sa_column=text("author"))
    created_at: str = Field(sa_column=text("created_at"))
    version: int = Field(sa_column=integer("version", default="1"))
