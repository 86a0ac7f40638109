"""`property show`."""

from __future__ import annotations

from casactl.actions.property.find import find_property
from casactl.actions.property.profile import property_profile
from casactl.cli.options import Ctx, Path
from casactl.render.property import show_property
from casactl.render.records import show_object


def show(ctx: Ctx, path: Path) -> None:
    """Show a property and who is attached to it."""
    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader).isoformat()
        shape = property_profile(reader, find_property(reader, path), today=today)
    if not show_object(app.view, shape):
        show_property(app.view, shape)
