"""Lines of bank statements, the payments that came of them, and payers who are known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _where_filled(name: str, table: str, column: str) -> None:
    filled = sa.text(f"{column} is not null")
    op.create_index(name, table, [column], unique=False, sqlite_where=filled, postgresql_where=filled)


def upgrade() -> None:
    """Add the three tables."""
    op.create_table(
        "bank_line",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=True),
        sa.Column("identity", Plain, nullable=False),
        sa.Column("account", Plain, nullable=True),
        sa.Column("bank_id", Plain, nullable=True),
        sa.Column("on_date", Plain, nullable=False),
        sa.Column("amount", Int64, nullable=False),
        sa.Column("payer", Plain, nullable=True),
        sa.Column("iban", Plain, nullable=True),
        sa.Column("purpose", Plain, nullable=True),
        sa.Column("score", Int64, server_default="0", nullable=False),
        sa.Column("why", Plain, nullable=True),
        sa.Column("ignored", Int64, server_default="0", nullable=False),
        sa.Column("reason", Plain, nullable=True),
        sa.Column("created_at", Plain, nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.CheckConstraint("ignored in (0, 1)", name="bank_line_ignored"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_bank_line_identity", "bank_line", ["identity"], unique=True)
    op.create_index("ix_bank_line_on", "bank_line", ["on_date", "id"], unique=False)
    op.create_index("ix_bank_line_contact", "bank_line", ["contact_id"], unique=False)
    op.create_table(
        "bank_match",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("line_id", Int64, autoincrement=False, nullable=False),
        sa.Column("entry_id", Int64, autoincrement=False, nullable=False),
        sa.Column("by_hand", Int64, server_default="0", nullable=False),
        sa.Column("created_at", Plain, nullable=False),
        sa.CheckConstraint("by_hand in (0, 1)", name="bank_match_by_hand"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.ForeignKeyConstraint(["line_id"], ["bank_line.id"], name="fk_line_id_bank_line"),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entry.id"], name="fk_entry_id_ledger_entry"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_bank_match_contact", "bank_match", ["contact_id"], unique=False)
    op.create_index("ix_bank_match_line", "bank_match", ["line_id"], unique=False)
    op.create_index("ix_bank_match_entry", "bank_match", ["entry_id"], unique=True)
    op.create_table(
        "bank_payer",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("iban", Plain, nullable=True),
        sa.Column("name_key", Plain, nullable=True),
        sa.Column("created_at", Plain, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_bank_payer_contact", "bank_payer", ["contact_id"], unique=False)
    _where_filled("ix_bank_payer_iban", "bank_payer", "iban")
    _where_filled("ix_bank_payer_name", "bank_payer", "name_key")
