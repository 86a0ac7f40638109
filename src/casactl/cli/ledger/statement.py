"""`ledger statement`."""

from __future__ import annotations

from typing import Annotated

from casactl.actions.ledger.statement import statement_of
from casactl.cli.options import Ctx, Ref, day, option
from casactl.cli.selecting import contact_to_show
from casactl.render.ledger import show_statement
from casactl.store.queries.settings import setting


def statement(
    ctx: Ctx,
    ref: Ref,
    from_: Annotated[str | None, option("--from", help="The first day (the very first).", metavar="DATE")] = None,
    to: Annotated[str | None, option("--to", help="The last day, inclusive.", metavar="DATE")] = None,
) -> None:
    """Show a contact's entries and the running balance."""
    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader)
        number = contact_to_show(app, reader, ref)
        period = {"first": day(from_, today), "last": day(to, today)}
        found = statement_of(reader, number, **period)
        office = setting(reader, "office_name")
    show_statement(app.view, found, office=office)
