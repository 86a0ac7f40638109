"""From which day the visits of a service plan are counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the column; plans without it count from their start, as before."""
    op.add_column("engagement", sa.Column("rhythm_from", Plain, nullable=True))
