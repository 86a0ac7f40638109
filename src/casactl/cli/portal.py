"""The verbs of `portal`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casactl.cli.asking import needed
from casactl.cli.changing import change
from casactl.cli.options import Ctx, NoSend, Reason, Ref, flag
from casactl.cli.secrets import new_password, secret
from casactl.domain.failures import failure
from casactl.errors import UsageFault
from casactl.render.portal import show_dashboard
from casactl.render.records import show_object
from casactl.render.view import write

if TYPE_CHECKING:
    from casactl.cli.context import App


def activate(ctx: Ctx) -> None:
    """Choose a password with the link from a mail: link and password from prompts, or two lines of stdin."""
    from casactl.actions.passwords import checked_password, hash_password
    from casactl.actions.portal.access import chose, digest_of, known_of, use_link

    app = ctx.obj
    digest = digest_of(secret("The link, or its token", interactive=app.interactive))
    password = new_password(interactive=app.interactive)
    with app.read() as reader:
        about = known_of(reader, digest)
    hashed = hash_password(checked_password(password, about=about))
    app.call.reads(link=digest[:12])
    change(app, lambda work: use_link(work, digest, hashed), same=lambda reader: chose(reader, digest, password))


Email = Annotated[
    str, typer.Argument(metavar="EMAIL", help="The e-mail of the person who signs in.", show_default=False)
]


def sign_in(ctx: Ctx, email: Email) -> None:
    """Sign in as a person does, the password from a prompt or stdin, and show what they see."""
    from casactl.actions.portal.access import attempt_of
    from casactl.actions.portal.access import sign_in as enter
    from casactl.actions.portal.dashboard import dashboard_of

    app = ctx.obj
    app.refuse_request_id()
    if app.dry_run:
        raise UsageFault("Signing in has no dry run: every attempt counts.")
    password = secret("Password", interactive=app.interactive)
    with app.read() as reader:
        attempt = attempt_of(reader, email, password)
    with app.write() as work:
        contact = enter(work, attempt)
        found = dashboard_of(work.reader, contact, today=work.today.isoformat()) if contact else None
        app.given["date_format"], office = work.setting("date_format"), work.setting("office_name")
    if found is None:
        raise failure("portal.sign-in-refused")
    show_dashboard(app.view, found, office=office)


def view(
    ctx: Ctx,
    ref: Ref,
    reason: Reason = "",
    open_: Annotated[
        bool, flag("--open", help="Print a link to their pages, which works once, for ten minutes.")
    ] = False,
) -> None:
    """Show what a person sees in the portal; that you looked, and why, is in the log."""
    from casactl.actions.portal import office as actions
    from casactl.actions.selection import resolve

    app = ctx.obj
    app.refuse_request_id()
    if app.dry_run:
        raise UsageFault("A look through somebody's eyes has no dry run: it is always in the log.")
    why = needed(app, reason.strip(), "--reason", "Why")
    if open_:
        _print_link(app, ref, why)
        return
    with app.write() as work:
        found = actions.view(work, resolve(work.reader, ref))
        app.given["date_format"], office = work.setting("date_format"), work.setting("office_name")
    show_dashboard(app.view, found, office=office)


def _print_link(app: App, ref: str, reason: str) -> None:
    """A link to the person's pages, read-only, for a browser on the office's own network."""
    from casactl.actions.portal.office import view_link
    from casactl.actions.selection import resolve

    with app.write() as work:
        number = resolve(work.reader, ref)
        address, networks = view_link(work, number, reason=reason), work.setting("office_networks")
    if not show_object(app.view, {"id": number, "link": address}):
        write(f"{address}\n")
    where = f"this machine and from {networks}" if networks else "this machine only (see the setting office_networks)"
    app.tell(f"note: it works once, within ten minutes, from {where}")


def link(ctx: Ctx, ref: Ref) -> None:
    """Print the address of a person's page in the portal; it opens nothing by itself."""
    from casactl.actions.portal.dashboard import page_of
    from casactl.actions.selection import resolve

    app = ctx.obj
    with app.read() as reader:
        number = resolve(reader, ref)
        address = page_of(reader, number, today=app.today(reader).isoformat())
    if not show_object(app.view, {"id": number, "link": address}):
        write(f"{address}\n")


def reset_password(ctx: Ctx, ref: Ref, no_send: NoSend = False) -> None:
    """Mail a person a link for a new password; it works once, for an hour."""
    from casactl.actions.portal.office import mail_reset
    from casactl.actions.selection import resolve

    change(ctx.obj, lambda work: mail_reset(work, ref, resolve(work.reader, ref)), send=not no_send)


def unblock(ctx: Ctx, ref: Ref) -> None:
    """Let a person sign in again at once after too many wrong passwords."""
    from casactl.actions.portal import office as actions
    from casactl.actions.selection import resolve

    change(ctx.obj, lambda work: actions.unblock(work, ref, resolve(work.reader, ref)))
