"""Which document somebody took out of the portal, or brought."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns; of what was taken before, nobody knows."""
    op.add_column("access_log", sa.Column("document_id", Int64, nullable=True))
    op.add_column("access_log", sa.Column("file", Plain, nullable=True))
