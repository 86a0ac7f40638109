"""`arrears history`."""

from __future__ import annotations

from casactl.cli.options import Ctx, Ref
from casactl.cli.selecting import contact_to_show
from casactl.render.arrears import HISTORY_FIELDS, history_columns
from casactl.render.records import show_records
from casactl.store.queries.arrears import steps_of


def history(ctx: Ctx, ref: Ref) -> None:
    """Show every status that a contact has had, with its notes and notices."""
    app = ctx.obj
    with app.read() as reader:
        app.today(reader)
        rows = steps_of(reader, contact_to_show(app, reader, ref), scope=reader.scope)
    records = [row.as_dict() for row in rows]
    show_records(app.view, records, history_columns(app.view), fields=HISTORY_FIELDS)
