"""Debt recovery: the statuses that a contact has had, and the cases that went to an attorney."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Merge
from casactl.store.tables.base import flag, integer, kept, key, one_of, partial, reference, text

STATUSES = ("current", "reminder", "first-notice", "second-notice", "letter-of-demand", "handover", "payment-plan",
            "on-hold", "settled")  # fmt: skip


class HandoverCase(SQLModel, table=True):
    """An account with an attorney, within one community (WU-4): open until it is recalled or settled.

    `passed_on` says that its attorney reads the papers of the contact's earlier cases, too.
    """

    __tablename__ = "handover_case"
    __table_args__ = (
        one_of("handover_case_outcome", "outcome", "recalled", "settled"),
        Index("ix_handover_contact", "contact_id"),
        Index("ix_handover_attorney", "attorney_id"),
        Index("ix_handover_community", "community_id"),
        partial("ix_handover_open", "contact_id", unique=True, where="closed_at is null"),
        flag("handover_case_passed_on", "passed_on"),
        kept(contact="contact_id", merge=Merge.MOVE, since="0009"),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    attorney_id: int = Field(sa_column=reference("attorney_id", "users.id"))
    community_id: int = Field(sa_column=reference("community_id", "property.id"))
    status_before: str = Field(sa_column=text("status_before"))
    opened_at: str = Field(sa_column=text("opened_at"))
    opened_by: str = Field(sa_column=text("opened_by"))
    closed_at: str | None = Field(sa_column=text("closed_at", nullable=True))
    closed_by: str | None = Field(sa_column=text("closed_by", nullable=True))
    outcome: str | None = Field(sa_column=text("outcome", nullable=True))
    version: int = Field(sa_column=integer("version", default="1"))
    passed_on: int = Field(sa_column=integer("passed_on", default="0"))


class ArrearsStep(SQLModel, table=True):
    """A status that was given, with the note and the notices that went with it (WU-13)."""

    __tablename__ = "arrears_step"
    __table_args__ = (
        one_of("arrears_step_status", "status", *STATUSES),
        Index("ix_arrears_step_contact", "contact_id", "id"),
        Index("ix_arrears_step_case", "case_id"),
        kept(contact="contact_id", merge=Merge.MOVE, personal={"note": None}, since="0011"),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    case_id: int | None = Field(sa_column=reference("case_id", "handover_case.id", nullable=True))
    status: str = Field(sa_column=text("status"))
    note: str | None = Field(sa_column=text("note", nullable=True))
    attorney: str | None = Field(sa_column=text("attorney", nullable=True))
    notified: str | None = Field(sa_column=text("notified", nullable=True))
    balance: int = Field(sa_column=integer("balance"))
    author: str = Field(sa_column=text("author"))
    created_at: str = Field(sa_column=text("created_at"))
