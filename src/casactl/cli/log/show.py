"""`log show`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.actions.log.show import operation_details
from casactl.cli.options import Ctx, number
from casactl.render.log import show_operation
from casactl.render.records import show_object


def show(
    ctx: Ctx,
    operation: Annotated[str, typer.Argument(metavar="OPERATION", help="Its number.", show_default=False)],
) -> None:
    """Show an operation with every change it made."""
    app = ctx.obj
    wanted = number(operation, "OPERATION") or 0
    most = None if app.format in ("json", "jsonl") else 200
    with app.read() as reader:
        app.today(reader)
        shape = operation_details(reader, wanted, most=most)
    if not show_object(app.view, shape):
        show_operation(app.view, shape)
