"""Letters and links for users, their second factor, looks through somebody's eyes, and what has been read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

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
        _anew(table, {"contact_id INTEGER NOT NULL": "contact_id INTEGER", PURPOSES: MORE_PURPOSES})
        integer = "integer"
    op.execute(f"alter table {table} add column user_id {integer} constraint fk_user_id_users references users (id)")
    op.create_index(f"ix_{table}_user", table, index, unique=False)


def _anew(table: str, changes: dict[str, str]) -> None:
    """SQLite changes neither a CHECK nor a NOT NULL: the table is made anew by its own words, with some changed."""
    connection = op.get_bind()
    words = sa.text("select sql from sqlite_master where tbl_name = :table and sql is not null order by type desc")
    statements = list(connection.execute(words, {"table": table}).scalars())  # the table, then its indexes
    for old, new in changes.items():
        statements[0] = statements[0].replace(old, new)
    op.execute(f"create table {table}_before as select * from {table}")
    op.drop_table(table)
    for statement in statements:
        connection.exec_driver_sql(statement)
    op.execute(f"insert into {table} select * from {table}_before")
    op.drop_table(f"{table}_before")
