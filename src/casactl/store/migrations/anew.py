"""What several revisions do alike."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op


def made_anew(table: str, changes: Mapping[str, str]) -> None:
    """SQLite changes neither a CHECK nor a NOT NULL: the table is made anew by its own words, with some changed."""
    connection = op.get_bind()
    words = sa.text("select sql from sqlite_master where tbl_name = :table and sql is not null order by type desc")
    statements = list(connection.execute(words, {"table": table}).scalars())  # the table, then its indexes
    for old, new in changes.items():
        statements[0] = statements[0].replace(old, new)
    op.execute(f"create table {table}_before as select * from {table}")
    op.drop_table(table)
    for statement in statements:
        connection.exec_driver_sql(statement)
    op.execute(f"insert into {table} select * from {table}_before")
    op.drop_table(f"{table}_before")
