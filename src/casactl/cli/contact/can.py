"""`contact can`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.actions.contact.can import what_can
from casactl.actions.selection import resolve
from casactl.cli.completion import choices
from casactl.cli.options import Ctx, Ref
from casactl.domain.abilities import Ability
from casactl.errors import Exit
from casactl.render.abilities import show_answers
from casactl.render.records import show_object


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
    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader).isoformat()
        answers = what_can(reader, resolve(reader, ref), today=today, ability=ability)
    if not show_object(app.view, answers.as_dict()):
        show_answers(app.view, answers.as_dict(), answers.display_name, answers.lifecycle)
    if ability is not None and not answers.abilities[0].allowed:
        raise typer.Exit(int(Exit.REFUSED))
