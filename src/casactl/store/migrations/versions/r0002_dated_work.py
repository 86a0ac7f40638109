"""Dated work: scheduled actions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table of scheduled actions."""
    op.create_table(
        "scheduled",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("verb", Plain, nullable=False),
        sa.Column("due_on", Plain, nullable=True),
        sa.Column("state", Plain, nullable=False),
        sa.Column("reason", Plain, nullable=True),
        sa.Column("reasons", Plain, nullable=True),
        sa.Column("actor", Plain, nullable=False),
        sa.Column("created_at", Plain, nullable=False),
        sa.Column("updated_at", Plain, nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.CheckConstraint("state in ('pending', 'done', 'blocked', 'cancelled')", name="scheduled_state"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_scheduled_contact", "scheduled", ["contact_id", "verb"], unique=False)
    op.create_index(
        "ix_scheduled_open",
        "scheduled",
        ["due_on", "id"],
        unique=False,
        sqlite_where=sa.text("state in ('pending', 'blocked')"),
        postgresql_where=sa.text("state in ('pending', 'blocked')"),
    )
