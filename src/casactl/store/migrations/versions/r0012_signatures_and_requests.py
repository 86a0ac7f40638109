"""Signatures of contracts, and changes that people ask for in the portal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add both."""
    op.create_table(
        "signature",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("engagement_id", Int64, autoincrement=False, nullable=False),
        sa.Column("name", Plain, nullable=False),
        sa.Column("text_hash", Plain, nullable=False),
        sa.Column("network", Plain, nullable=False),
        sa.Column("created_at", Plain, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name="fk_engagement_id_engagement"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_signature_contact", "signature", ["contact_id"], unique=False)
    op.create_index("ix_signature_engagement", "signature", ["engagement_id"], unique=False)
    op.create_table(
        "portal_request",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("field", Plain, nullable=False),
        sa.Column("value", Plain, nullable=False),
        sa.Column("state", Plain, server_default="open", nullable=False),
        sa.Column("reason", Plain, nullable=True),
        sa.Column("created_at", Plain, nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.CheckConstraint("field in ('email', 'phone')", name="portal_request_field"),
        sa.CheckConstraint("state in ('open', 'accepted', 'declined')", name="portal_request_state"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_portal_request_contact", "portal_request", ["contact_id"], unique=False)
    op.create_index("ix_portal_request_state", "portal_request", ["state", "id"], unique=False)
