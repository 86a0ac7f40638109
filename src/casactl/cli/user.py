"""The verbs of `user`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from casactl.actions.user import UserLine, list_users, own_profile, user_profile
from casactl.cli.asking import choose_one, confirm
from casactl.cli.changing import change
from casactl.cli.completion import choices, complete_properties, complete_users
from casactl.cli.context import App
from casactl.cli.listing import listing
from casactl.cli.needing import ANY, needed
from casactl.cli.options import Ctx, NoSend, flag, one_of, option
from casactl.cli.secrets import new_password
from casactl.domain.failures import failure
from casactl.domain.names import clean
from casactl.domain.permissions import USERS, UserType
from casactl.domain.remedy import Remedy
from casactl.errors import UsageFault
from casactl.intake.email_address import normalise_email
from casactl.render.records import show_object
from casactl.render.user import COLUMNS, show_user

if TYPE_CHECKING:
    from casactl.domain.outcomes import Outcome
    from casactl.store.work import UnitOfWork

Email = Annotated[
    str,
    typer.Argument(metavar="EMAIL", help="The user's e-mail.", autocompletion=complete_users, show_default=False),
]
Name = Annotated[str | None, option("--name", help="The user's name.")]
GroupOption = Annotated[
    str | None,
    option("--group", help="superuser, manager, clerk or attorney.", metavar="GROUP", autocompletion=choices(*USERS)),
]
Phone = Annotated[str | None, option("--phone", help="A phone number.", metavar="NUMBER")]
Firm = Annotated[str | None, option("--firm", help="The firm that an attorney works for.")]
Communities = Annotated[
    list[str] | None,
    option(
        "--community", help="A community in reach; repeated for several.", metavar="PATH",
        autocompletion=complete_properties,
    ),
]  # fmt: skip


def add(
    ctx: Ctx,
    email: Email,
    name: Name = None,
    type_: Annotated[
        str | None,
        option("--type", help="staff or attorney.", metavar="TYPE", autocompletion=choices(*UserType)),
    ] = None,
    group: GroupOption = None,
    community: Communities = None,
    phone: Phone = None,
    firm: Firm = None,
    invite: Annotated[bool, flag("--invite", help="Invite the attorney to the portal at once, by e-mail.")] = False,
    no_send: NoSend = False,
) -> None:
    """Add a user: staff, or an attorney."""
    from casactl.actions.portal.users import add_and_invite_user
    from casactl.actions.user import add_user

    app = ctx.obj
    normalise_email(clean(email))
    if type_ is None:
        if not app.interactive:
            raise UsageFault("--type is missing.", hint=f"types: {', '.join(UserType)}")
        type_ = choose_one("Type", list(UserType))
        app.call.says(type=type_)
    kind = type_.strip().lower()

    def act(work: UnitOfWork, *, name: str) -> Outcome:
        return add_user(
            work, email, name=name, type_=kind, group=group, phone=phone, firm=firm, communities=community or ()
        )

    named = needed(app, name, "--name", "Name", first=partial(act, name=ANY))
    done = partial(act, name=named)
    change(app, (lambda work: add_and_invite_user(work, done)) if invite else done, send=not no_send)


def invite(
    ctx: Ctx,
    user: Email,
    resend: Annotated[bool, flag("--resend", help="Another link; the one before stops working.")] = False,
    no_send: NoSend = False,
) -> None:
    """Mail an attorney a link to a first password for the portal."""
    from casactl.actions.portal.users import invite_user

    change(ctx.obj, lambda work: invite_user(work, user, resend=resend), send=not no_send)


def list_(
    ctx: Ctx,
    type_: Annotated[
        str | None,
        option("--type", help="staff or attorney.", metavar="TYPE", autocompletion=choices(*UserType)),
    ] = None,
) -> None:
    """List users."""
    kind = one_of([type_], list(UserType), "--type")[0] if type_ else None
    listing(
        ctx.obj, UserLine, lambda at: list_users(at.reader, type_=kind), COLUMNS,
        footer=lambda _, rows: "1 user" if len(rows) == 1 else f"{len(rows)} users", unlimited=True,
    )  # fmt: skip


def show(ctx: Ctx, email: Email) -> None:
    """Show a user: what they may do, and what they reach."""
    app = ctx.obj
    with app.read() as reader:
        app.today(reader)
        shape = user_profile(reader, email)
    if not show_object(app.view, shape, UserLine):
        show_user(app.view, shape)


def me(ctx: Ctx) -> None:
    """Show what you may do, and what you reach."""
    app = ctx.obj
    with app.read() as reader:
        app.today(reader)
        shape = own_profile(reader, app.acting)
    if not show_object(app.view, shape):
        show_user(app.view, shape)


def edit(
    ctx: Ctx,
    user: Email,
    name: Name = None,
    new_email: Annotated[str | None, option("--email", help="Another e-mail.", metavar="ADDRESS")] = None,
    group: GroupOption = None,
    phone: Phone = None,
    firm: Firm = None,
) -> None:
    """Change a user's fields."""
    from casactl.actions.user import edit_user

    given = {"name": name, "email": new_email, "phone": phone, "firm": firm}
    if group is None and all(value is None for value in given.values()):
        raise UsageFault("Nothing to change: give at least one option.", hint=Remedy("user edit", help=True))
    change(ctx.obj, lambda work: edit_user(work, user, group=group, **given))


def enable(ctx: Ctx, user: Email) -> None:
    """Let a disabled user act again."""
    from casactl.actions.user import enable as switch

    change(ctx.obj, lambda work: switch(work, user, enabled=True))


def disable(ctx: Ctx, user: Email) -> None:
    """Stop a user from acting; what they did stays."""
    from casactl.actions.user import enable as switch

    app = ctx.obj
    agreed = _agree_to_leave_cases(app, user, None)
    change(app, lambda work: switch(work, user, enabled=False, agreed=agreed))


def _agree_to_leave_cases(app: App, email: str, communities: list[str] | None) -> bool:
    """Whether an attorney's open cases, all or those of some communities, may be left: asked, or said with --yes."""
    from casactl.actions.user import cases_left

    if app.flag("yes") or not app.interactive:
        return app.flag("yes")
    with app.read() as reader:
        cases = cases_left(reader, email, communities)
    if cases:
        named = ", ".join(f"{name} (case {case})" for case, _, name in cases[:10])
        more = f" and {len(cases) - 10:,} more" if len(cases) > 10 else ""
        confirm(f"Nobody will work the open cases of {named}{more}. Go on?")
    return True


def grant(ctx: Ctx, user: Email, community: Communities = None) -> None:
    """Let a user reach communities."""
    from casactl.actions import user as access

    paths = _communities(ctx.obj, user, community)
    change(ctx.obj, lambda work: access.grant(work, user, paths))


def revoke(ctx: Ctx, user: Email, community: Communities = None) -> None:
    """Take communities out of a user's reach."""
    from casactl.actions import user as access

    app = ctx.obj
    paths = _communities(app, user, community)
    agreed = _agree_to_leave_cases(app, user, paths)
    change(app, lambda work: access.revoke(work, user, paths, agreed=agreed))


def _communities(app: App, user: str, community: list[str] | None) -> list[str]:
    """Those that were given, else one that is asked for."""
    if community:
        return community

    from casactl.actions.user import find_user
    from casactl.domain.outcomes import Outcome

    def act(work: UnitOfWork) -> Outcome:
        find_user(work.reader, user)
        return Outcome(app.call.verb, [])

    paths = [needed(app, None, "--community", "Which community", Remedy("property list", kind="community"), first=act)]
    app.call.says(community=paths)
    return paths


def set_password(ctx: Ctx, user: Email) -> None:
    """Give a user a password: asked for, or one line of standard input."""
    from casactl.actions.passwords import checked_password, hash_password
    from casactl.actions.user import find_user, has_password, keep_password

    app = ctx.obj
    with app.read() as reader:
        known = find_user(reader, user)
    password = checked_password(new_password(interactive=app.interactive), about=(known.email, known.name, known.firm))
    hashed = hash_password(password)
    change(
        app, lambda work: keep_password(work, user, hashed), same=lambda reader: has_password(reader, user, password)
    )


def reset_second_factor(ctx: Ctx, user: Email) -> None:
    """Take away the second factor of a user who has lost it; the password signs them in, to set up another."""
    from casactl.actions.portal.second_factor import reset_second_factor as take_away

    change(ctx.obj, lambda work: take_away(work, user))


def delete(ctx: Ctx, user: Email) -> None:
    """Delete a disabled user, which frees the e-mail; the log keeps the name."""
    from casactl.actions.user import delete_user

    app = ctx.obj
    if not app.sure:
        if not app.interactive:
            raise failure("usage.confirmation-needed", what="Deleting a user")
        app.asks = lambda outcome: (
            f"Delete the user {outcome.applied[0].name} ({user})? Password and reach are gone; the log keeps the name."
        )
    change(app, lambda work: delete_user(work, user))
