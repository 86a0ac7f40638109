"""`workspace test-mail`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.cli.options import Ctx
from casactl.cli.sending import NotDelivered
from casactl.domain.dates import moment
from casactl.intake.email_address import normalise_email
from casactl.render.records import show_object
from casactl.render.sanitize import sanitize
from casactl.render.view import write
from casactl.store.queries.settings import all_settings

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="Whom to write to.", show_default=False)]


def test_mail(ctx: Ctx, address: Address) -> None:
    """Send a test mail the way letters leave, and say what happened."""
    from casactl.actions.workspace.test_mail import send_test_mail

    app = ctx.obj
    to = normalise_email(address)
    with app.read() as reader:
        settings = all_settings(reader)
    tried = send_test_mail(
        app.existing_workspace(), to, office=settings["office_name"], now=moment(app.now()), dry_run=app.dry_run
    )
    if not show_object(app.view, tried.as_dict()):
        write(f"{sanitize(tried.words)}\n")
    if not tried.sent:
        raise NotDelivered(
            f"The test mail to {to} was not handed over by {tried.transport}: {tried.words}.",
            code="workspace.mail-failed",
            hint="casactl doctor",
        )
