"""`user show`."""

from __future__ import annotations

from casactl.actions.user.profile import user_profile
from casactl.cli.options import Ctx
from casactl.cli.user.options import Email
from casactl.render.records import show_object
from casactl.render.user import show_user


def show(ctx: Ctx, email: Email) -> None:
    """Show a user: what they may do, and what they reach."""
    app = ctx.obj
    with app.read() as reader:
        app.today(reader)
        shape = user_profile(reader, email)
    if not show_object(app.view, shape):
        show_user(app.view, shape)
