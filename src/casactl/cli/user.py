"""The verbs of `user`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.actions.user import list_users, user_profile
from casactl.cli.asking import choose_one, confirm, needed
from casactl.cli.completion import choices, complete_properties, complete_users
from casactl.cli.options import Ctx, one_of, option
from casactl.cli.secrets import new_password
from casactl.domain.permissions import Group, UserType
from casactl.domain.remedy import Remedy
from casactl.errors import UsageFault
from casactl.render.records import Column, show_object, show_records
from casactl.render.user import show_user

Email = Annotated[
    str,
    typer.Argument(metavar="EMAIL", help="The user's e-mail.", autocompletion=complete_users, show_default=False),
]
Name = Annotated[str | None, option("--name", help="The user's name.")]
GroupOption = Annotated[
    str | None,
    option("--group", help="superuser, manager, clerk or attorney.", metavar="GROUP", autocompletion=choices(*Group)),
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
) -> None:
    """Add a user: staff, or an attorney."""
    from casactl.actions.user import add_user

    app = ctx.obj
    if type_ is None:
        if not app.interactive:
            raise UsageFault("--type is missing.", hint=f"types: {', '.join(UserType)}")
        type_ = choose_one("Type", list(UserType))
    named = needed(name, "--name", "Name", interactive=app.interactive)
    kind = type_.strip().lower()
    app.change(
        "user.add",
        {"email": email, "name": named, "type": kind, "group": group, "community": community, "phone": phone,
         "firm": firm},
        lambda work: add_user(
            work, email, name=named, type_=kind, group=group, phone=phone, firm=firm, communities=community or (),
        ),
    )  # fmt: skip


FIELDS = ("id", "email", "name", "type", "group", "communities", "enabled")
COLUMNS = (
    Column("email", "e-mail"),
    Column("name", "name"),
    Column("type", "type"),
    Column("group", "group"),
    Column("communities", "communities", wrap=True),
    Column("enabled", "", lambda r: "" if r["enabled"] else "disabled", style=lambda _: "attention"),
)


def list_(
    ctx: Ctx,
    type_: Annotated[
        str | None,
        option("--type", help="staff or attorney.", metavar="TYPE", autocompletion=choices(*UserType)),
    ] = None,
) -> None:
    """List users."""
    app = ctx.obj
    kind = one_of([type_], list(UserType), "--type")[0] if type_ else None
    with app.read() as reader:
        records = list_users(reader, type_=kind)
    show_records(app.view, records, COLUMNS, fields=FIELDS, footer=f"{len(records)} users")


def show(ctx: Ctx, email: Email) -> None:
    """Show a user: what they may do, and what they reach."""
    app = ctx.obj
    with app.read() as reader:
        app.today(reader)
        shape = user_profile(reader, email)
    if not show_object(app.view, shape):
        show_user(app.view, shape)


def edit(
    ctx: Ctx,
    email: Email,
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
    ctx.obj.change(
        "user.edit",
        {"user": email, "group": group} | given,
        lambda work: edit_user(work, email, group=group, **given),
    )


def enable(ctx: Ctx, email: Email) -> None:
    """Let a disabled user act again."""
    _switch(ctx, email, enabled=True)


def disable(ctx: Ctx, email: Email) -> None:
    """Stop a user from acting; what they did stays."""
    _switch(ctx, email, enabled=False)


def _switch(ctx: Ctx, email: str, *, enabled: bool) -> None:
    from casactl.actions.user import enable as switch

    verb = "user.enable" if enabled else "user.disable"
    ctx.obj.change(verb, {"user": email}, lambda work: switch(work, email, enabled=enabled))


def grant(ctx: Ctx, email: Email, community: Communities = None) -> None:
    """Let a user reach communities."""
    _reach(ctx, email, community, "grant")


def revoke(ctx: Ctx, email: Email, community: Communities = None) -> None:
    """Take communities out of a user's reach."""
    _reach(ctx, email, community, "revoke")


def _reach(ctx: Ctx, email: str, community: list[str] | None, verb: str) -> None:

    if not community:
        raise UsageFault("--community is missing.", hint=Remedy("property list", kind="community"))
    from casactl.actions import user as access

    action = access.grant if verb == "grant" else access.revoke
    ctx.obj.change(
        f"user.{verb}",
        {"user": email, "community": community},
        lambda work: action(work, email, community),
    )


def set_password(ctx: Ctx, email: Email) -> None:
    """Give a user a password: asked for, or one line of standard input."""
    from casactl.actions.passwords import checked_password, hash_password
    from casactl.actions.user import find_user, keep_password

    app = ctx.obj
    with app.read() as reader:
        user = find_user(reader, email)
    password = checked_password(new_password(interactive=app.interactive), about=(user.email, user.name, user.firm))
    hashed = hash_password(password)
    app.change("user.set-password", {"user": email}, lambda work: keep_password(work, email, hashed))


def delete(ctx: Ctx, email: Email) -> None:
    """Delete a disabled user, which frees the e-mail; the log keeps the name."""
    from casactl.actions.user import delete_user

    app = ctx.obj
    if not app.flag("yes") and not app.dry_run:
        if not app.interactive:
            raise UsageFault(
                "Deleting a user: say --yes to confirm, nobody can be asked here.", code="usage.confirmation-needed"
            )
        confirm(f"Delete the user {email}?")
    app.change("user.delete", {"user": email}, lambda work: delete_user(work, email))
