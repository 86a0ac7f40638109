"""Plans that lapse; papers that belong to a case; a case to which earlier papers are passed on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
STATES = "state in ('pending', 'done', 'blocked', 'cancelled', 'lapsed')"
OPEN = "state in ('pending', 'blocked')"


def upgrade() -> None:
    """Change shapes only: what rows become is written by `store/carry_over.py`, in the log."""
    _scheduled()
    integer = "bigint" if op.get_bind().dialect.name == "postgresql" else "integer"
    op.execute(  # by hand, as below: Alembic would add the constraints apart, which SQLite cannot
        f"alter table handover_case add column passed_on {integer} default 0 not null "
        "constraint handover_case_passed_on check (passed_on in (0, 1))"
    )
    for table in ("note", "document"):
        op.execute(
            f"alter table {table} add column case_id {integer} constraint fk_case_id_handover_case "
            "references handover_case (id)"
        )
        op.create_index(f"ix_{table}_case", table, ["case_id"], unique=False)


def _scheduled() -> None:
    """A plan may lapse."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("scheduled_state", "scheduled")
        op.create_check_constraint("scheduled_state", "scheduled", STATES)
        return
    columns = "id, contact_id, verb, due_on, state, reason, reasons, actor, created_at, updated_at, version, details"
    op.execute(f"create table scheduled_before as select {columns} from scheduled")
    op.drop_table("scheduled")  # SQLite cannot change a CHECK
    op.create_table(
        "scheduled",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("verb", Plain, nullable=False),
        sa.Column("due_on", Plain, nullable=True),
        sa.Column("state", Plain, nullable=False),
        sa.Column("reason", Plain, nullable=True),
        sa.Column("reasons", Plain, nullable=True),
        sa.Column("actor", Plain, nullable=False),
        sa.Column("created_at", Plain, nullable=False),
        sa.Column("updated_at", Plain, nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.Column("details", Plain, nullable=True),
        sa.CheckConstraint(STATES, name="scheduled_state"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.execute(f"insert into scheduled ({columns}) select {columns} from scheduled_before")
    op.drop_table("scheduled_before")
    op.create_index("ix_scheduled_contact", "scheduled", ["contact_id", "verb"], unique=False)
    op.create_index("ix_scheduled_open", "scheduled", ["due_on", "id"], unique=False, sqlite_where=sa.text(OPEN))
