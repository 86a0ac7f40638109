"""Addresses, work, custom fields, pictures, and more kinds of ties."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
LINKS = "kind in ('works-for', 'secondary', 'household', 'access', 'guarantor', 'emergency')"


def upgrade() -> None:
    """Add what rounds the picture of a customer off."""
    _link()
    _address()
    _engagement()
    _engagement_indexes()
    _follower()
    _custom_field()
    _avatar()


def _link() -> None:
    """A tie may be of more kinds than a company that somebody works for."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("link_kind", "link")
        op.create_check_constraint("link_kind", "link", LINKS)
        return
    op.execute("create table link_before as select id, contact_id, other_id, kind, is_primary, version from link")
    op.drop_table("link")  # SQLite cannot change a CHECK: the narrow table is made anew
    op.create_table(
        "link",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("other_id", Int64, autoincrement=False, nullable=False),
        sa.Column("kind", Plain, nullable=False),
        sa.Column("is_primary", Int64, server_default="0", nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.CheckConstraint(LINKS, name="link_kind"),
        sa.CheckConstraint("is_primary in (0, 1)", name="link_is_primary"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.ForeignKeyConstraint(["other_id"], ["contact.id"], name="fk_other_id_contact"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.execute("insert into link select id, contact_id, other_id, kind, is_primary, version from link_before")
    op.drop_table("link_before")
    op.create_index("ix_link_contact", "link", ["contact_id", "kind", "other_id"], unique=True)
    op.create_index("ix_link_other", "link", ["other_id", "kind"], unique=False)


def _address() -> None:
    op.create_table(
        "address",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("line", Plain, nullable=False),
        sa.Column("city", Plain, nullable=True),
        sa.Column("region", Plain, nullable=True),
        sa.Column("postcode", Plain, nullable=True),
        sa.Column("country", Plain, nullable=False),
        sa.Column("label", Plain, nullable=True),
        sa.Column("billing", Int64, server_default="0", nullable=False),
        sa.Column("site", Int64, server_default="0", nullable=False),
        sa.Column("access_name", Plain, nullable=True),
        sa.Column("access_phone", Plain, nullable=True),
        sa.Column("access_email", Plain, nullable=True),
        sa.Column("access_note", Plain, nullable=True),
        sa.Column("created_at", Plain, nullable=False),
        sa.Column("updated_at", Plain, nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.CheckConstraint("billing in (0, 1)", name="address_is_billing"),
        sa.CheckConstraint("site in (0, 1)", name="address_is_site"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_address_contact", "address", ["contact_id", "id"], unique=False)
    _partial("ix_address_billing", "address", ["contact_id"], "billing = 1", unique=True)


def _engagement() -> None:
    op.create_table(
        "engagement",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("kind", Plain, nullable=False),
        sa.Column("title", Plain, nullable=False),
        sa.Column("text", Plain, nullable=True),
        sa.Column("state", Plain, server_default="open", nullable=False),
        sa.Column("starts", Plain, nullable=True),
        sa.Column("due", Plain, nullable=True),
        sa.Column("amount", Int64, nullable=True),
        sa.Column("property_id", Int64, autoincrement=False, nullable=True),
        sa.Column("address_id", Int64, autoincrement=False, nullable=True),
        sa.Column("assignee_id", Int64, autoincrement=False, nullable=True),
        sa.Column("user_id", Int64, autoincrement=False, nullable=True),
        sa.Column("every", Plain, nullable=True),
        sa.Column("next_visit", Plain, nullable=True),
        sa.Column("renews", Plain, nullable=True),
        sa.Column("signs_without_login", Int64, server_default="0", nullable=False),
        sa.Column("closed_at", Plain, nullable=True),
        sa.Column("author", Plain, nullable=False),
        sa.Column("created_at", Plain, nullable=False),
        sa.Column("updated_at", Plain, nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.CheckConstraint("kind in ('task', 'project', 'event', 'plan', 'contract')", name="engagement_kind"),
        sa.CheckConstraint("state in ('open', 'done', 'cancelled')", name="engagement_state"),
        sa.CheckConstraint("signs_without_login in (0, 1)", name="engagement_signs_without_login"),
        sa.CheckConstraint("assignee_id is null or user_id is null", name="engagement_assignee"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name="fk_property_id_property"),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name="fk_address_id_address"),
        sa.ForeignKeyConstraint(["assignee_id"], ["contact.id"], name="fk_assignee_id_contact"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_user_id_users"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )


def _engagement_indexes() -> None:
    op.create_index("ix_engagement_contact", "engagement", ["contact_id", "id"], unique=False)
    op.create_index("ix_engagement_kind", "engagement", ["kind", "id"], unique=False)
    _partial("ix_engagement_open", "engagement", ["due", "id"], "state = 'open'")
    _partial("ix_engagement_assignee", "engagement", ["assignee_id", "id"], "assignee_id is not null")
    _partial("ix_engagement_user", "engagement", ["user_id", "id"], "user_id is not null")
    _partial("ix_engagement_property", "engagement", ["property_id"], "property_id is not null")
    _partial("ix_engagement_address", "engagement", ["address_id"], "address_id is not null")


def _follower() -> None:
    op.create_table(
        "follower",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("engagement_id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name="fk_engagement_id_engagement"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_follower_contact", "follower", ["contact_id", "engagement_id"], unique=True)
    op.create_index("ix_follower_engagement", "follower", ["engagement_id"], unique=False)


def _custom_field() -> None:
    op.create_table(
        "custom_field",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("name", Plain, nullable=False),
        sa.Column("type", Plain, nullable=False),
        sa.Column("choices", Plain, nullable=True),
        sa.Column("created_at", Plain, nullable=False),
        sa.Column("updated_at", Plain, nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.CheckConstraint("type in ('text', 'number', 'date', 'choice')", name="custom_field_type"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_custom_field_name", "custom_field", ["name"], unique=True)


def _avatar() -> None:
    op.create_table(
        "avatar",
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("type", Plain, nullable=False),
        sa.Column("size", Int64, nullable=False),
        sa.Column("sha256", Plain, nullable=False),
        sa.Column("created_at", Plain, nullable=False),
        sa.Column("version", Int64, server_default="1", nullable=False),
        sa.CheckConstraint("type in ('image/png', 'image/jpeg')", name="avatar_type"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_avatar_contact", "avatar", ["contact_id"], unique=True)
    op.create_index("ix_avatar_sha256", "avatar", ["sha256"], unique=False)


def _partial(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
