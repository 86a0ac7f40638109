"""`log head`."""

from __future__ import annotations

from casactl.cli.options import Ctx
from casactl.render.records import show_object
from casactl.render.view import write
from casactl.store.queries.log import head as log_head


def head(ctx: Ctx) -> None:
    """Print the log's head, to keep elsewhere."""
    app = ctx.obj
    with app.read() as reader:
        newest, count = log_head(reader)
    if not show_object(app.view, {"head": newest, "operations": count}):
        write(f"{newest}\n")
