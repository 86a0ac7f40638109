"""`report arrears` and `report handovers`."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from casactl.actions.report.debts import debt_ladder
from casactl.cli.options import Ctx, day, option
from casactl.domain.dates import local_midnight
from casactl.render.debts import show_caseloads, show_ladder
from casactl.store.queries.debts import caseloads
from casactl.store.queries.settings import all_settings


def arrears(
    ctx: Ctx,
    since: Annotated[
        str, option("--since", help="Show who came and who went since a day; 30 days by default.", metavar="DATE")
    ] = "-30d",
) -> None:
    """Show the debt ladder by community, with what moved since a day."""
    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader)
        settings = all_settings(reader)
        first = day(since, today) or today
        moment = local_midnight(first, ZoneInfo(settings["timezone"]))
        rungs = debt_ladder(reader, today=today.isoformat(), since=moment)
    show_ladder(app.view, rungs, since=first.isoformat(), currency=settings["currency"])


def handovers(ctx: Ctx) -> None:
    """Show each attorney's cases: open, owed, oldest, last activity, outcome."""
    app = ctx.obj
    with app.read() as reader:
        app.today(reader)
        rows = caseloads(reader, scope=reader.scope)
        currency = all_settings(reader)["currency"]
    show_caseloads(app.view, rows, currency=currency)
