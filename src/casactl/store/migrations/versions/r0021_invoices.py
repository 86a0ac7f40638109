"""Invoices and credit notes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "invoice",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("number", Int64, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("credits", Int64, autoincrement=False, nullable=True),
        sa.Column("on_date", Plain, nullable=False),
        sa.Column("customer", Plain, nullable=True),
        sa.Column("address", Plain, nullable=True),
        sa.Column("total", Int64, nullable=False),
        sa.Column("created_at", Plain, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.ForeignKeyConstraint(
            ["credits"], ["invoice.id"], name="fk_credits_invoice", deferrable=True, initially="DEFERRED"
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_invoice_number", "invoice", ["number"], unique=True)
    op.create_index("ix_invoice_contact", "invoice", ["contact_id", "number"], unique=False)
    op.create_index("ix_invoice_credits", "invoice", ["credits"], unique=False)
    op.create_table(
        "invoice_line",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("invoice_id", Int64, autoincrement=False, nullable=False),
        sa.Column("entry_id", Int64, autoincrement=False, nullable=False),
        sa.Column("text", Plain, nullable=True),
        sa.Column("amount", Int64, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name="fk_invoice_id_invoice"),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entry.id"], name="fk_entry_id_ledger_entry"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_invoice_line_invoice", "invoice_line", ["invoice_id"], unique=False)
    op.create_index("ix_invoice_line_entry", "invoice_line", ["entry_id"], unique=False)
    op.create_index("ix_invoice_line_contact", "invoice_line", ["contact_id"], unique=False)
