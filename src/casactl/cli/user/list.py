"""`user list`."""

from __future__ import annotations

from typing import Annotated

from casactl.actions.user.profile import list_users
from casactl.cli.completion import choices
from casactl.cli.options import Ctx, one_of, option
from casactl.domain.permissions import UserType
from casactl.render.records import Column, show_records

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
