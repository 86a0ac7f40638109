"""Search texts without apostrophes and hyphens, which people leave out when they look for a name."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

UNHEARD = "'\u2018\u2019\u02bc\u02bb`\u00b4-\u2010\u2011\u2013"


def upgrade() -> None:
    """Leave them out of every text; no row of the journal says what follows from others."""
    text = "text"
    for mark in UNHEARD:
        text = f"replace({text}, '{mark * 2 if mark == chr(39) else mark}', '')"
    op.execute(f"update search set text = {text}")
