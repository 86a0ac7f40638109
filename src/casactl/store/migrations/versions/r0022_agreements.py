"""What is agreed with people who owe: instalments, and holds until a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
OPEN = sa.text("ended_on is null")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "agreement",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("kind", Plain, nullable=False),
        sa.Column("starts", Plain, nullable=False),
        sa.Column("ends", Plain, nullable=True),
        sa.Column("amount", Int64, nullable=True),
        sa.Column("every", Plain, nullable=True),
        sa.Column("total", Int64, nullable=True),
        sa.Column("entry_before", Int64, nullable=True),
        sa.Column("missed_on", Plain, nullable=True),
        sa.Column("status_before", Plain, nullable=False),
        sa.Column("reason", Plain, nullable=True),
        sa.Column("ended_on", Plain, nullable=True),
        sa.Column("outcome", Plain, nullable=True),
        sa.Column("author", Plain, nullable=False),
        sa.Column("created_at", Plain, nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.CheckConstraint("kind in ('instalments', 'hold')", name="agreement_kind"),
        sa.CheckConstraint("outcome in ('kept', 'over', 'ended', 'replaced')", name="agreement_outcome"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_agreement_contact", "agreement", ["contact_id", "id"], unique=False)
    op.create_index("ix_agreement_open", "agreement", ["kind", "id"], sqlite_where=OPEN, postgresql_where=OPEN)
