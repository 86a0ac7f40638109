"""With which message of the portal a document came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ANY = sa.text("message_id is not null")


def upgrade() -> None:
    """Add the column; what came in before stands among the documents alone, as it did."""
    integer = "bigint" if op.get_bind().dialect.name == "postgresql" else "integer"
    op.execute(
        f"alter table document add column message_id {integer} constraint fk_message_id_message references message (id)"
    )
    op.create_index("ix_document_message", "document", ["message_id"], sqlite_where=ANY, postgresql_where=ANY)
