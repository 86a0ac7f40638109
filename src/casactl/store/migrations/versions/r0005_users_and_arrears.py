"""Users and permissions, arrears and handovers, notes and documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
HOLDER = "(contact_id is null) <> (user_id is null)"


def upgrade() -> None:
    """Add who acts, what is owed to whom, and what is written down."""
    _users()
    _claim()
    _arrears()
    _papers()
    op.add_column("scheduled", sa.Column("details", Plain, nullable=True))


def _users() -> None:
    """Users, the communities they reach, their passwords."""
    op.create_table(
        "users",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("email", Plain, nullable=True),
        sa.Column("name", Plain, nullable=False),
        sa.Column("type", Plain, nullable=False),
        sa.Column("permission_group", Plain, nullable=False),
        sa.Column("phone", Plain, nullable=True),
        sa.Column("firm", Plain, nullable=True),
        sa.Column("enabled", Int64, server_default="1", nullable=False),
        sa.Column("created_at", Plain, nullable=False),
        sa.Column("updated_at", Plain, nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.CheckConstraint("type in ('staff', 'attorney')", name="users_type"),
        sa.CheckConstraint("enabled in (0, 1)", name="users_enabled"),
        sa.CheckConstraint("permission_group in ('superuser', 'manager', 'clerk', 'attorney')", name="users_group"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_table(
        "user_community",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("user_id", Int64, autoincrement=False, nullable=False),
        sa.Column("property_id", Int64, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_user_id_users"),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name="fk_property_id_property"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_user_community", "user_community", ["user_id", "property_id"], unique=True)
    op.create_index("ix_user_community_property", "user_community", ["property_id"], unique=False)
    op.create_table(
        "user_secret",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("user_id", Int64, autoincrement=False, nullable=False),
        sa.Column("password_hash", Plain, nullable=False),
        sa.Column("updated_at", Plain, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_user_id_users"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_user_secret_user", "user_secret", ["user_id"], unique=True)


def _claim() -> None:
    """Users claim e-mails too."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("claim", "contact_id", nullable=True)
        op.execute("alter table claim add column user_id bigint constraint fk_user_id_users references users (id)")
        op.create_check_constraint("claim_holder", "claim", HOLDER)
    else:  # SQLite cannot lift a NOT NULL: the narrow table is made anew
        op.execute("create table claim_before as select key, contact_id from claim")
        op.drop_table("claim")
        op.create_table(
            "claim",
            sa.Column("key", Plain, nullable=False),
            sa.Column("contact_id", Int64, nullable=True),
            sa.Column("user_id", Int64, nullable=True),
            sa.CheckConstraint(HOLDER, name="claim_holder"),
            sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
            sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_user_id_users"),
            sa.PrimaryKeyConstraint("key"),
            sqlite_strict=True,
        )
        op.execute("insert into claim (key, contact_id) select key, contact_id from claim_before")
        op.drop_table("claim_before")
        op.create_index("ix_claim_contact", "claim", ["contact_id"], unique=False)
    op.create_index("ix_claim_user", "claim", ["user_id"], unique=False)


def _arrears() -> None:
    """Cases, and the statuses that were given."""
    op.create_table(
        "handover_case",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("attorney_id", Int64, autoincrement=False, nullable=False),
        sa.Column("community_id", Int64, autoincrement=False, nullable=False),
        sa.Column("status_before", Plain, nullable=False),
        sa.Column("opened_at", Plain, nullable=False),
        sa.Column("opened_by", Plain, nullable=False),
        sa.Column("closed_at", Plain, nullable=True),
        sa.Column("closed_by", Plain, nullable=True),
        sa.Column("outcome", Plain, nullable=True),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.CheckConstraint("outcome in ('recalled', 'settled')", name="handover_case_outcome"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.ForeignKeyConstraint(["attorney_id"], ["users.id"], name="fk_attorney_id_users"),
        sa.ForeignKeyConstraint(["community_id"], ["property.id"], name="fk_community_id_property"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_handover_attorney", "handover_case", ["attorney_id"], unique=False)
    op.create_index("ix_handover_community", "handover_case", ["community_id"], unique=False)
    op.create_index("ix_handover_contact", "handover_case", ["contact_id"], unique=False)
    op.create_index(
        "ix_handover_open",
        "handover_case",
        ["contact_id"],
        unique=True,
        sqlite_where=sa.text("closed_at is null"),
        postgresql_where=sa.text("closed_at is null"),
    )
    op.create_table(
        "arrears_step",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("case_id", Int64, autoincrement=False, nullable=True),
        sa.Column("status", Plain, nullable=False),
        sa.Column("note", Plain, nullable=True),
        sa.Column("attorney", Plain, nullable=True),
        sa.Column("notified", Plain, nullable=True),
        sa.Column("balance", Int64, nullable=False),
        sa.Column("author", Plain, nullable=False),
        sa.Column("created_at", Plain, nullable=False),
        sa.CheckConstraint(
            "status in ('current', 'reminder', 'first-notice', 'second-notice', 'letter-of-demand', 'handover', "
            "'payment-plan', 'on-hold', 'settled')",
            name="arrears_step_status",
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.ForeignKeyConstraint(["case_id"], ["handover_case.id"], name="fk_case_id_handover_case"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_arrears_step_case", "arrears_step", ["case_id"], unique=False)
    op.create_index("ix_arrears_step_contact", "arrears_step", ["contact_id", "id"], unique=False)


def _papers() -> None:
    """Notes and documents."""
    op.create_table(
        "note",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("visibility", Plain, nullable=False),
        sa.Column("text", Plain, nullable=False),
        sa.Column("author", Plain, nullable=False),
        sa.Column("created_at", Plain, nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.CheckConstraint("visibility in ('office', 'case')", name="note_visibility"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_note_contact", "note", ["contact_id", "id"], unique=False)
    op.create_table(
        "document",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("visibility", Plain, nullable=False),
        sa.Column("name", Plain, nullable=False),
        sa.Column("type", Plain, nullable=False),
        sa.Column("size", Int64, nullable=False),
        sa.Column("sha256", Plain, nullable=False),
        sa.Column("author", Plain, nullable=False),
        sa.Column("created_at", Plain, nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.CheckConstraint("visibility in ('office', 'case', 'contact')", name="document_visibility"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_document_contact", "document", ["contact_id", "id"], unique=False)
    op.create_index("ix_document_sha256", "document", ["sha256"], unique=False)
