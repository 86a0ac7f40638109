"""`arrears list`."""

from __future__ import annotations

from typing import Annotated

from casactl.actions.arrears.worklist import worklist
from casactl.cli.filters import filters_from
from casactl.cli.options import Ctx, number, option
from casactl.domain.money import parse_amount
from casactl.render.arrears import show_worklist
from casactl.store.queries.settings import all_settings


def list_(
    ctx: Ctx,
    least: Annotated[str | None, option("--min", help="Who owes at least so much.", metavar="AMOUNT")] = None,
    limit: Annotated[str | None, option("--limit", help="At most so many (50 on a terminal).", metavar="N")] = None,
) -> None:
    """List who owes money: status, attorney, age of the debt, last payment."""
    app = ctx.obj
    most = number(limit, "--limit")
    with app.read() as reader:
        today = app.today(reader)
        currency = all_settings(reader)["currency"]
        floor = parse_amount(least, currency) if least else 0
        filters = filters_from(app.filters, reader, today)
        rows = worklist(reader, filters, today=today.isoformat(), least=floor)
        show_worklist(app.view, rows, most, currency=currency)
