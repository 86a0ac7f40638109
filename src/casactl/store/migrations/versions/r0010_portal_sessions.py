"""Sessions of the browser portal, the browsers that it knows, who came to its doors, and users who sign in there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add what a door to the outside has to remember."""
    op.add_column("user_secret", sa.Column("failed", Int64, server_default="0", nullable=False))
    op.add_column("user_secret", sa.Column("blocked_until", Plain, nullable=True))
    _table(
        "portal_session",
        sa.Column("hash", Plain, nullable=False),
        sa.Column("created_at", Plain, nullable=False),
        sa.Column("seen_at", Plain, nullable=False),
        sa.Column("ends_at", Plain, nullable=False),
        sa.Column("idle_minutes", Int64, nullable=False),
        sa.Column("browser", Plain, nullable=False),
        sa.Column("replaced", Plain, nullable=True),
    )
    op.create_index("ix_portal_session_hash", "portal_session", ["hash"], unique=True)
    _table(
        "known_browser",
        sa.Column("hash", Plain, nullable=False),
        sa.Column("failed", Int64, server_default="0", nullable=False),
        sa.Column("blocked_until", Plain, nullable=True),
        sa.Column("seen_at", Plain, nullable=False),
    )
    op.create_index("ix_known_browser_hash", "known_browser", ["hash"], unique=False)
    _table(
        "access_log",
        sa.Column("at", Plain, nullable=False),
        sa.Column("event", Plain, nullable=False),
        sa.Column("outcome", Plain, nullable=False),
        sa.Column("network", Plain, nullable=False),
        sa.Column("browser", Plain, nullable=False),
    )
    op.create_index("ix_access_log_at", "access_log", ["at"], unique=False)
    op.create_index("ix_access_log_network", "access_log", ["network", "at"], unique=False)


def _table(name: str, *columns: sa.Column[object]) -> None:
    """A table whose rows belong to a contact, to a user, or, in the log, to nobody known."""
    op.create_table(
        name,
        sa.Column("id", Int64, autoincrement=False, nullable=False),
        sa.Column("contact_id", Int64, autoincrement=False, nullable=True),
        sa.Column("user_id", Int64, autoincrement=False, nullable=True),
        *columns,
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_user_id_users"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(f"ix_{name}_contact", name, ["contact_id"], unique=False)
    op.create_index(f"ix_{name}_user", name, ["user_id"], unique=False)
