"""What signs the links by which people say that they want no more news."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the column; the key is made when the first such link is."""
    op.add_column("chain", sa.Column("link_key", Plain, nullable=True))
