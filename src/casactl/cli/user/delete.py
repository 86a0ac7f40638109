"""`user delete`."""

from __future__ import annotations

from casactl.cli.asking import confirm
from casactl.cli.options import Ctx
from casactl.cli.user.options import Email
from casactl.errors import UsageFault


def delete(ctx: Ctx, email: Email) -> None:
    """Delete a disabled user, which frees the e-mail; the log keeps the name."""
    from casactl.actions.user.edit import delete_user

    app = ctx.obj
    if not app.flag("yes") and not app.dry_run:
        if not app.interactive:
            raise UsageFault(
                "Deleting a user: say --yes to confirm, nobody can be asked here.", code="usage.confirmation-needed"
            )
        confirm(f"Delete the user {email}?")
    app.change("user.delete", {"user": email}, lambda work: delete_user(work, email))
