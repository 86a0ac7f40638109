"""Users: the staff and the attorneys who act, and the communities that they reach."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Undo
from casactl.store.tables.base import flag, integer, kept, key, one_of, reference, text


class User(SQLModel, table=True):
    """Somebody who acts; the e-mail shares the contacts' claims (SD-8)."""

    __tablename__ = "users"
    __table_args__ = (
        one_of("users_type", "type", "staff", "attorney"),
        one_of("users_group", "permission_group", "superuser", "manager", "clerk", "attorney"),
        flag("users_enabled", "enabled"),
        kept(since="0005"),
    )

    id: int = Field(sa_column=key())
    email: str | None = Field(sa_column=text("email", nullable=True))
    name: str = Field(sa_column=text("name"))
    type: str = Field(sa_column=text("type"))
    permission_group: str = Field(sa_column=text("permission_group"))
    phone: str | None = Field(sa_column=text("phone", nullable=True))
    firm: str | None = Field(sa_column=text("firm", nullable=True))
    enabled: int = Field(sa_column=integer("enabled", default="1"))
    created_at: str = Field(sa_column=text("created_at"))
    updated_at: str = Field(sa_column=text("updated_at"))
    version: int = Field(sa_column=integer("version", default="1"))


class UserCommunity(SQLModel, table=True):
    """A community that a user reaches (WU-3)."""

    __tablename__ = "user_community"
    __table_args__ = (
        Index("ix_user_community", "user_id", "property_id", unique=True),
        Index("ix_user_community_property", "property_id"),
        kept(since="0005"),
    )

    id: int = Field(sa_column=key())
    user_id: int = Field(sa_column=reference("user_id", "users.id"))
    property_id: int = Field(sa_column=reference("property_id", "property.id"))


class UserSecret(SQLModel, table=True):
    """A user's password hash, their second factor, and what slows guessing down; it never enters the journal."""

    __tablename__ = "user_secret"
    __table_args__ = (
        Index("ix_user_secret_user", "user_id", unique=True),
        kept(journalled=False, undo=Undo.NEVER, since="0013"),
    )

    id: int = Field(sa_column=key())
    user_id: int = Field(sa_column=reference("user_id", "users.id"))
    password_hash: str = Field(sa_column=text("password_hash"))
    updated_at: str = Field(sa_column=text("updated_at"))
    failed: int = Field(sa_column=integer("failed", default="0"))
    blocked_until: str | None = Field(sa_column=text("blocked_until", nullable=True))
    seed: str | None = Field(sa_column=text("seed", nullable=True))
    """What the codes of the second factor are made of."""
    seed_proved_at: str | None = Field(sa_column=text("seed_proved_at", nullable=True))
    """When a first code showed that the user holds the seed; until then nobody is asked for one."""
    code_step: int | None = Field(sa_column=integer("code_step", nullable=True))
    """The half minute of the last code that was taken: none is taken twice."""
    recovery_codes: str | None = Field(sa_column=text("recovery_codes", nullable=True))
    """The SHA-256 of each that has not been used, as JSON."""
