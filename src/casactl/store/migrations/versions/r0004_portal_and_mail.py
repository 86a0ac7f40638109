"""Portal accounts, messages and the outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add accounts, links, messages and mail."""
    _contact()
    _portal()
    _messages()
    _outbox()


def _contact() -> None:
    """When a contact was invited, until when the link works, when it last signed in."""
    for column in ("invited_at", "invitation_until", "last_sign_in_at"):
        op.add_column("contact", sa.Column(column, Plain, nullable=True))


def _portal() -> None:
    """Accounts and links."""
    op.create_table(
        "account",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("password_hash", Plain, nullable=True),
        sa.Column("failed", Int64, server_default="0", nullable=False),
        sa.Column("blocked_until", Plain, nullable=True),
        sa.Column("updated_at", Plain, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_account_contact", "account", ["contact_id"], unique=True)
    op.create_table(
        "token",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("purpose", Plain, nullable=False),
        sa.Column("email_key", Plain, nullable=False),
        sa.Column("hash", Plain, nullable=False),
        sa.Column("made_at", Plain, nullable=False),
        sa.Column("expires_at", Plain, nullable=False),
        sa.Column("used_at", Plain, nullable=True),
        sa.Column("voided_at", Plain, nullable=True),
        sa.CheckConstraint("purpose in ('activation', 'reset')", name="token_purpose"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_token_contact", "token", ["contact_id", "purpose"], unique=False)
    op.create_index("ix_token_hash", "token", ["hash"], unique=True)


def _messages() -> None:
    """Broadcasts and messages."""
    op.create_table(
        "broadcast",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("subject", Plain, nullable=False),
        sa.Column("text", Plain, nullable=False),
        sa.Column("created_at", Plain, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_table(
        "message",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("direction", Plain, nullable=False),
        sa.Column("broadcast_id", Int64, autoincrement=False, nullable=True),
        sa.Column("subject", Plain, nullable=True),
        sa.Column("text", Plain, nullable=True),
        sa.Column("author", Plain, nullable=False),
        sa.Column("created_at", Plain, nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.CheckConstraint("direction in ('in', 'out')", name="message_direction"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], name="fk_broadcast_id_broadcast"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_message_broadcast", "message", ["broadcast_id"], unique=False)
    op.create_index("ix_message_contact", "message", ["contact_id", "id"], unique=False)


def _outbox() -> None:
    """Mail and SMS on their way."""
    op.create_table(
        "outbox",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("operation_id", Int64, nullable=False),
        sa.Column("message_id", Int64, autoincrement=False, nullable=True),
        sa.Column("channel", Plain, nullable=False),
        sa.Column("recipient", Plain, nullable=False),
        sa.Column("template", Plain, nullable=False),
        sa.Column("facts", Plain, nullable=False),
        sa.Column("subject", Plain, nullable=True),
        sa.Column("header_id", Plain, nullable=False),
        sa.Column("state", Plain, nullable=False),
        sa.Column("attempts", Int64, server_default="0", nullable=False),
        sa.Column("next_at", Plain, nullable=True),
        sa.Column("lease", Plain, nullable=True),
        sa.Column("leased_until", Plain, nullable=True),
        sa.Column("begun_at", Plain, nullable=True),
        sa.Column("last_error", Plain, nullable=True),
        sa.Column("file", Plain, nullable=True),
        sa.Column("queued_at", Plain, nullable=False),
        sa.Column("sent_at", Plain, nullable=True),
        sa.CheckConstraint(
            "state in ('pending', 'sending', 'sent', 'retry', 'failed', 'unknown', 'cancelled')", name="outbox_state"
        ),
        sa.CheckConstraint("channel in ('email', 'sms')", name="outbox_channel"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_message_id_message"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_outbox_contact", "outbox", ["contact_id", "state"], unique=False)
    op.create_index("ix_outbox_message", "outbox", ["message_id"], unique=False)
    op.create_index("ix_outbox_operation", "outbox", ["operation_id"], unique=False)
    op.create_index("ix_outbox_state", "outbox", ["state", "next_at", "id"], unique=False)
