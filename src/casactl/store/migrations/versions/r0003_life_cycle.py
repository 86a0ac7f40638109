"""The whole life cycle: locks, merges, leases, the ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add what the life cycle needs."""
    _contact()
    _lease()
    _ledger()
    _duplicates()


def _contact() -> None:
    """Who locked a contact and when, what it was merged into, its oldest due date."""
    for column in ("locked_at", "locked_by"):
        op.add_column("contact", sa.Column(column, Plain, nullable=True))
    integer = "bigint" if op.get_bind().dialect.name == "postgresql" else "integer"
    op.execute(  # by hand: Alembic would add the constraint apart, which SQLite cannot
        f"alter table contact add column merged_into {integer} constraint fk_merged_into_contact "
        "references contact (id) deferrable initially deferred"
    )
    op.add_column("contact", sa.Column("oldest_due", Plain, nullable=True))
    op.create_index(
        "ix_contact_merged",
        "contact",
        ["merged_into"],
        unique=False,
        sqlite_where=sa.text("merged_into is not null"),
        postgresql_where=sa.text("merged_into is not null"),
    )


def _lease() -> None:
    """Leases."""
    op.create_table(
        "lease",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("property_id", Int64, autoincrement=False, nullable=False),
        sa.Column("starts", Plain, nullable=False),
        sa.Column("ends", Plain, nullable=False),
        sa.Column("terminated_on", Plain, nullable=True),
        sa.Column("rent", Int64, nullable=True),
        sa.Column("created_at", Plain, nullable=False),
        sa.Column("updated_at", Plain, nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name="fk_property_id_property"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_lease_contact", "lease", ["contact_id"], unique=False)
    op.create_index("ix_lease_ends", "lease", ["ends", "id"], unique=False)
    op.create_index("ix_lease_property", "lease", ["property_id"], unique=False)


def _ledger() -> None:
    """Ledger entries."""
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
        sa.CheckConstraint("voided in (0, 1)", name="ledger_entry_voided"),
        sa.CheckConstraint(
            "kind in ('charge', 'payment', 'credit', 'refund', 'write-off', 'reversal')", name="ledger_entry_kind"
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name="fk_property_id_property"),
        sa.ForeignKeyConstraint(
            ["reverses"], ["ledger_entry.id"], name="fk_reverses_ledger_entry", deferrable=True, initially="DEFERRED"
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_ledger_contact", "ledger_entry", ["contact_id", "on_date", "id"], unique=False)
    op.create_index("ix_ledger_property", "ledger_entry", ["property_id"], unique=False)
    op.create_index(
        "ix_ledger_reference",
        "ledger_entry",
        ["reference"],
        unique=False,
        sqlite_where=sa.text("reference is not null"),
        postgresql_where=sa.text("reference is not null"),
    )
    op.create_index("ix_ledger_reverses", "ledger_entry", ["reverses"], unique=False)


def _duplicates() -> None:
    """Pairs that are not doubles."""
    op.create_table(
        "not_duplicate",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("other_id", Int64, autoincrement=False, nullable=False),
        sa.Column("created_at", Plain, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.ForeignKeyConstraint(["other_id"], ["contact.id"], name="fk_other_id_contact"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_not_duplicate_other", "not_duplicate", ["other_id"], unique=False)
    op.create_index("ix_not_duplicate_pair", "not_duplicate", ["contact_id", "other_id"], unique=True)
