"""`report overview`, `report pipeline` and `report activity`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.options import Ctx, option
from casactl.cli.report.showing import HtmlFile, show, since_day


def overview(ctx: Ctx, html: HtmlFile = None) -> None:
    """Show how the office stands: contacts, arrears, invitations, archives coming up, work."""
    from casactl.actions.report.overview import overview as counted
    from casactl.render.overview import overview_report

    app = ctx.obj
    with app.read() as reader:
        found = counted(reader, app.today(reader))
        show(app, reader, lambda words: overview_report(found, words), html)


def pipeline(
    ctx: Ctx,
    since: Annotated[
        str | None, option("--since", help="From the month of that day on; 12 months by default.", metavar="DATE")
    ] = None,
    html: HtmlFile = None,
) -> None:
    """Show leads, prospects and clients by month: who came in, who moved on, what became of them."""
    from casactl.actions.report.pipeline import pipeline as counted
    from casactl.render.pipeline import pipeline_report

    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader)
        found = counted(reader, today, since=since_day(since, today))
        show(app, reader, lambda words: pipeline_report(found, words), html)


def activity(
    ctx: Ctx,
    since: Annotated[str, option("--since", help="On that day or later; 30 days by default.", metavar="DATE")] = "-30d",
    html: HtmlFile = None,
) -> None:
    """Show what was done since a day: operations by verb and actor."""
    from casactl.actions.report.activity import activity as counted
    from casactl.render.activity import activity_report

    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader)
        found = counted(reader, today, since=since_day(since, today) or today)
        show(app, reader, lambda words: activity_report(found, words), html)
