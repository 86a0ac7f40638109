"""A letter that was written to a folder is not sent, and knows the status of the debt ladder that it tells of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
STATES = "state in ('pending', 'sending', 'sent', 'written', 'retry', 'failed', 'unknown', 'cancelled')"
KEPT = (
    "id, contact_id, operation_id, message_id, channel, recipient, template, facts, subject, header_id, state, "
    "attempts, next_at, lease, leased_until, begun_at, last_error, file, queued_at, sent_at"
)


def upgrade() -> None:
    """Let letters be written, and find the status that each earlier notice told of."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("outbox_state", "outbox")
        op.create_check_constraint("outbox_state", "outbox", STATES)
        op.add_column("outbox", sa.Column("step_id", Int64, autoincrement=False, nullable=True))
        op.create_foreign_key("fk_step_id_arrears_step", "outbox", "arrears_step", ["step_id"], ["id"])
    else:
        _anew()
    op.create_index("ix_outbox_step", "outbox", ["step_id"], unique=False)
    op.execute("update outbox set state = 'written' where state = 'sent' and file is not null")
    op.execute(
        "update outbox set step_id = (select min(s.id) from change h join arrears_step s on s.id = h.row_id "
        "where h.operation_id = outbox.operation_id and h.contact_id = outbox.contact_id "
        "and h.table_name = 'arrears_step' and h.before is null) where template = 'arrears-status'"
    )


def _anew() -> None:
    """SQLite cannot change a CHECK: the table is made anew."""
    op.execute(f"create table outbox_before as select {KEPT} from outbox")
    op.drop_table("outbox")
    op.create_table(
        "outbox",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("operation_id", Int64, nullable=False),
        sa.Column("message_id", Int64, autoincrement=False, nullable=True),
        sa.Column("channel", Plain, nullable=False),
        sa.Column("recipient", Plain, nullable=False),
        sa.Column("template", Plain, nullable=False),
        sa.Column("facts", Plain, nullable=False),
        sa.Column("subject", Plain, nullable=True),
        sa.Column("header_id", Plain, nullable=False),
        sa.Column("state", Plain, nullable=False),
        sa.Column("attempts", Int64, server_default="0", nullable=False),
        sa.Column("next_at", Plain, nullable=True),
        sa.Column("lease", Plain, nullable=True),
        sa.Column("leased_until", Plain, nullable=True),
        sa.Column("begun_at", Plain, nullable=True),
        sa.Column("last_error", Plain, nullable=True),
        sa.Column("file", Plain, nullable=True),
        sa.Column("queued_at", Plain, nullable=False),
        sa.Column("sent_at", Plain, nullable=True),
        sa.Column("step_id", Int64, autoincrement=False, nullable=True),
        sa.CheckConstraint(STATES, name="outbox_state"),
        sa.CheckConstraint("channel in ('email', 'sms')", name="outbox_channel"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_message_id_message"),
        sa.ForeignKeyConstraint(["step_id"], ["arrears_step.id"], name="fk_step_id_arrears_step"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.execute(f"insert into outbox ({KEPT}) select {KEPT} from outbox_before")
    op.drop_table("outbox_before")
    op.create_index("ix_outbox_contact", "outbox", ["contact_id", "state"], unique=False)
    op.create_index("ix_outbox_message", "outbox", ["message_id"], unique=False)
    op.create_index("ix_outbox_operation", "outbox", ["operation_id"], unique=False)
    op.create_index("ix_outbox_state", "outbox", ["state", "next_at", "id"], unique=False)
