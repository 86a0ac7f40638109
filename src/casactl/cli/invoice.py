"""`ledger invoice`: making one, listing them, showing one again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from casactl.actions.selection import resolve
from casactl.cli.changing import change
from casactl.cli.context import App
from casactl.cli.listing import Asked, listing
from casactl.cli.options import Ctx, Limit, NoSend, day, flag, number, option
from casactl.cli.writing_pdf import Pdf, write_pdf
from casactl.domain.failures import failure
from casactl.domain.shapes import record
from casactl.errors import UsageFault
from casactl.render.invoice import show_invoice
from casactl.render.records import show_object
from casactl.store.queries.invoices import InvoiceRow, invoices
from casactl.store.queries.settings import setting

if TYPE_CHECKING:
    from casactl.domain.outcomes import Outcome
    from casactl.store.work import UnitOfWork

LIST, SHOW = "list", "show"


def invoice(
    ctx: Ctx,
    ref: Annotated[
        str,
        typer.Argument(metavar="REF|list|show", help="Whose charges; list of invoices; show NUMBER.",
                       show_default=False),
    ],
    which: Annotated[
        str | None,
        typer.Argument(metavar="[REF|NUMBER]", help="After list a contact, after show a number.", show_default=False),
    ] = None,
    entry: Annotated[
        list[str] | None, option("--entry", help="A charge by its number; several are given several times.")
    ] = None,
    from_: Annotated[str | None, option("--from", help="Charges from this day on.", metavar="DATE")] = None,
    to: Annotated[str | None, option("--to", help="Charges up to this day, inclusive.", metavar="DATE")] = None,
    pdf: Pdf = None,
    mail: Annotated[bool, flag("--mail", help="Mail it to the customer.")] = False,
    no_send: NoSend = False,
    limit: Limit = None,
) -> None:  # fmt: skip
    """Make an invoice of a contact's charges that stand on none yet; list invoices, show one."""
    app = ctx.obj
    if no_send and not mail:
        raise UsageFault("--no-send goes with --mail.")
    if ref in (LIST, SHOW) and (entry or from_ or to or mail):
        raise UsageFault(f"--entry, --from, --to and --mail make an invoice; {ref} takes none of them.")
    if ref == LIST:
        _list(app, which, limit)
    elif ref == SHOW:
        _show(app, which, pdf)
    elif which is not None:
        raise UsageFault(f"'{which}' is one word too many.", hint="ledger invoice REF, list [REF] or show NUMBER")
    else:
        _make(app, ref, _Said(entry or [], from_, to), pdf, mail=mail, no_send=no_send)


class _Said:
    """The charges as they were asked for."""

    def __init__(self, entries: list[str], first: str | None, last: str | None) -> None:
        if entries and (first or last):
            raise UsageFault("Give charges by --entry, or a period, not both.")
        self.entries = [number(each, "--entry") or 0 for each in entries]
        self.first, self.last = first, last

    def days(self, today: date) -> tuple[date | None, date | None]:
        return day(self.first, today), day(self.last, today)


def _make(app: App, ref: str, said: _Said, pdf: str | None, *, mail: bool, no_send: bool) -> None:
    from casactl.actions.ledger.invoice import Which, make_invoice
    from casactl.actions.ledger.invoice_letter import mail_invoice
    from casactl.actions.message.deliver import cannot_be_mailed
    from casactl.delivery.pdf import is_installed

    app.permit(app.call.writes)
    if mail:
        app.permit("message:create")
    if pdf and not is_installed():
        raise failure("letter.extra-missing")
    made: InvoiceRow | None = None

    def act(work: UnitOfWork) -> Outcome:
        nonlocal made
        contact = resolve(work.reader, ref)
        first, last = said.days(work.today)
        unfit = cannot_be_mailed(work, contact) if mail else []
        outcome, made = make_invoice(work, ref, contact, Which(said.entries, first, last), unfit)
        if made and mail:
            mail_invoice(work, made)
        return outcome

    change(app, act, send=mail and not no_send)
    if made and pdf and not app.dry_run:
        _write(app, made, pdf)


def _write(app: App, made: InvoiceRow, pdf: str) -> None:
    from casactl.actions.ledger.invoice_letter import draw_invoice

    with app.read() as reader:
        drawn = draw_invoice(reader, app.places.existing().folder, made)
    write_pdf(app, pdf, drawn)


COLUMNS = ("number", "kind", "on", "contact_id", "customer", "total", "credits")


def _list(app: App, ref: str | None, limit: str | None) -> None:
    def query(at: Asked) -> list[InvoiceRow]:
        return invoices(at.reader, contact=at.contact, limit=at.most)

    listing(app, InvoiceRow, query, COLUMNS, of=ref, limit=limit)


def _show(app: App, which: str | None, pdf: str | None) -> None:
    from casactl.actions.find import find_one
    from casactl.domain.remedy import Remedy

    wanted = number(which, "NUMBER")
    if wanted is None:
        raise UsageFault("Which invoice? Give its number.", hint=Remedy("ledger invoice", "list"))
    with app.read() as reader:
        found = find_one(next(iter(invoices(reader, number=wanted)), None), "invoice", wanted)
        shape = record(found, setting(reader, "currency"))
    if pdf:
        _write(app, found, pdf)
    elif not show_object(app.view, shape, InvoiceRow):
        show_invoice(app.view, shape)
