"""Contracts that are a file, and links to sign one without an account."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casactl.store.migrations.anew import made_anew

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PURPOSES = "purpose in ('activation', 'reset', 'code', 'look')"
MORE_PURPOSES = "purpose in ('activation', 'reset', 'code', 'look', 'sign')"
A_FILE = sa.text("document_id is not null")


def upgrade() -> None:
    """Add what a contract is a file of, and what a link is to be signed with."""
    integer = "bigint" if op.get_bind().dialect.name == "postgresql" else "integer"
    op.execute(
        f"alter table engagement add column document_id {integer} "
        "constraint fk_document_id_document references document (id)"
    )
    op.create_index(
        "ix_engagement_document", "engagement", ["document_id"], sqlite_where=A_FILE, postgresql_where=A_FILE
    )
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("token_purpose", "token")
        op.create_check_constraint("token_purpose", "token", MORE_PURPOSES)
    else:
        made_anew("token", {PURPOSES: MORE_PURPOSES})
    op.add_column("token", sa.Column("work_id", Int64, nullable=True))
