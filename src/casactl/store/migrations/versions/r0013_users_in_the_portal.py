"""Letters and links for users, their second factor, looks through somebody's eyes, and what has been read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casactl.store.migrations.anew import made_anew

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
PURPOSES = "purpose in ('activation', 'reset')"
MORE_PURPOSES = "purpose in ('activation', 'reset', 'code', 'look')"
UNREAD = sa.text("read_at is null")


def upgrade() -> None:
    """Let letters and links be a user's; add the columns."""
    _of_users("outbox", ["user_id", "state"])
    _of_users("token", ["user_id", "purpose"])
    for table in ("token", "portal_session"):
        op.add_column(table, sa.Column("viewer", Plain, nullable=True))
        op.add_column(table, sa.Column("reason", Plain, nullable=True))
    op.add_column("user_secret", sa.Column("seed", Plain, nullable=True))
    op.add_column("user_secret", sa.Column("seed_proved_at", Plain, nullable=True))
    op.add_column("user_secret", sa.Column("code_step", Int64, nullable=True))
    op.add_column("user_secret", sa.Column("recovery_codes", Plain, nullable=True))
    op.add_column("message", sa.Column("channel", Plain, nullable=True))
    op.add_column("message", sa.Column("read_at", Plain, nullable=True))
    op.create_index(
        "ix_message_unread", "message", ["direction", "contact_id"], sqlite_where=UNREAD, postgresql_where=UNREAD
    )


def _of_users(table: str, index: list[str]) -> None:
    """Let a row belong to a user in the place of a contact."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(table, "contact_id", nullable=True)
        if table == "token":
            op.drop_constraint("token_purpose", table)
            op.create_check_constraint("token_purpose", table, MORE_PURPOSES)
        integer = "bigint"
    else:
        made_anew(table, {"contact_id INTEGER NOT NULL": "contact_id INTEGER", PURPOSES: MORE_PURPOSES})
        integer = "integer"
    op.execute(f"alter table {table} add column user_id {integer} constraint fk_user_id_users references users (id)")
    op.create_index(f"ix_{table}_user", table, index, unique=False)
