"""`report retention`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.options import Ctx, flag
from casactl.cli.report.showing import HtmlFile, show
from casactl.render.retention import retention_report
from casactl.store.queries.retention import retention as rows_of


def retention(
    ctx: Ctx,
    due: Annotated[bool, flag("--due", help="Only those that may be erased today.")] = False,
    html: HtmlFile = None,
) -> None:
    """List from when on each archived contact may be erased."""
    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader).isoformat()
        rows = rows_of(reader, today=today, scope=reader.scope, due_only=due)
        show(app, reader, lambda words: retention_report(rows, words, today=today), html)
