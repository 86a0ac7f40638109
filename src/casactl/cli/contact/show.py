"""`contact show`, `history`, `can` and `avatar`."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from casactl.actions.contact.profile.parts import SECTIONS
from casactl.cli.completion import choices
from casactl.cli.context import App
from casactl.cli.options import Ctx, Ref, one_of, option
from casactl.cli.result_target import To, named_target, write_out
from casactl.cli.selecting import contact_to_show
from casactl.cli.tree import verb_for
from casactl.domain.abilities import VERBS, Ability, Reason
from casactl.domain.shapes import record
from casactl.errors import Exit, Refused
from casactl.render.records import show_object

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
    from casactl.actions.contact.profile.page import profile_of
    from casactl.render.profile import show_profile
    from casactl.store.queries.settings import all_settings

    app = ctx.obj
    sections = tuple(dict.fromkeys(one_of(section, tuple(SECTIONS), "--section")))
    with app.read() as reader:
        today = app.today(reader)
        number = contact_to_show(app, reader, ref)
        profile = profile_of(reader, number, today=today.isoformat(), may=app.may_run)
        currency = all_settings(reader)["currency"]
    shape = app.wording.worded(profile.as_dict(currency))
    contact = profile.contact
    points = [(each.label or each.kind, each.read) for each in contact.contact_points]
    show_profile(app.view, shape, sections=sections, phone=contact.phone_shown, points=points, today=today)


def history(ctx: Ctx, ref: Ref) -> None:
    """Show who changed what about a contact, and when."""
    from casactl.actions.contact.profile.history import contact_history
    from casactl.render.log import show_history

    app = ctx.obj
    with app.read() as reader:
        app.today(reader)
        events = contact_history(reader, contact_to_show(app, reader, ref))
    show_history(app.view, [event.as_dict() for event in events])


def can(
    ctx: Ctx,
    ref: Ref,
    ability: Annotated[
        str | None,
        typer.Argument(
            metavar="ABILITY",
            help="One ability; exit 0 or 5.",
            autocompletion=choices(*Ability),
            show_default=False,
        ),
    ] = None,
) -> None:
    """Say what a contact's standing allows, and what clears the way."""
    from casactl.actions.contact.standing.can import what_can
    from casactl.actions.selection import resolve
    from casactl.render.contact import show_answers

    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader).isoformat()
        answers = what_can(reader, resolve(reader, ref), today=today, ability=ability, lacking=partial(_lacking, app))
    shape = app.wording.worded(record(answers))
    if not show_object(app.view, shape):
        show_answers(app.view, shape, answers.display_name, answers.lifecycle)
    if ability is not None and not answers.abilities[0].allowed:
        raise typer.Exit(int(Exit.REFUSED))


def _lacking(app: App, ability: Ability) -> list[Reason]:
    """The right that whoever acts has not for the verb behind an ability."""
    verb = verb_for(VERBS.get(ability, ""))
    try:
        app.acting.check(verb.right if verb else "")
    except Refused as fault:
        return [Reason.of(fault)]
    return []


def avatar(ctx: Ctx, ref: Ref, to: To = None) -> None:
    """Write a contact's picture to a file, proved."""
    from casactl.actions.contact.avatar import find_avatar

    target = named_target(ctx.obj, to)
    target.agree()
    with ctx.obj.read() as reader:
        number = contact_to_show(ctx.obj, reader, ref)
        row = find_avatar(reader, number)
    write_out(ctx.obj, target, row.sha256, row.size, whose=number)
