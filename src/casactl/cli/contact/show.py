"""`contact show`."""

from __future__ import annotations

from typing import Annotated

from casactl.actions.contact.profile import profile_of
from casactl.actions.contact.profile_sections import SECTIONS
from casactl.cli.completion import choices
from casactl.cli.options import Ctx, Ref, one_of, option
from casactl.cli.rights import needed_for
from casactl.cli.selecting import contact_to_show
from casactl.render.profile import show_profile
from casactl.store.queries.settings import all_settings

Section = Annotated[
    list[str] | None,
    option(
        "--section",
        help=f"One part in full: {', '.join(SECTIONS)}. May be repeated.",
        metavar="NAME",
        autocompletion=choices(*SECTIONS),
    ),
]


def show(ctx: Ctx, ref: Ref, section: Section = None) -> None:
    """Show everything known about a contact."""
    app = ctx.obj
    sections = tuple(dict.fromkeys(one_of(section, tuple(SECTIONS), "--section")))
    with app.read() as reader:
        today = app.today(reader)
        number = contact_to_show(app, reader, ref)
        profile = profile_of(
            reader, number, today=today.isoformat(), may=lambda words: app.acting.may(needed_for(words))
        )
        currency = all_settings(reader)["currency"]
    shape = profile.as_dict(currency)
    show_profile(app.view, shape, sections=sections, phone=profile.contact.phone_shown, today=today)
