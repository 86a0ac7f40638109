"""Letters by post, letters that came back, and what people do not want to be sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casactl.store.migrations.anew import made_anew

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BOUNCED = sa.text("bounced_at is not null")
CHECKS = {
    "outbox_channel": ("channel in ('email', 'sms')", "channel in ('email', 'sms', 'post')"),
    "outbox_state": (
        "state in ('pending', 'sending', 'sent', 'written', 'retry', 'failed', 'unknown', 'cancelled')",
        "state in ('pending', 'sending', 'sent', 'written', 'printed', 'retry', 'failed', 'bounced', 'unknown', "
        "'cancelled')",
    ),
}


def upgrade() -> None:
    """Widen what an outbox holds; add the columns."""
    if op.get_bind().dialect.name == "postgresql":
        for name, (_, after) in CHECKS.items():
            op.drop_constraint(name, "outbox")
            op.create_check_constraint(name, "outbox", after)
    else:
        made_anew("outbox", dict(CHECKS.values()))
    for column in ("do_not", "bounced_at", "bounce_reason"):
        op.add_column("contact", sa.Column(column, Plain, nullable=True))
    op.create_index("ix_contact_bounced", "contact", ["id"], sqlite_where=BOUNCED, postgresql_where=BOUNCED)
