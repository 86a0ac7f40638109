"""`contact show`."""

from __future__ import annotations

from casactl.actions.contact.profile import profile_of
from casactl.cli.options import Ctx, Ref
from casactl.cli.selecting import contact_to_show
from casactl.render.profile import show_profile
from casactl.render.records import show_object
from casactl.store.queries.settings import all_settings


def show(ctx: Ctx, ref: Ref) -> None:
    """Show everything known about a contact."""
    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader)
        profile = profile_of(reader, contact_to_show(app, reader, ref), today=today.isoformat())
        currency = all_settings(reader)["currency"]
    shape = profile.as_dict(currency)
    if not show_object(app.view, shape):
        show_profile(app.view, shape, phone=profile.contact.phone_shown)
