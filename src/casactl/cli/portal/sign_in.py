"""`portal sign-in`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.cli.options import Ctx
from casactl.cli.secrets import secret
from casactl.errors import UsageFault
from casactl.render.portal import show_dashboard

Email = Annotated[
    str, typer.Argument(metavar="EMAIL", help="The e-mail of the person who signs in.", show_default=False)
]


def sign_in(ctx: Ctx, email: Email) -> None:
    """Sign in as a person does, the password from a prompt or stdin, and show what they see."""
    from casactl.actions.portal.dashboard import dashboard_of
    from casactl.actions.portal.sign_in import SignInRefused, attempt_of
    from casactl.actions.portal.sign_in import sign_in as enter

    app = ctx.obj
    if app.dry_run:
        raise UsageFault("Signing in has no dry run: every attempt counts.")
    password = secret("Password", interactive=app.interactive)
    with app.read() as reader:
        attempt = attempt_of(reader, email, password)
    with app.write("portal.sign-in") as work:
        contact = enter(work, attempt)
        found = dashboard_of(work.reader, contact, today=work.today.isoformat()) if contact else None
        app.given["date_format"], office = work.setting("date_format"), work.setting("office_name")
    if found is None:
        raise SignInRefused
    show_dashboard(app.view, found, office=office)
