"""Blanks in the log are looked up by what accounts for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OF_LOG = sa.text("table_name in ('change', 'operation')")


def upgrade() -> None:
    """Add the index; `store/accounting.py` then writes down what is blank already."""
    columns = ["table_name", "row_id"]
    op.create_index("ix_change_of_log", "change", columns, sqlite_where=OF_LOG, postgresql_where=OF_LOG)
