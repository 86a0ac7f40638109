"""`due list`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.options import Ctx, flag, option
from casactl.cli.selecting import contact_to_show
from casactl.render.due import DUE_FIELDS, due_columns
from casactl.render.records import show_records
from casactl.store.queries.due import scheduled


def list_(
    ctx: Ctx,
    all_: Annotated[bool, flag("--all", help="Those that are done or cancelled too.")] = False,
    contact: Annotated[str | None, option("--contact", help="Of one contact only.", metavar="REF")] = None,
) -> None:
    """List scheduled changes."""
    app = ctx.obj
    with app.read() as reader:
        app.today(reader)
        number = contact_to_show(app, reader, contact) if contact else None
        rows = scheduled(reader, everything=all_, contact=number, scope=reader.scope)
    view = app.view
    records = (
        [{**row.as_dict(), "display_name": row.display_name} for row in rows]
        if view.format == "table"
        else [row.as_dict() for row in rows]
    )
    show_records(view, records, due_columns(view), fields=DUE_FIELDS, footer=f"{len(rows)} scheduled")
