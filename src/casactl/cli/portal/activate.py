"""`portal activate`."""

from __future__ import annotations

from casactl.cli.options import Ctx
from casactl.cli.secrets import new_password, secret


def activate(ctx: Ctx) -> None:
    """Choose a password with the link from a mail: link and password from prompts, or two lines of stdin."""
    from casactl.actions.passwords import checked_password, hash_password
    from casactl.actions.portal.activate import digest_of, known_of, use_link

    app = ctx.obj
    digest = digest_of(secret("The link, or its token", interactive=app.interactive))
    password = new_password(interactive=app.interactive)
    with app.read() as reader:
        about = known_of(reader, digest)
    hashed = hash_password(checked_password(password, about=about))
    app.change("portal.activate", {"link": digest[:12]}, lambda work: use_link(work, digest, hashed))
