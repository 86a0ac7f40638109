"""Mappings of columns, saved by name for files that come again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "import_mapping",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("name", Plain, nullable=False),
        sa.Column("noun", Plain, nullable=False),
        sa.Column("columns", Plain, nullable=False),
        sa.Column("words", Plain, nullable=False),
        sa.Column("created_at", Plain, nullable=False),
        sa.Column("updated_at", Plain, nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_import_mapping_name", "import_mapping", ["name"], unique=True)
