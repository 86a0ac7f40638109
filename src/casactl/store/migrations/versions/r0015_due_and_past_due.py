"""Contacts by what they owe, and by since when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lists are sorted by balance, credits too; `--past-due` is led by the oldest due date."""
    op.drop_index("ix_contact_owing", "contact")
    op.create_index("ix_contact_balance", "contact", ["balance", "id"], unique=False)
    since = sa.text("oldest_due is not null")
    op.create_index(
        "ix_contact_due", "contact", ["oldest_due", "id"], unique=False, sqlite_where=since, postgresql_where=since
    )
