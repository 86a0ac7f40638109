"""`lease show`."""

from __future__ import annotations

from casactl.actions.lease.find import find_lease
from casactl.cli.lease.options import LeaseNumber
from casactl.cli.options import Ctx
from casactl.render.lease import show_lease
from casactl.render.records import show_object
from casactl.store.queries.settings import all_settings


def show(ctx: Ctx, number: LeaseNumber) -> None:
    """Show a lease."""
    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader).isoformat()
        shape = find_lease(reader, number).as_dict(all_settings(reader)["currency"], today=today)
    if not show_object(app.view, shape):
        show_lease(app.view, shape)
