"""`undo`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.cli.asking import confirm
from casactl.cli.options import Ctx, number


def undo(
    ctx: Ctx,
    operation: Annotated[
        str | None,
        typer.Argument(metavar="OPERATION", help="Its number; see `casactl log list`.", show_default=False),
    ] = None,
) -> None:
    """Take an operation back, the latest of your own by default."""
    from casactl.actions.log.undo import undo_operation, undo_target

    app = ctx.obj
    asked = number(operation, "OPERATION")
    with app.read() as reader:
        target = undo_target(reader, asked, app.actor)
    if target.operation.actor != app.actor:
        app.acting.check("undo.others")
    if app.interactive and not app.flag("yes") and not app.dry_run:
        confirm(f"Undo {target.words}?")
    app.change(
        "undo",
        {"operation": asked},
        lambda work: undo_operation(work, undo_target(work.reader, target.operation.id, app.actor)),
    )
