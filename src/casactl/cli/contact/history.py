"""`contact history`."""

from __future__ import annotations

from casactl.actions.contact.history import contact_history
from casactl.actions.selection import resolve
from casactl.cli.options import Ctx, Ref
from casactl.render.log import show_history


def history(ctx: Ctx, ref: Ref) -> None:
    """Show who changed what about a contact, and when."""
    app = ctx.obj
    with app.read() as reader:
        app.today(reader)
        events = contact_history(reader, resolve(reader, ref))
    show_history(app.view, [event.as_dict() for event in events])
