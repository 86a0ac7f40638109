"""`report retention`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.options import Ctx, flag
from casactl.render.records import show_records
from casactl.render.retention import retention_columns
from casactl.store.queries.retention import FIELDS
from casactl.store.queries.retention import retention as rows_of


def retention(
    ctx: Ctx, due: Annotated[bool, flag("--due", help="Only those that may be erased today.")] = False
) -> None:
    """List from when on each archived contact may be erased."""
    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader).isoformat()
        rows = rows_of(reader, today=today, scope=reader.scope, due_only=due)
    ready = sum(row.due for row in rows)
    footer = f"{len(rows):,} archived, {ready:,} due{': casactl contact erase --all-due' if ready else ''}"
    show_records(app.view, (row.as_dict() for row in rows), retention_columns(app.view), fields=FIELDS, footer=footer)
