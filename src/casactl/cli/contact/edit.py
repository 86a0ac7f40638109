"""`contact edit` and `contact promote`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.changing import change
from casactl.cli.completion import choices
from casactl.cli.contact.fields import Own, taking_in
from casactl.cli.options import Ctx, IfVersion, Reason, Ref, Refs, number, option, taking
from casactl.cli.selecting import agree, check_selection, chosen_for_writing
from casactl.domain.contact_types import TYPES
from casactl.domain.remedy import Remedy
from casactl.errors import UsageFault


@taking(own=Own)
def edit(
    ctx: Ctx,
    ref: Ref,
    *,
    own: Own,
    untag: Annotated[list[str] | None, option("--untag", help="Take a tag off.", metavar="TAG")] = None,
    if_version: IfVersion = None,
) -> None:
    """Change a contact's fields."""
    from casactl.actions.contact.edit import ContactEdit, edit_contact
    from casactl.actions.selection import resolve

    fields = own.texts
    with taking_in(ctx.obj, own.avatar) as picture:
        asked = ContactEdit(
            fields, own.type, own.company, own.create_company, tuple(own.tag or ()), tuple(untag or ()),
            tuple(own.custom or ()),
            number(if_version, "--if-version"), picture, own.single_name,
        )  # fmt: skip
        if not asked:
            raise UsageFault("Nothing to change was said.", hint=Remedy("contact edit", help=True))
        change(ctx.obj, lambda work: edit_contact(work, ref, resolve(work.reader, ref), asked))


def promote(
    ctx: Ctx,
    refs: Refs = None,
    to: Annotated[
        str | None,
        option(
            "--to",
            help="The new type; the next rung by default.",
            metavar="TYPE",
            autocompletion=choices(*TYPES),
        ),
    ] = None,
    reason: Reason = "",
) -> None:
    """Move contacts forward: lead, prospect, client, and on."""
    from casactl.actions.contact.standing.promote import promote_contacts

    app = ctx.obj
    words = check_selection(app, refs)
    agree(app, "Promote", words)
    change(app, lambda work: promote_contacts(work, chosen_for_writing(app, work.reader, work.today, words), to=to))
