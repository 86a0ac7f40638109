"""`contact edit` and `contact promote`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from casactl.actions.contact.points import PointsEdit
from casactl.cli.changing import change
from casactl.cli.completion import choices
from casactl.cli.contact.fields import Own, taking_in
from casactl.cli.options import Ctx, Fields, IfVersion, Reason, Refs, number, option, taking
from casactl.cli.selecting import agree, check_selection, chosen_for_writing
from casactl.domain.contact_points import PointKind
from casactl.domain.contact_types import TYPES
from casactl.domain.remedy import Remedy
from casactl.errors import UsageFault
from casactl.records import dataclass


@dataclass(frozen=True)
class Points(Fields):
    """Further e-mails and phones that come and go."""

    add_phone: Annotated[
        list[str] | None,
        option("--add-phone", help='A further phone, "work: 020 7946 0018" with a label.', metavar="PHONE"),
    ] = None
    add_email: Annotated[list[str] | None, option("--add-email", help="A further e-mail.", metavar="EMAIL")] = None
    remove_phone: Annotated[
        list[str] | None, option("--remove-phone", help="Take a further phone off.", metavar="PHONE")
    ] = None
    remove_email: Annotated[
        list[str] | None, option("--remove-email", help="Take a further e-mail off.", metavar="EMAIL")
    ] = None

    def edit(self, own: Own) -> PointsEdit:
        """What comes and goes, with what was given beside the contact's own."""
        return PointsEdit(
            (*own.points, *_each(PointKind.PHONE, self.add_phone), *_each(PointKind.EMAIL, self.add_email)),
            (*_each(PointKind.PHONE, self.remove_phone), *_each(PointKind.EMAIL, self.remove_email)),
        )


def _each(kind: PointKind, texts: list[str] | None) -> Iterator[tuple[PointKind, str]]:
    return ((kind, text) for text in texts or ())


@taking(own=Own, points=Points)
def edit(
    ctx: Ctx,
    refs: Refs = None,
    *,
    own: Own,
    points: Points,
    untag: Annotated[list[str] | None, option("--untag", help="Take a tag off.", metavar="TAG")] = None,
    if_version: IfVersion = None,
    reason: Reason = "",
) -> None:
    """Change contacts' fields: of one any of them, of several what they can share."""
    from casactl.actions.contact.edit import ContactEdit, edit_contacts, refuse_own

    app, fields = ctx.obj, own.texts
    with taking_in(app, own.avatar) as picture:
        asked = ContactEdit(
            fields, own.type, own.company, own.create_company, tuple(own.tag or ()), tuple(untag or ()),
            tuple(own.custom or ()),
            number(if_version, "--if-version"), picture, own.single_name, own.family_first, points.edit(own),
        )  # fmt: skip
        if not asked:
            raise UsageFault("Nothing to change was said.", hint=Remedy("contact edit", help=True))
        words = check_selection(app, refs)
        refuse_own(asked, len(set(words)))
        agree(app, "Change", words, one_freely=True)
        change(
            app, lambda work: edit_contacts(work, chosen_for_writing(app, work.reader, work.today, words), asked)
        )  # fmt: skip


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
