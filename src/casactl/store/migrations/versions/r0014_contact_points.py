"""Further e-mails and phones of a contact, titles, suffixes, and names that begin with the family's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table and the columns."""
    op.create_table(
        "contact_point",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("kind", Plain, nullable=False),
        sa.Column("value", Plain, nullable=False),
        sa.Column("shown", Plain, nullable=True),
        sa.Column("key", Plain, nullable=False),
        sa.Column("label", Plain, nullable=True),
        sa.CheckConstraint("kind in ('email', 'phone')", name="contact_point_kind"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_contact_point_contact", "contact_point", ["contact_id", "kind", "key"], unique=True)
    op.create_index("ix_contact_point_key", "contact_point", ["key", "contact_id"], unique=False)
    op.add_column("contact", sa.Column("title", Plain, nullable=True))
    op.add_column("contact", sa.Column("suffix", Plain, nullable=True))
    op.add_column("contact", sa.Column("family_first", Int64, nullable=True))
