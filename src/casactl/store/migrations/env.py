"""Alembic's entry: runs on the connection that the caller hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

connection = context.config.attributes["connection"]
on_server = connection.dialect.name == "postgresql"
context.configure(
    connection=connection,
    render_as_batch=False,
    # an office is in the first schema of the path, whatever stands in those behind it
    version_table_schema=connection.dialect.default_schema_name if on_server else None,
)
context.run_migrations()
