"""What properties are sorted by, so that Flat 2 stands before Flat 10."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the column and fill it; no row of the journal says what follows from others."""
    op.add_column("property", sa.Column("path_order", Plain, nullable=False, server_default=""))
    connection = op.get_bind()
    rows = connection.execute(sa.text("select id, path_key from property")).all()
    if rows:
        connection.execute(
            sa.text("update property set path_order = :sorted where id = :id"),
            [{"id": number, "sorted": _order(key)} for number, key in rows],
        )
    op.create_index("ix_property_order", "property", ["path_order"])


def _order(key: str) -> str:
    return re.sub(r"\d+", _weighed, key).replace("/", "\t")


def _weighed(number: re.Match[str]) -> str:
    digits = str(int(number[0]))
    nines, rest = divmod(len(digits), 9)
    return "9" * nines + str(rest) + digits
