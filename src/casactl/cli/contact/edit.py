"""`contact edit`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from casactl.actions.contact.edit import Edit, edit_contact
from casactl.actions.selection import resolve
from casactl.cli.completion import choices
from casactl.cli.options import Ctx, Ref, number, option
from casactl.domain.contact_types import TYPES
from casactl.errors import UsageFault


def edit(
    ctx: Ctx,
    ref: Ref,
    type_: Annotated[
        str | None, option("--type", help="The new type.", metavar="TYPE", autocompletion=choices(*TYPES))
    ] = None,
    first_name: Annotated[str | None, option("--first-name", help="A person's first name.")] = None,
    last_name: Annotated[str | None, option("--last-name", help="A person's last name.")] = None,
    name: Annotated[str | None, option("--name", help="A company's name.")] = None,
    email: Annotated[str | None, option("--email", help='The login e-mail; "" frees it.')] = None,
    phone: Annotated[str | None, option("--phone", help='The phone number; "" clears it.')] = None,
    external_id: Annotated[str | None, option("--external-id", help="The number in another system.")] = None,
    company: Annotated[str | None, option("--company", help='Who the person works for; "" ends it.')] = None,
    create_company: Annotated[
        bool, typer.Option("--create-company", help="Add the company if it is new.", show_default=False)
    ] = False,
    tag: Annotated[list[str] | None, option("--tag", help="Add a tag; may be repeated.", metavar="TAG")] = None,
    untag: Annotated[list[str] | None, option("--untag", help="Take a tag off.", metavar="TAG")] = None,
    custom: Annotated[
        list[str] | None,
        option("--custom", help="Set a field of your own; KEY= clears it.", metavar="KEY=VALUE"),
    ] = None,
    if_version: Annotated[
        str | None, option("--if-version", help="Only if it is still at this version.", metavar="N")
    ] = None,
) -> None:
    """Change a contact's fields."""
    fields: dict[str, Any] = {
        "first_name": first_name, "last_name": last_name, "name": name, "email": email, "phone": phone,
        "external_id": external_id,
    }  # fmt: skip
    given = {key: value for key, value in fields.items() if value is not None}
    change = Edit(
        given, type_, company, create_company, tuple(tag or ()), tuple(untag or ()), tuple(custom or ()),
        number(if_version, "--if-version"),
    )  # fmt: skip
    if not change:
        raise UsageFault("Nothing to change was said.", hint="casactl contact edit --help")
    words = {
        "ref": ref,
        "type": type_,
        **given,
        "company": company,
        "tag": tag,
        "untag": untag,
        "custom": custom,
    }
    ctx.obj.change(
        "contact.edit",
        {key: value for key, value in words.items() if value is not None},
        lambda work: edit_contact(work, ref, resolve(work.reader, ref), change),
    )
