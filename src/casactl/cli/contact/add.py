"""`contact add`."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from casactl.cli.asking import agreed, choose_one
from casactl.cli.changing import change
from casactl.cli.completion import choices, complete_contacts, complete_properties
from casactl.cli.contact.fields import Own, taking_in
from casactl.cli.context import App
from casactl.cli.needing import needed
from casactl.cli.options import AllowDuplicate, Ctx, NoSend, flag, option, taking
from casactl.domain.contact_types import OPTION, ROLES, TYPES, ContactKind, ContactType, missing_fields
from casactl.errors import UsageFault
from casactl.render.view import sanitize

OFFERED = (ContactType.PROSPECT, ContactType.CLIENT)
"""The types to whom an invitation is offered when they are added (SD-17)."""
NAMES = ("first_name", "last_name", "name")


@taking(own=Own)
def add(
    ctx: Ctx,
    *,
    own: Own,
    kind: Annotated[str, option("--kind", help="person (the default) or company.", metavar="KIND")] = "person",
    primary: Annotated[
        str | None,
        option("--primary", help="A company's primary contact.", metavar="REF", autocompletion=complete_contacts),
    ] = None,
    secondary_of: Annotated[
        str | None,
        option(
            "--secondary-of",
            help="The client whose secondary client it is.",
            metavar="REF",
            autocompletion=complete_contacts,
        ),
    ] = None,
    property_: Annotated[
        str | None,
        option("--property", help="Attach to it.", metavar="PATH", autocompletion=complete_properties),
    ] = None,
    attach_as: Annotated[
        str | None,
        option("--attach-as", help="The role there.", metavar="ROLE", autocompletion=choices(*ROLES)),
    ] = None,
    invite: Annotated[
        bool | None, flag("--invite/--no-invite", help="Invite to the portal at once; asked on a terminal.")
    ] = None,
    allow_duplicate: AllowDuplicate = False,
    no_send: NoSend = False,
) -> None:
    """Add a contact."""
    from casactl.actions.contact.add import NewContact, add_contact

    app = ctx.obj
    if attach_as and not property_:
        raise UsageFault("--attach-as needs --property.")
    fields = own.texts
    type_, kind, talks = _asked(app, own.type, kind, fields, single_name=own.single_name)
    primary = primary or _asked_primary(app, kind)
    with taking_in(app, own.avatar or None) as picture:
        new = NewContact(
            type_, kind, fields, company=own.company, create_company=own.create_company, tags=tuple(own.tag or ()),
            custom=tuple(own.custom or ()), property=property_, role=attach_as, primary=primary,
            secondary_of=secondary_of, avatar=picture, single_name=own.single_name, family_first=own.family_first,
            points=own.points, allow_duplicate=allow_duplicate,
        )  # fmt: skip
        if talks:
            from casactl.cli.contact.conversation import agree, go_on

            new = go_on(app, new)
        act = add_contact
        if _to_be_invited(app, invite, type_, new.fields):
            from casactl.actions.contact.standing.invite import add_and_invite as act
        if talks and not app.dry_run:
            new = agree(app, act, new)
        again = replace(new, allow_duplicate=True)
        change(
            app, lambda work: act(work, new), again=lambda work: act(work, again),
            send=not no_send,
        )  # fmt: skip


def _to_be_invited(app: App, invite: bool | None, type_: str, fields: dict[str, Any]) -> bool:
    """What was said, else what somebody answers who is there to be asked (SD-17)."""
    if invite is not None or not app.interactive:
        return bool(invite)
    offered = type_.strip().lower() in OFFERED and fields.get("email")
    wanted = bool(offered) and agreed(f"Send an invitation to {sanitize(fields['email'])}?")
    app.call.says(invite=wanted)
    return wanted


def _asked_primary(app: App, kind: str) -> str | None:
    """A company's primary contact, asked for where the office's setting wants one (SD-15)."""
    if kind.strip().lower() != ContactKind.COMPANY or not app.interactive or app.workspace is None:
        return None
    from casactl.store.queries.settings import setting

    with app.read() as reader:
        wanted = setting(reader, "company_first") == "on"
    return needed(app, None, "--primary", "Primary contact (number, e-mail or name)") if wanted else None


def _asked(
    app: App, type_: str | None, kind: str, given: dict[str, Any], *, single_name: bool
) -> tuple[str, str, bool]:
    """Type, kind and required fields, asked for where somebody is there to answer (MC-2); whether they go on talking.

    Whoever gave all that has to be there, or does not want to be asked, is asked for nothing more.
    """
    if not type_ and not app.interactive:
        raise UsageFault("--type is missing.", hint=f"types: {', '.join(TYPES)}", rule="MC-2")
    missing = missing_fields(kind, type_ or "", given, single_name=single_name)
    if not app.interactive or (type_ and not missing):
        return type_ or "", kind, False
    from casactl.actions.contact.values import contact_type
    from casactl.cli.contact.conversation import ask_kind, judge_of, tell_rule

    if type_:
        contact_type(type_)
    for field in ("email", "phone"):
        if given.get(field):
            judge_of(app, field)(given[field])
    if not type_:
        type_ = choose_one("Type", TYPES)
        app.call.says(type=type_)
    if not single_name and kind == ContactKind.PERSON and not any(given.get(name) for name in NAMES):
        kind = ask_kind(app, given)
    one = single_name and bool(given.get("first_name"))
    for field in missing_fields(kind, type_, given, single_name=single_name):
        if one and field == "last_name":
            continue
        tell_rule(field)
        question = field.replace("_", " ").capitalize()
        given[field] = needed(app, None, OPTION[field], question, judge=judge_of(app, field))
    return type_, kind, not (app.flag("yes") or app.given.get("request_id"))
