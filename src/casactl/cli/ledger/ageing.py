"""`ledger ageing`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.filters import filters_from
from casactl.cli.options import Ctx, number, option
from casactl.render.ledger import show_ageing
from casactl.store.queries.ledger import ageing as ageing_rows
from casactl.store.queries.settings import all_settings


def ageing(
    ctx: Ctx,
    limit: Annotated[str | None, option("--limit", help="At most so many (50 on a terminal).", metavar="N")] = None,
) -> None:
    """List who owes money, the largest debt first, by days past due."""
    app = ctx.obj
    most = number(limit, "--limit")
    with app.read() as reader:
        today = app.today(reader)
        filters = filters_from(app.filters, reader, today)
        rows = ageing_rows(reader, filters, today=today.isoformat(), scope=reader.scope)
        show_ageing(app.view, rows, most, currency=all_settings(reader)["currency"])
