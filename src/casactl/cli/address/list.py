"""`address list`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.cli.address.fields import WithAccess
from casactl.cli.completion import complete_contacts
from casactl.cli.options import Ctx, number, option
from casactl.cli.selecting import contact_to_show
from casactl.render.address import address_columns
from casactl.render.records import show_records
from casactl.store.queries.addresses import FIELDS, addresses

ON_A_TERMINAL = 50


def list_(
    ctx: Ctx,
    ref: Annotated[
        str | None,
        typer.Argument(
            metavar="REF", help="Whose; everybody's by default.", autocompletion=complete_contacts, show_default=False
        ),
    ] = None,
    with_access: WithAccess = False,
    limit: Annotated[str | None, option("--limit", help="At most so many (50 on a terminal).", metavar="N")] = None,
) -> None:
    """List addresses, of one contact or of all, the newest first."""
    app = ctx.obj
    view = app.view
    most = number(limit, "--limit") or (ON_A_TERMINAL if view.terminal else None)
    with app.read() as reader:
        app.today(reader)
        whose = contact_to_show(app, reader, ref) if ref is not None else None
        rows = addresses(reader, contact=whose, with_access=with_access, limit=most, scope=reader.scope)
    table = view.format == "table" and not view.fields
    records = [{**row.as_dict(), "display_name": row.display_name} if table else row.as_dict() for row in rows]
    show_records(view, records, address_columns(view, one=ref is not None), fields=FIELDS)
