"""Portal accounts and the links that lead to them; none of it enters the journal, which may be shown."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Erase, Undo
from casactl.store.tables.base import integer, kept, key, one_of, reference, text


class Account(SQLModel, table=True):
    """A person's way in: the password's argon2 hash, and what slows guessing down."""

    __tablename__ = "account"
    __table_args__ = (
        Index("ix_account_contact", "contact_id", unique=True),
        kept(contact="contact_id", journalled=False, undo=Undo.NEVER, erase=Erase.DELETE, since="0004"),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    password_hash: str | None = Field(sa_column=text("password_hash", nullable=True))
    failed: int = Field(sa_column=integer("failed", default="0"))
    blocked_until: str | None = Field(sa_column=text("blocked_until", nullable=True))
    updated_at: str = Field(sa_column=text("updated_at"))


class Token(SQLModel, table=True):
    """A single-use link: only its SHA-256, bound to a contact or a user, to a purpose and an e-mail."""

    __tablename__ = "token"
    __table_args__ = (
        one_of("token_purpose", "purpose", "activation", "reset", "code", "look", "sign"),
        Index("ix_token_hash", "hash", unique=True),
        Index("ix_token_contact", "contact_id", "purpose"),
        Index("ix_token_user", "user_id", "purpose"),
        kept(contact="contact_id", journalled=False, undo=Undo.NEVER, erase=Erase.DELETE, since="0017"),
    )

    id: int = Field(sa_column=key())
    contact_id: int | None = Field(sa_column=reference("contact_id", "contact.id", nullable=True))
    purpose: str = Field(sa_column=text("purpose"))
    email_key: str = Field(sa_column=text("email_key"))
    hash: str = Field(sa_column=text("hash"))
    made_at: str = Field(sa_column=text("made_at"))
    expires_at: str = Field(sa_column=text("expires_at"))
    used_at: str | None = Field(sa_column=text("used_at", nullable=True))
    voided_at: str | None = Field(sa_column=text("voided_at", nullable=True))
    user_id: int | None = Field(sa_column=reference("user_id", "users.id", nullable=True))
    viewer: str | None = Field(sa_column=text("viewer", nullable=True))
    """Who of the office looks through the contact's eyes (SD-27)."""
    reason: str | None = Field(sa_column=text("reason", nullable=True))
    work_id: int | None = Field(sa_column=integer("work_id", nullable=True))
    """The contract that it lets somebody sign; no reference: an undo may take the contract back."""


class PortalSession(SQLModel, table=True):
    """Somebody signed in in one browser: only the token's SHA-256."""

    __tablename__ = "portal_session"
    __table_args__ = (
        Index("ix_portal_session_hash", "hash", unique=True),
        Index("ix_portal_session_contact", "contact_id"),
        Index("ix_portal_session_user", "user_id"),
        kept(contact="contact_id", journalled=False, undo=Undo.NEVER, erase=Erase.DELETE, since="0013"),
    )

    id: int = Field(sa_column=key())
    contact_id: int | None = Field(sa_column=reference("contact_id", "contact.id", nullable=True))
    user_id: int | None = Field(sa_column=reference("user_id", "users.id", nullable=True))
    hash: str = Field(sa_column=text("hash"))
    created_at: str = Field(sa_column=text("created_at"))
    seen_at: str = Field(sa_column=text("seen_at"))
    ends_at: str = Field(sa_column=text("ends_at"))
    idle_minutes: int = Field(sa_column=integer("idle_minutes"))
    browser: str = Field(sa_column=text("browser"))
    replaced: str | None = Field(sa_column=text("replaced", nullable=True))
    """Who was signed in in that browser before (SD-29)."""
    viewer: str | None = Field(sa_column=text("viewer", nullable=True))
    """Who of the office looks through the contact's eyes, and may do nothing (SD-27)."""
    reason: str | None = Field(sa_column=text("reason", nullable=True))


class KnownBrowser(SQLModel, table=True):
    """A browser that somebody has signed in with: it has an allowance of wrong passwords of its own."""

    __tablename__ = "known_browser"
    __table_args__ = (
        Index("ix_known_browser_hash", "hash"),
        Index("ix_known_browser_contact", "contact_id"),
        Index("ix_known_browser_user", "user_id"),
        kept(contact="contact_id", journalled=False, undo=Undo.NEVER, erase=Erase.DELETE, since="0010"),
    )

    id: int = Field(sa_column=key())
    contact_id: int | None = Field(sa_column=reference("contact_id", "contact.id", nullable=True))
    user_id: int | None = Field(sa_column=reference("user_id", "users.id", nullable=True))
    hash: str = Field(sa_column=text("hash"))
    failed: int = Field(sa_column=integer("failed", default="0"))
    blocked_until: str | None = Field(sa_column=text("blocked_until", nullable=True))
    seen_at: str = Field(sa_column=text("seen_at"))


class AccessLog(SQLModel, table=True):
    """What was tried at the portal's doors, and from where; kept for a while only."""

    __tablename__ = "access_log"
    __table_args__ = (
        Index("ix_access_log_at", "at"),
        Index("ix_access_log_network", "network", "at"),
        Index("ix_access_log_contact", "contact_id"),
        Index("ix_access_log_user", "user_id"),
        kept(contact="contact_id", journalled=False, undo=Undo.NEVER, erase=Erase.DELETE, since="0010"),
    )

    id: int = Field(sa_column=key())
    contact_id: int | None = Field(sa_column=reference("contact_id", "contact.id", nullable=True))
    user_id: int | None = Field(sa_column=reference("user_id", "users.id", nullable=True))
    at: str = Field(sa_column=text("at"))
    event: str = Field(sa_column=text("event"))
    outcome: str = Field(sa_column=text("outcome"))
    network: str = Field(sa_column=text("network"))
    browser: str = Field(sa_column=text("browser"))
    document_id: int | None = Field(sa_column=integer("document_id", nullable=True))
    """What was brought or taken; no reference: an undo may take the document back."""
    file: str | None = Field(sa_column=text("file", nullable=True))
    """What was taken that the portal makes itself, such as a statement."""
