"""The verbs of `view`: lists and reports under names of the office's own."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.actions.view import WHAT, find_view
from casactl.cli.changing import change
from casactl.cli.completion import complete_views
from casactl.cli.listing import listing
from casactl.cli.options import Ctx, flag
from casactl.cli.tree import ALIASES, TREE
from casactl.domain.names import short_name
from casactl.domain.remedy import Remedy
from casactl.domain.shapes import Kind, record
from casactl.errors import InvalidValue, UsageFault
from casactl.render.records import Column, Record, draw_command, show_object
from casactl.render.view import sanitize, write
from casactl.render.wording import quoted
from casactl.store.queries.views import ViewRow, views

ViewName = Annotated[
    str, typer.Argument(metavar="NAME", help="A view.", autocompletion=complete_views, show_default=False)
]


def save(
    ctx: Ctx,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.", show_default=False)],
    line: Annotated[
        list[str] | None,
        typer.Argument(metavar="-- COMMAND", help="A list or a report, behind two dashes.", show_default=False),
    ] = None,
    replace: Annotated[bool, flag("--replace", help="In place of the one of that name; asked on a terminal.")] = False,
) -> None:
    """Save a list or a report under a name, for everybody in the office."""
    from casactl.actions.view import save_view
    from casactl.cli.saved import judged

    if short_name(name, WHAT) in {*TREE["view"].verbs, *ALIASES}:
        raise InvalidValue(f"'{name}' is a verb; call the view something else.")
    if not line:
        raise UsageFault("Which list or report? Give the command behind two dashes.",
                         hint=Remedy("view save", help=True))  # fmt: skip
    app, words = ctx.obj, judged(ctx.obj, line)
    change(
        app, lambda work: save_view(work, name, words, replace=replace),
        again=lambda work: save_view(work, name, words, replace=True),
    )  # fmt: skip


def command_of(row: Record) -> str:
    """The command that a view stands for, as a shell takes it."""
    return " ".join(("casactl", *map(quoted, row["line"])))


def list_(ctx: Ctx) -> None:
    """List the saved views."""
    listing(
        ctx.obj, ViewRow, lambda at: views(at.reader),
        ("name", Column("line", "command", command_of, kind=Kind.COMMAND)), id_key="name", unlimited=True,
    )  # fmt: skip


def show(ctx: Ctx, name: ViewName) -> None:
    """Show which command a view stands for."""
    app = ctx.obj
    with app.read() as reader:
        shape = record(find_view(reader, name))
    if app.view.drawn and not app.view.fields:
        draw_command(app.view, command_of(shape))
    elif not show_object(app.view, shape, ViewRow):
        write(f"{shape['name']}\t{sanitize(command_of(shape))}\n")


def remove(ctx: Ctx, ref: ViewName) -> None:
    """Forget a view."""
    from casactl.actions.view import remove_view

    change(ctx.obj, lambda work: remove_view(work, ref))
