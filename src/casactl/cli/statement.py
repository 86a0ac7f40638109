"""`ledger statement`: shown, written as PDF, or mailed to several, each their own."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from casactl.actions.ledger.statement import Statement, statement_of
from casactl.cli.changing import change
from casactl.cli.needing import needed
from casactl.cli.options import Ctx, NoSend, PaperChannel, Refs, day, flag, option, paper_channel
from casactl.cli.result_target import placed_target
from casactl.cli.selecting import agree, check_selection, chosen_for_writing, contact_to_show
from casactl.cli.writing_pdf import Pdf, write_pdf
from casactl.errors import UsageFault
from casactl.render.ledger import show_statement
from casactl.store.queries.settings import setting
from casactl.store.reader import Reader

if TYPE_CHECKING:
    from casactl.cli.context import App
    from casactl.delivery.pdf import Drawn

BY_MAIL = "give one contact, or --mail to send several theirs"


def show(
    ctx: Ctx,
    refs: Refs = None,
    from_: Annotated[str | None, option("--from", help="The first day (the very first).", metavar="DATE")] = None,
    to: Annotated[str | None, option("--to", help="The last day, inclusive.", metavar="DATE")] = None,
    mail: Annotated[
        bool, flag("--mail", help="Send it to these contacts, each their own: by e-mail, else on paper.")
    ] = False,
    channel: PaperChannel = None,
    no_send: NoSend = False,
    pdf: Pdf = None,
) -> None:
    """Show a contact's entries and the running balance, or mail contacts theirs."""
    app = ctx.obj
    if mail and pdf is not None:
        raise UsageFault("--pdf writes one contact's statement, --mail sends it: give one of them.")
    way = paper_channel(channel, mail=mail)
    if mail:
        _mail(app, refs, from_, to, channel=way, no_send=no_send)
        return
    if no_send:
        raise UsageFault("--no-send goes with --mail.")
    ref = _one(app, refs)
    target = placed_target(app, pdf, "--pdf") if pdf is not None else None
    with app.read() as reader:
        today = app.today(reader)
        number = contact_to_show(app, reader, ref)
        found = statement_of(reader, number, first=day(from_, today), last=day(to, today))
        office, outside = setting(reader, "office_name"), reader.scope.outside
        drawn = _drawn(app, reader, found, today) if target else None
    if drawn and target:
        write_pdf(app, target, drawn, whose=[number])
        return
    show_statement(app.view, found, office=office, outside=outside)


def _drawn(app: App, reader: Reader, found: Statement, today: date) -> Drawn:
    from casactl.actions.ledger.statement_pdf import draw_statement

    return draw_statement(reader, app.places.existing().folder, found, today=today)


def _one(app: App, refs: list[str] | None) -> str:
    """The one contact whose statement is shown."""
    if app.filters:
        raise UsageFault("Filters go with --mail; a statement is shown of one contact.", hint=BY_MAIL)
    if not refs:
        if not app.interactive:
            raise UsageFault("Missing argument 'REF'.", hint=BY_MAIL)
        return needed(app, None, "refs", "Whose (number, e-mail, phone or name)")
    if len(refs) > 1 or refs[0] == "-":
        raise UsageFault("A statement is shown of one contact.", hint=BY_MAIL)
    return refs[0]


def _mail(app: App, refs: list[str] | None, from_: str | None, to: str | None, *, channel: str, no_send: bool) -> None:
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
            channel=channel,
        ),
        send=not no_send,
    )
