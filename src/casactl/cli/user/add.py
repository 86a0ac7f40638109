"""`user add`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.asking import choose_one, needed
from casactl.cli.completion import choices
from casactl.cli.options import Ctx, option
from casactl.cli.user.options import Communities, Email, Firm, GroupOption, Name, Phone
from casactl.domain.permissions import UserType
from casactl.errors import UsageFault


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
    from casactl.actions.user.add import add_user

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
