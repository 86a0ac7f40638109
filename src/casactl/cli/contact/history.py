"""`contact history`."""

from __future__ import annotations

from casactl.actions.contact.history import contact_history
from casactl.cli.options import Ctx, Ref
from casactl.cli.selecting import contact_to_show
from casactl.render.log import show_history


def history(ctx: Ctx, ref: Ref) -> None:
    """Show who changed what about a contact, and when."""
    app = ctx.obj
    with app.read() as reader:
        app.today(reader)
        events = contact_history(reader, contact_to_show(app, reader, ref))
    show_history(app.view, [event.as_dict() for event in events])
