"""Contacts with their further e-mails and phones, and what follows from them: claims, search texts, custom values."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Erase, Merge
from casactl.store.tables.base import flag, integer, kept, key, one_of, partial, reference, text


class Contact(SQLModel, table=True):
    """A person or a company, with the four axes of its standing."""

    __tablename__ = "contact"
    __table_args__ = (
        one_of("contact_kind", "kind", "person", "company"),
        one_of("contact_lifecycle", "lifecycle", "active", "inactive", "archived", "erased", "merged"),
        one_of("contact_portal", "portal", "not-invited", "invited", "activated"),
        flag("contact_locked", "locked"),
        partial("ix_contact_external", "external_id", unique=True, where="external_id is not null"),
        Index("ix_contact_sort", "sort_key", "id"),
        Index("ix_contact_created", "created_at", "id"),
        Index("ix_contact_type", "type", "id"),
        partial("ix_contact_phone", "phone", where="phone is not null"),
        partial("ix_contact_company", "sort_key", where="kind = 'company'"),
        partial("ix_contact_lifecycle", "lifecycle", "sort_key", "id", where="lifecycle <> 'active'"),
        partial("ix_contact_portal", "portal", "sort_key", "id", where="portal <> 'not-invited'"),
        partial("ix_contact_locked", "sort_key", "id", where="locked = 1"),
        partial("ix_contact_arrears", "arrears", "sort_key", "id", where="arrears <> 'current'"),
        partial("ix_contact_merged", "merged_into", where="merged_into is not null"),
        partial("ix_contact_bounced", "id", where="bounced_at is not null"),
        Index("ix_contact_balance", "balance", "id"),
        partial("ix_contact_due", "oldest_due", "id", where="oldest_due is not null"),
        kept(
            contact="id",
            personal={
                "external_id": None,
                "first_name": None,
                "last_name": None,
                "name": None,
                "display_name": "(erased)",
                "sort_key": "",
                "email": None,
                "phone": None,
                "phone_shown": None,
                "lock_reason": None,
                "locked_by": None,
                "custom": None,
                "title": None,
                "suffix": None,
                "do_not": None,
                "bounced_at": None,
                "bounce_reason": None,
            },
            since="0024",
        ),
    )

    id: int = Field(sa_column=key())
    external_id: str | None = Field(sa_column=text("external_id", nullable=True))
    kind: str = Field(sa_column=text("kind"))
    type: str = Field(sa_column=text("type"))
    first_name: str | None = Field(sa_column=text("first_name", nullable=True))
    last_name: str | None = Field(sa_column=text("last_name", nullable=True))
    name: str | None = Field(sa_column=text("name", nullable=True))
    display_name: str = Field(sa_column=text("display_name"))
    sort_key: str = Field(sa_column=text("sort_key"))
    email: str | None = Field(sa_column=text("email", nullable=True))
    phone: str | None = Field(sa_column=text("phone", nullable=True))
    phone_shown: str | None = Field(sa_column=text("phone_shown", nullable=True))
    lifecycle: str = Field(sa_column=text("lifecycle", server_default="active"))
    lifecycle_before: str | None = Field(sa_column=text("lifecycle_before", nullable=True))
    portal: str = Field(sa_column=text("portal", server_default="not-invited"))
    locked: int = Field(sa_column=integer("locked", default="0"))
    lock_reason: str | None = Field(sa_column=text("lock_reason", nullable=True))
    arrears: str = Field(sa_column=text("arrears", server_default="current"))
    balance: int = Field(sa_column=integer("balance", default="0"))
    custom: str | None = Field(sa_column=text("custom", nullable=True))
    created_at: str = Field(sa_column=text("created_at"))
    updated_at: str = Field(sa_column=text("updated_at"))
    version: int = Field(sa_column=integer("version", default="1"))
    locked_at: str | None = Field(sa_column=text("locked_at", nullable=True))
    locked_by: str | None = Field(sa_column=text("locked_by", nullable=True))
    merged_into: int | None = Field(sa_column=reference("merged_into", "contact.id", nullable=True, deferred=True))
    oldest_due: str | None = Field(sa_column=text("oldest_due", nullable=True))
    invited_at: str | None = Field(sa_column=text("invited_at", nullable=True))
    invitation_until: str | None = Field(sa_column=text("invitation_until", nullable=True))
    last_sign_in_at: str | None = Field(sa_column=text("last_sign_in_at", nullable=True))
    title: str | None = Field(sa_column=text("title", nullable=True))
    suffix: str | None = Field(sa_column=text("suffix", nullable=True))
    family_first: int | None = Field(sa_column=integer("family_first", nullable=True))
    do_not: str | None = Field(sa_column=text("do_not", nullable=True))
    """The channels by which nothing is wanted, and `broadcast`, with commas between them."""
    bounced_at: str | None = Field(sa_column=text("bounced_at", nullable=True))
    """When mail to the login e-mail came back; another e-mail has none."""
    bounce_reason: str | None = Field(sa_column=text("bounce_reason", nullable=True))


class ContactPoint(SQLModel, table=True):
    """A further e-mail or phone: nobody signs in by it, and nothing is sent to it."""

    __tablename__ = "contact_point"
    __table_args__ = (
        one_of("contact_point_kind", "kind", "email", "phone"),
        Index("ix_contact_point_contact", "contact_id", "kind", "key", unique=True),
        Index("ix_contact_point_key", "key", "contact_id"),
        kept(contact="contact_id", erase=Erase.DELETE, merge=Merge.MOVE, since="0014"),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    kind: str = Field(sa_column=text("kind"))
    value: str = Field(sa_column=text("value"))
    shown: str | None = Field(sa_column=text("shown", nullable=True))
    key: str = Field(sa_column=text("key"))
    label: str | None = Field(sa_column=text("label", nullable=True))


class Claim(SQLModel, table=True):
    """A login e-mail's canonical key and who holds it: unique across everybody (SD-8)."""

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("(contact_id is null) <> (user_id is null)", name="claim_holder"),
        Index("ix_claim_contact", "contact_id"),
        Index("ix_claim_user", "user_id"),
        kept(contact="contact_id", journalled=False, erase=Erase.DELETE, since="0005"),
    )

    key: str = Field(sa_column=text("key", primary_key=True))
    contact_id: int | None = Field(sa_column=reference("contact_id", "contact.id", nullable=True))
    user_id: int | None = Field(sa_column=reference("user_id", "users.id", nullable=True))


class Search(SQLModel, table=True):
    """A contact's folded text: name, e-mail, phone, external id."""

    __tablename__ = "search"
    __table_args__ = (kept(contact="contact_id", journalled=False, erase=Erase.DELETE, since="0001"),)

    contact_id: int = Field(sa_column=reference("contact_id", "contact.id", primary_key=True))
    text: str = Field(sa_column=text("text"))


class CustomValue(SQLModel, table=True):
    """What a contact has in a field of the office's own, by the key that lists look for it by."""

    __tablename__ = "custom_value"
    __table_args__ = (
        Index("ix_custom_value_name", "name", "value", "contact_id"),
        kept(contact="contact_id", journalled=False, erase=Erase.DELETE, since="0031"),
    )

    contact_id: int = Field(sa_column=reference("contact_id", "contact.id", primary_key=True))
    name: str = Field(sa_column=text("name", primary_key=True))
    value: str = Field(sa_column=text("value"))
