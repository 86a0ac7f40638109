"""`contact add`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from casactl.actions.contact.add import NewContact, add_contact
from casactl.cli.asking import choose_one, needed
from casactl.cli.completion import choices, complete_properties
from casactl.cli.options import Ctx, option
from casactl.domain.contact_types import OPTION, ROLES, TYPES, missing_fields
from casactl.errors import UsageFault


def add(
    ctx: Ctx,
    type_: Annotated[
        str | None,
        option(
            "--type",
            help="What the contact is to the office.",
            metavar="TYPE",
            autocompletion=choices(*TYPES),
        ),
    ] = None,
    first_name: Annotated[str | None, option("--first-name", help="A person's first name.")] = None,
    last_name: Annotated[str | None, option("--last-name", help="A person's last name.")] = None,
    kind: Annotated[str, option("--kind", help="person (the default) or company.", metavar="KIND")] = "person",
    name: Annotated[str | None, option("--name", help="A company's name.")] = None,
    email: Annotated[str | None, option("--email", help="The login e-mail; one, and nobody else's.")] = None,
    phone: Annotated[str | None, option("--phone", help="National or international.")] = None,
    external_id: Annotated[str | None, option("--external-id", help="The number in another system.")] = None,
    company: Annotated[str | None, option("--company", help="The company that the person works for.")] = None,
    create_company: Annotated[
        bool, typer.Option("--create-company", help="Add the company if it is new.", show_default=False)
    ] = False,
    tag: Annotated[list[str] | None, option("--tag", help="A tag; may be repeated.", metavar="TAG")] = None,
    custom: Annotated[
        list[str] | None,
        option("--custom", help="A field of your own; may be repeated.", metavar="KEY=VALUE"),
    ] = None,
    property_: Annotated[
        str | None,
        option("--property", help="Attach to it.", metavar="PATH", autocompletion=complete_properties),
    ] = None,
    attach_as: Annotated[
        str | None,
        option("--attach-as", help="The role there.", metavar="ROLE", autocompletion=choices(*ROLES)),
    ] = None,
) -> None:
    """Add a contact."""
    app = ctx.obj
    if attach_as and not property_:
        raise UsageFault("--attach-as needs --property.")
    fields: dict[str, Any] = {
        "first_name": first_name, "last_name": last_name, "name": name, "email": email, "phone": phone,
        "external_id": external_id,
    }  # fmt: skip
    given = {key: value for key, value in fields.items() if value is not None}
    type_ = _asked(app.interactive, type_, kind, given)
    new = NewContact(
        type_,
        kind,
        given,
        company,
        create_company,
        tuple(tag or ()),
        tuple(custom or ()),
        property_,
        attach_as,
    )
    words = {"type": type_, "kind": kind, **given, "company": company, "tag": tag, "custom": custom,
             "property": property_, "attach_as": attach_as}  # fmt: skip
    app.change("contact.add", {k: v for k, v in words.items() if v}, lambda work: add_contact(work, new))


def _asked(interactive: bool, type_: str | None, kind: str, given: dict[str, Any]) -> str:
    """The type and the required fields, asked for where somebody is there to answer (MC-2)."""
    if not type_:
        if not interactive:
            raise UsageFault("--type is missing.", hint=f"types: {', '.join(TYPES)}", rule="MC-2")
        type_ = choose_one("Type", TYPES)
    if interactive:
        for field in missing_fields(kind, type_, given):
            given[field] = needed(None, OPTION[field], field.replace("_", " ").capitalize(), interactive=True)
    return type_
