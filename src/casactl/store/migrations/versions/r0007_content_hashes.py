"""Bytes are named by 64 hex digits and by nothing else, since a path is made of them."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

from casactl.domain.failures import failure

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

IS_A_HASH = "length(sha256) = 64 and ltrim(sha256, '0123456789abcdef') = ''"


def upgrade() -> None:
    """Hold documents and pictures to hashes.

    Raises IntegrityFault where a row names something else: nobody but a stranger to casactl has written that.
    """
    for table in ("document", "avatar"):
        row = op.get_bind().execute(text(f"select id from {table} where not ({IS_A_HASH}) limit 1")).first()
        if row:
            raise failure(
                "document.damaged", f"The {table} with the number {row[0]} names its bytes by what is no hash."
            )
        if op.get_bind().dialect.name == "postgresql":
            op.create_check_constraint(f"{table}_sha256", table, IS_A_HASH)
        else:
            _remake(table)


def _remake(table: str) -> None:
    """Make a narrow table anew with the CHECK, which SQLite cannot add to the one that is there."""
    made = f"select sql from sqlite_master where tbl_name = '{table}' and sql is not null order by type = 'index'"
    shape, *indexes = [row[0] for row in op.get_bind().execute(text(made))]
    op.execute(f"create table {table}_before as select * from {table}")
    op.drop_table(table)
    first = "CONSTRAINT "
    op.execute(text(shape.replace(first, f"{first}{table}_sha256 CHECK ({IS_A_HASH}), \n\t{first}", 1)))
    op.execute(f"insert into {table} select * from {table}_before")
    op.drop_table(f"{table}_before")
    for index in indexes:
        op.execute(text(index))
