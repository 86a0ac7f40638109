"""`report arrears` and `report handovers`."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from casactl.actions.report.debts import debt_ladder
from casactl.cli.options import Ctx, day, option
from casactl.cli.report.showing import HtmlFile, show
from casactl.domain.dates import local_midnight
from casactl.render.debts import caseload_report, ladder_report
from casactl.store.queries.debts import caseloads
from casactl.store.queries.settings import all_settings


def arrears(
    ctx: Ctx,
    since: Annotated[
        str, option("--since", help="Show who came and who went since a day; 30 days by default.", metavar="DATE")
    ] = "-30d",
    html: HtmlFile = None,
) -> None:
    """Show the debt ladder by community, with what moved since a day."""
    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader)
        settings = all_settings(reader)
        first = day(since, today) or today
        moment = local_midnight(first, ZoneInfo(settings["timezone"]))
        rungs = debt_ladder(reader, today=today.isoformat(), since=moment)
        from_day, currency = first.isoformat(), settings["currency"]
        show(app, reader, lambda words: ladder_report(rungs, words, since=from_day, currency=currency), html)


def handovers(ctx: Ctx, html: HtmlFile = None) -> None:
    """Show each attorney's cases: open, owed, oldest, last activity, outcome."""
    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader).isoformat()
        rows = caseloads(reader, scope=reader.scope)
        currency = all_settings(reader)["currency"]
        show(app, reader, lambda words: caseload_report(rows, words, today=today, currency=currency), html)
