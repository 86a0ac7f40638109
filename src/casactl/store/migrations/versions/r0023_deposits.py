"""Deposits: what the office holds for somebody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "deposit",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("kind", Plain, nullable=False),
        sa.Column("on_date", Plain, nullable=False),
        sa.Column("amount", Int64, nullable=False),
        sa.Column("text", Plain, nullable=True),
        sa.Column("created_at", Plain, nullable=False),
        sa.CheckConstraint("kind in ('taken', 'returned', 'applied')", name="deposit_kind"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_deposit_contact", "deposit", ["contact_id", "on_date", "id"], unique=False)
