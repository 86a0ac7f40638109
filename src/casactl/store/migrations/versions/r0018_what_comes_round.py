"""What comes round, with the period that each entry is of; fees as a kind of entry; shares of units."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KINDS = "kind in ('charge', 'fee', 'payment', 'credit', 'refund', 'write-off', 'reversal')"
COLUMNS = (
    "id, contact_id, kind, on_date, due, amount, text, method, reference, property_id, reverses, voided, created_at"
)


def upgrade() -> None:
    """Add the table, then what entries and properties have more."""
    _recurring()
    op.add_column("property", sa.Column("share", Int64, nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("ledger_entry_kind", "ledger_entry")
        op.create_check_constraint("ledger_entry_kind", "ledger_entry", KINDS)
        op.add_column("ledger_entry", sa.Column("recurring_id", Int64, nullable=True))
        op.create_foreign_key("fk_recurring_id_recurring", "ledger_entry", "recurring", ["recurring_id"], ["id"])
        op.add_column("ledger_entry", sa.Column("period", Plain, nullable=True))
    else:
        _ledger()
    of_period = sa.text("recurring_id is not null")
    op.create_index(
        "ix_ledger_recurring", "ledger_entry", ["recurring_id", "period"], unique=False, sqlite_where=of_period,
        postgresql_where=of_period,
    )  # fmt: skip


def _recurring() -> None:
    op.create_table(
        "recurring",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=True),
        sa.Column("property_id", Int64, autoincrement=False, nullable=True),
        sa.Column("lease_id", Int64, autoincrement=False, nullable=True),
        sa.Column("role", Plain, nullable=True),
        sa.Column("by_share", Int64, server_default="0", nullable=False),
        sa.Column("amount", Int64, nullable=False),
        sa.Column("text", Plain, nullable=True),
        sa.Column("every", Plain, nullable=False),
        sa.Column("starts", Plain, nullable=False),
        sa.Column("until", Plain, nullable=True),
        sa.Column("due", Plain, nullable=True),
        sa.Column("rent_day", Int64, nullable=True),
        sa.Column("next_on", Plain, nullable=True),
        sa.Column("created_at", Plain, nullable=False),
        sa.Column("updated_at", Plain, nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.CheckConstraint("by_share in (0, 1)", name="recurring_by_share"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name="fk_property_id_property"),
        sa.ForeignKeyConstraint(["lease_id"], ["lease.id"], name="fk_lease_id_lease"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_recurring_next", "recurring", ["next_on", "id"], unique=False)
    for column in ("contact", "property", "lease"):
        op.create_index(f"ix_recurring_{column}", "recurring", [f"{column}_id"], unique=False)


def _ledger() -> None:
    """SQLite cannot change a CHECK: the entries are put into a table anew."""
    op.execute(f"create table ledger_before as select {COLUMNS} from ledger_entry")
    op.drop_table("ledger_entry")
    op.create_table(
        "ledger_entry",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("kind", Plain, nullable=False),
        sa.Column("on_date", Plain, nullable=False),
        sa.Column("due", Plain, nullable=True),
        sa.Column("amount", Int64, nullable=False),
        sa.Column("text", Plain, nullable=True),
        sa.Column("method", Plain, nullable=True),
        sa.Column("reference", Plain, nullable=True),
        sa.Column("property_id", Int64, autoincrement=False, nullable=True),
        sa.Column("reverses", Int64, autoincrement=False, nullable=True),
        sa.Column("voided", Int64, server_default="0", nullable=False),
        sa.Column("created_at", Plain, nullable=False),
        sa.Column("recurring_id", Int64, autoincrement=False, nullable=True),
        sa.Column("period", Plain, nullable=True),
        sa.CheckConstraint("voided in (0, 1)", name="ledger_entry_voided"),
        sa.CheckConstraint(KINDS, name="ledger_entry_kind"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name="fk_property_id_property"),
        sa.ForeignKeyConstraint(["recurring_id"], ["recurring.id"], name="fk_recurring_id_recurring"),
        sa.ForeignKeyConstraint(
            ["reverses"], ["ledger_entry.id"], name="fk_reverses_ledger_entry", deferrable=True, initially="DEFERRED"
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.execute(f"insert into ledger_entry ({COLUMNS}) select {COLUMNS} from ledger_before")
    op.drop_table("ledger_before")
    op.create_index("ix_ledger_contact", "ledger_entry", ["contact_id", "on_date", "id"], unique=False)
    op.create_index("ix_ledger_property", "ledger_entry", ["property_id"], unique=False)
    op.create_index(
        "ix_ledger_reference", "ledger_entry", ["reference"], unique=False,
        sqlite_where=sa.text("reference is not null"),
    )  # fmt: skip
    op.create_index("ix_ledger_reverses", "ledger_entry", ["reverses"], unique=False)
