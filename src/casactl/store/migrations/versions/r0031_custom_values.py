"""What contacts have in fields of the office's own, where an index finds it."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from casactl.store.derived import values_of

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

Int64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BATCH = 2000


def upgrade() -> None:
    """Add the table and fill it; no row of the journal says what follows from others."""
    table = op.create_table(
        "custom_value",
        sa.Column("contact_id", Int64, autoincrement=False, nullable=False),
        sa.Column("name", Plain, nullable=False),
        sa.Column("value", Plain, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_id_contact"),
        sa.PrimaryKeyConstraint("contact_id", "name"),
        sqlite_strict=True,
    )
    for contacts in _stretches():
        rows = [
            {"contact_id": number, "name": name, "value": key}
            for number, custom in contacts
            for name, key in values_of(custom)
        ]
        if rows:
            op.get_bind().execute(table.insert(), rows)
    op.create_index("ix_custom_value_name", "custom_value", ["name", "value", "contact_id"], unique=False)


def _stretches() -> Iterator[list[tuple[int, str]]]:
    """Contacts with what they have in such fields, some at a time, by number."""
    sql = sa.text("select id, custom from contact where id > :last and custom is not null order by id limit :most")
    last = 0
    while rows := [(row[0], row[1]) for row in op.get_bind().execute(sql, {"last": last, "most": BATCH})]:
        yield rows
        last = rows[-1][0]
