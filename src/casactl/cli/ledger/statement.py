"""`ledger statement` and `ledger ageing`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from casactl.actions.ledger.statement import statement_of
from casactl.cli.changing import change
from casactl.cli.filters import filters_from
from casactl.cli.options import Ctx, Limit, NoSend, Refs, day, flag, number, option
from casactl.cli.selecting import agree, check_selection, chosen_for_writing, contact_to_show
from casactl.errors import UsageFault
from casactl.render.ledger import show_ageing, show_statement
from casactl.store.queries.ledger import ageing as ageing_rows
from casactl.store.queries.settings import all_settings, setting

if TYPE_CHECKING:
    from casactl.cli.context import App


BY_MAIL = "give one contact, or --mail to send several theirs"


def statement(
    ctx: Ctx,
    refs: Refs = None,
    from_: Annotated[str | None, option("--from", help="The first day (the very first).", metavar="DATE")] = None,
    to: Annotated[str | None, option("--to", help="The last day, inclusive.", metavar="DATE")] = None,
    mail: Annotated[bool, flag("--mail", help="Mail it: to these contacts, each their own.")] = False,
    no_send: NoSend = False,
) -> None:
    """Show a contact's entries and the running balance, or mail contacts theirs."""
    app = ctx.obj
    if mail:
        _mail(app, refs, from_, to, no_send=no_send)
        return
    if no_send:
        raise UsageFault("--no-send goes with --mail.")
    ref = _one(app, refs)
    with app.read() as reader:
        today = app.today(reader)
        number = contact_to_show(app, reader, ref)
        found = statement_of(reader, number, first=day(from_, today), last=day(to, today))
        office = setting(reader, "office_name")
    show_statement(app.view, found, office=office)


def _one(app: App, refs: list[str] | None) -> str:
    """The one contact whose statement is shown."""
    if app.filters:
        raise UsageFault("Filters go with --mail; a statement is shown of one contact.", hint=BY_MAIL)
    if not refs:
        raise UsageFault("Missing argument 'REF'.", hint=BY_MAIL)
    if len(refs) > 1 or refs[0] == "-":
        raise UsageFault("A statement is shown of one contact.", hint=BY_MAIL)
    return refs[0]


def _mail(app: App, refs: list[str] | None, from_: str | None, to: str | None, *, no_send: bool) -> None:
    from casactl.actions.ledger.send_statement import Period, send_statements

    app.permit(app.call.writes)
    selected = check_selection(app, refs)
    agree(app, "Mail the statement to", selected)
    change(
        app,
        lambda work: send_statements(
            work,
            chosen_for_writing(app, work.reader, work.today, selected),
            Period(day(from_, work.today), day(to, work.today)),
        ),
        send=not no_send,
    )


def ageing(
    ctx: Ctx,
    limit: Limit = None,
) -> None:
    """List who owes money, the largest debt first, by days past due."""
    app = ctx.obj
    most = number(limit, "--limit")
    with app.read() as reader:
        today = app.today(reader)
        filters = filters_from(app.filters, reader, today)
        rows = ageing_rows(reader, filters, today=today.isoformat())
        show_ageing(app.view, rows, most, currency=all_settings(reader)["currency"])
