"""The foundation: journal, settings, properties, contacts and what hangs on them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the first tables."""
    _journal()
    _settings()
    _property()
    _contact()
    _relations()


def _journal() -> None:
    """The chain row, operations and their changes."""
    op.create_table(
        "chain",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("workspace", Plain, nullable=False),
        sa.Column("head", Plain, nullable=False),
        sa.Column("numbers", Plain, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_table(
        "operation",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("at", Plain, nullable=False),
        sa.Column("actor", Plain, nullable=False),
        sa.Column("os_user", Plain, nullable=False),
        sa.Column("verb", Plain, nullable=False),
        sa.Column("request_id", Plain, nullable=True),
        sa.Column("source_hash", Plain, nullable=True),
        sa.Column("revision", Plain, nullable=False),
        sa.Column("undoes", Int64, autoincrement=False, nullable=True),
        sa.Column("contacts", Int64, nullable=False),
        sa.Column("payload", Plain, nullable=True),
        sa.Column("payload_salt", Plain, nullable=True),
        sa.Column("payload_digest", Plain, nullable=False),
        sa.Column("previous", Plain, nullable=False),
        sa.Column("hash", Plain, nullable=False),
        sa.ForeignKeyConstraint(["undoes"], ["operation.id"], name="fk_undoes_operation"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_operation_at", "operation", ["at"], unique=False)
    op.create_index("ix_operation_request", "operation", ["request_id"], unique=True)
    op.create_index("ix_operation_undoes", "operation", ["undoes"], unique=False)
    op.create_table(
        "change",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("operation_id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, nullable=True),
        sa.Column("table_name", Plain, nullable=False),
        sa.Column("row_id", Int64, nullable=False),
        sa.Column("before", Plain, nullable=True),
        sa.Column("after", Plain, nullable=True),
        sa.Column("salt", Plain, nullable=True),
        sa.Column("digest", Plain, nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"],
            ["operation.id"],
            name="fk_operation_id_operation",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_change_contact", "change", ["contact_id", "id"], unique=False)
    op.create_index("ix_change_operation", "change", ["operation_id", "id"], unique=False)


def _settings() -> None:
    """Shared settings."""
    op.create_table(
        "setting",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("name", Plain, nullable=False),
        sa.Column("value", Plain, nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_setting_name", "setting", ["name"], unique=True)


def _property() -> None:
    """The tree of properties."""
    op.create_table(
        "property",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("kind", Plain, nullable=False),
        sa.Column("name", Plain, nullable=False),
        sa.Column("parent_id", Int64, autoincrement=False, nullable=True),
        sa.Column("path", Plain, nullable=False),
        sa.Column("path_key", Plain, nullable=False),
        sa.Column("retired", Int64, server_default="0", nullable=False),
        sa.Column("created_at", Plain, nullable=False),
        sa.Column("updated_at", Plain, nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.CheckConstraint("kind in ('community', 'building', 'unit')", name="property_kind"),
        sa.CheckConstraint("retired in (0, 1)", name="property_retired"),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["property.id"],
            name="fk_parent_id_property",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_property_parent", "property", ["parent_id"], unique=False)
    op.create_index("ix_property_path", "property", ["path_key"], unique=True)


def _contact() -> None:
    """Contacts, their e-mail claims and search text."""
    op.create_table(
        "contact",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("external_id", Plain, nullable=True),
        sa.Column("kind", Plain, nullable=False),
        sa.Column("type", Plain, nullable=False),
        sa.Column("first_name", Plain, nullable=True),
        sa.Column("last_name", Plain, nullable=True),
        sa.Column("name", Plain, nullable=True),
        sa.Column("display_name", Plain, nullable=False),
        sa.Column("sort_key", Plain, nullable=False),
        sa.Column("email", Plain, nullable=True),
        sa.Column("phone", Plain, nullable=True),
        sa.Column("phone_shown", Plain, nullable=True),
        sa.Column("lifecycle", Plain, server_default="active", nullable=False),
        sa.Column("lifecycle_before", Plain, nullable=True),
        sa.Column("portal", Plain, server_default="not-invited", nullable=False),
        sa.Column("locked", Int64, server_default="0", nullable=False),
        sa.Column("lock_reason", Plain, nullable=True),
        sa.Column("arrears", Plain, server_default="current", nullable=False),
        sa.Column("balance", Int64, server_default="0", nullable=False),
        sa.Column("custom", Plain, nullable=True),
        sa.Column("created_at", Plain, nullable=False),
        sa.Column("updated_at", Plain, nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.CheckConstraint("kind in ('person', 'company')", name="contact_kind"),
        sa.CheckConstraint(
            "lifecycle in ('active', 'inactive', 'archived', 'erased', 'merged')", name="contact_lifecycle"
        ),
        sa.CheckConstraint("portal in ('not-invited', 'invited', 'activated')", name="contact_portal"),
        sa.CheckConstraint("locked in (0, 1)", name="contact_locked"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_contact_arrears",
        "contact",
        ["arrears", "sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("arrears <> 'current'"),
        postgresql_where=sa.text("arrears <> 'current'"),
    )
    op.create_index(
        "ix_contact_company",
        "contact",
        ["sort_key"],
        unique=False,
        sqlite_where=sa.text("kind = 'company'"),
        postgresql_where=sa.text("kind = 'company'"),
    )
    op.create_index("ix_contact_created", "contact", ["created_at", "id"], unique=False)
    op.create_index(
        "ix_contact_external",
        "contact",
        ["external_id"],
        unique=True,
        sqlite_where=sa.text("external_id is not null"),
        postgresql_where=sa.text("external_id is not null"),
    )
    op.create_index(
        "ix_contact_lifecycle",
        "contact",
        ["lifecycle", "sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("lifecycle <> 'active'"),
        postgresql_where=sa.text("lifecycle <> 'active'"),
    )
    op.create_index(
        "ix_contact_locked",
        "contact",
        ["sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("locked = 1"),
        postgresql_where=sa.text("locked = 1"),
    )
    op.create_index(
        "ix_contact_owing",
        "contact",
        ["balance", "id"],
        unique=False,
        sqlite_where=sa.text("balance > 0"),
        postgresql_where=sa.text("balance > 0"),
    )
    op.create_index(
        "ix_contact_phone",
        "contact",
        ["phone"],
        unique=False,
        sqlite_where=sa.text("phone is not null"),
        postgresql_where=sa.text("phone is not null"),
    )
    op.create_index(
        "ix_contact_portal",
        "contact",
        ["portal", "sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("portal <> 'not-invited'"),
        postgresql_where=sa.text("portal <> 'not-invited'"),
    )
    op.create_index("ix_contact_sort", "contact", ["sort_key", "id"], unique=False)
    op.create_index("ix_contact_type", "contact", ["type", "id"], unique=False)
    op.create_table(
        "claim",
        sa.Column("key", Plain, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.PrimaryKeyConstraint("key"),
        sqlite_strict=True,
    )
    op.create_index("ix_claim_contact", "claim", ["contact_id"], unique=False)
    op.create_table(
        "search",
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("text", Plain, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.PrimaryKeyConstraint("contact_id"),
        sqlite_strict=True,
    )


def _relations() -> None:
    """What hangs on contacts."""
    op.create_table(
        "attachment",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("property_id", Int64, autoincrement=False, nullable=False),
        sa.Column("role", Plain, nullable=False),
        sa.Column("starts", Plain, nullable=False),
        sa.Column("ends", Plain, nullable=True),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name="fk_property_id_property"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_attachment_contact", "attachment", ["contact_id"], unique=False)
    op.create_index("ix_attachment_property", "attachment", ["property_id", "contact_id"], unique=False)
    op.create_table(
        "link",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("other_id", Int64, autoincrement=False, nullable=False),
        sa.Column("kind", Plain, nullable=False),
        sa.Column("is_primary", Int64, server_default="0", nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.CheckConstraint("kind in ('works-for')", name="link_kind"),
        sa.CheckConstraint("is_primary in (0, 1)", name="link_is_primary"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.ForeignKeyConstraint(["other_id"], ["contact.id"], name="fk_other_id_contact"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_link_contact", "link", ["contact_id", "kind", "other_id"], unique=True)
    op.create_index("ix_link_other", "link", ["other_id", "kind"], unique=False)
    op.create_table(
        "tag",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("name", Plain, nullable=False),
        sa.Column("name_key", Plain, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_tag_contact", "tag", ["contact_id", "name_key"], unique=True)
    op.create_index("ix_tag_name", "tag", ["name_key", "contact_id"], unique=False)
