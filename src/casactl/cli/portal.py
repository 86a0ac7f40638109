"""The verbs of `portal`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casactl.cli.changing import change
from casactl.cli.needing import needed
from casactl.cli.options import Ctx, NoSend, PerhapsRef, Reason, Ref, flag, option
from casactl.cli.secrets import new_password, secret
from casactl.domain.failures import failure
from casactl.errors import UsageFault
from casactl.render.portal import show_dashboard
from casactl.render.records import show_object
from casactl.render.view import write

if TYPE_CHECKING:
    from casactl.cli.context import App
    from casactl.domain.outcomes import Outcome
    from casactl.store.work import UnitOfWork


def activate(ctx: Ctx) -> None:
    """Choose a password with the link from a mail: link and password from prompts, or two lines of stdin."""
    from casactl.actions.passwords import checked_password, hash_password
    from casactl.actions.portal.access import chose, digest_of, known_of
    from casactl.actions.portal.terminal import activate as keep

    app = ctx.obj
    digest = digest_of(secret("The link, or its token", interactive=app.interactive))
    password = new_password(interactive=app.interactive)
    with app.read() as reader:
        about = known_of(reader, digest)
    hashed = hash_password(checked_password(password, about=about))
    app.call.reads(link=digest[:12])
    change(app, lambda work: keep(work, digest, hashed), same=lambda reader: chose(reader, digest, password))


Email = Annotated[
    str, typer.Argument(metavar="EMAIL", help="The e-mail of the person who signs in.", show_default=False)
]


def sign_in(ctx: Ctx, email: Email) -> None:
    """Sign in as a person does, the password from a prompt or stdin, and show what they see."""
    from casactl.actions.portal.access import attempt_of
    from casactl.actions.portal.dashboard import dashboard_of
    from casactl.actions.portal.terminal import sign_in as enter

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
        if found:  # an attempt that failed counts, however it is to be shown
            app.view.choose(tuple(found.as_dict()))
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
        app.view.choose(tuple(found.as_dict()))
        app.given["date_format"], office = work.setting("date_format"), work.setting("office_name")
    show_dashboard(app.view, found, office=office)


def _print_link(app: App, ref: str, reason: str) -> None:
    """A link to the person's pages, read-only, for a browser on the office's own network."""
    from casactl.actions.portal.office import view_link
    from casactl.actions.selection import resolve

    app.view.choose(("id", "link"))
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
    """Mail a person, or an attorney by e-mail, a link for a new password; it works once, for an hour."""
    from casactl.actions.portal.office import mail_reset
    from casactl.actions.portal.users import mail_user_reset
    from casactl.actions.selection import resolve

    def act(work: UnitOfWork) -> Outcome:
        return mail_user_reset(work, ref) or mail_reset(work, ref, resolve(work.reader, ref))

    change(ctx.obj, act, send=not no_send)


Network = Annotated[
    str | None, option("--network", help="A network that was shut, or an address in it.", metavar="ADDRESS")
]


def unblock(ctx: Ctx, ref: PerhapsRef = None, network: Network = None) -> None:
    """Let a person, an attorney by e-mail, or all of a network sign in again at once after wrong passwords."""
    from casactl.actions.portal import office as actions
    from casactl.actions.selection import resolve

    app, whom = ctx.obj, ref
    if (whom is None) == (network is None) and not (whom is None and app.interactive):
        raise UsageFault("Say whom to let in: a person, or --network with an address, one of the two.")
    if network is None:
        whom = needed(app, whom, "ref", "Whom to let in")

    def act(work: UnitOfWork) -> Outcome:
        if network is not None:
            return actions.unblock_network(work, network)
        return actions.unblock_user(work, str(whom)) or actions.unblock(
            work, str(whom), resolve(work.reader, str(whom))
        )

    change(app, act)
