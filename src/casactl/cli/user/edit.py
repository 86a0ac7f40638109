"""`user edit`, `enable`, `disable`, `grant` and `revoke`."""

from __future__ import annotations

from typing import Annotated

from casactl.actions.user import access
from casactl.cli.options import Ctx, option
from casactl.cli.user.options import Communities, Email, Firm, GroupOption, Name, Phone
from casactl.errors import UsageFault


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
    from casactl.actions.user.edit import edit_user

    given = {"name": name, "email": new_email, "phone": phone, "firm": firm}
    if group is None and all(value is None for value in given.values()):
        raise UsageFault("Nothing to change: give at least one option.", hint="casactl user edit --help")
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
    from casactl.actions.user.edit import enable as switch

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
        raise UsageFault("--community is missing.", hint="casactl property list --kind community")
    action = access.grant if verb == "grant" else access.revoke
    ctx.obj.change(
        f"user.{verb}",
        {"user": email, "community": community},
        lambda work: action(work, email, community),
    )
