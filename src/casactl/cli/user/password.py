"""`user set-password`."""

from __future__ import annotations

from casactl.cli.options import Ctx
from casactl.cli.secrets import new_password
from casactl.cli.user.options import Email


def set_password(ctx: Ctx, email: Email) -> None:
    """Give a user a password: asked for, or one line of standard input."""
    from casactl.actions.passwords import checked_password, hash_password
    from casactl.actions.user.find import find_user
    from casactl.actions.user.password import keep_password

    app = ctx.obj
    with app.read() as reader:
        user = find_user(reader, email)
    password = checked_password(new_password(interactive=app.interactive), about=(user.email, user.name, user.firm))
    hashed = hash_password(password)
    app.change("user.set-password", {"user": email}, lambda work: keep_password(work, email, hashed))
