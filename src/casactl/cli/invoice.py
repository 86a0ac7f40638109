"""`ledger invoice`: making one, listing them, showing one again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from casactl.actions.selection import resolve
from casactl.cli.changing import change
from casactl.cli.context import App
from casactl.cli.listing import Asked, listing
from casactl.cli.options import Ctx, Limit, NoSend, PaperChannel, day, flag, number, option, paper_channel
from casactl.cli.result_target import ResultTarget, placed_target
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
    mail: Annotated[bool, flag("--mail", help="Send it to the customer: by e-mail, else on paper.")] = False,
    channel: PaperChannel = None,
    no_send: NoSend = False,
    limit: Limit = None,
) -> None:  # fmt: skip
    """Make an invoice of a contact's charges that stand on none yet; list invoices, show one."""
    app = ctx.obj
    way = paper_channel(channel, mail=mail)
    if no_send and not mail:
        raise UsageFault("--no-send goes with --mail.")
    if ref in (LIST, SHOW) and (entry or from_ or to or mail):
        raise UsageFault(f"--entry, --from, --to and --mail make an invoice; {ref} takes none of them.")
    if ref == LIST and pdf is not None:
        raise UsageFault("--pdf writes one invoice; list takes none.", hint="ledger invoice show NUMBER --pdf FILE")
    target = placed_target(app, pdf, "--pdf") if pdf is not None else None
    if ref == LIST:
        _list(app, which, limit)
    elif ref == SHOW:
        _show(app, which, target)
    elif which is not None:
        raise UsageFault(f"'{which}' is one word too many.", hint="ledger invoice REF, list [REF] or show NUMBER")
    else:
        _make(app, ref, _Said(entry or [], from_, to), target, mail=way if mail else None, no_send=no_send)


class _Said:
    """The charges as they were asked for."""

    def __init__(self, entries: list[str], first: str | None, last: str | None) -> None:
        if entries and (first or last):
            raise UsageFault("Give charges by --entry, or a period, not both.")
        self.entries = [number(each, "--entry") or 0 for each in entries]
        self.first, self.last = first, last

    def days(self, today: date) -> tuple[date | None, date | None]:
        return day(self.first, today), day(self.last, today)


def _make(app: App, ref: str, said: _Said, target: ResultTarget | None, *, mail: str | None, no_send: bool) -> None:
    from casactl.actions.ledger.invoice import Which, make_invoice
    from casactl.actions.ledger.invoice_letter import customer_at, send_invoice
    from casactl.delivery.pdf import is_installed

    app.permit(app.call.writes)
    if mail:
        app.permit("message:create")
    if target and not is_installed():
        from casactl.store.extras import bringing

        raise failure("letter.extra-missing", hint=bringing("pdf"))
    if target and not app.given.get("request_id"):  # what is repeated may find its own file there
        target.agree()

    def act(work: UnitOfWork) -> Outcome:
        if target:
            target.judge()
        contact = resolve(work.reader, ref)
        first, last = said.days(work.today)
        to, unfit = customer_at(work, contact, mail) if mail else (None, [])
        outcome, made = make_invoice(work, ref, contact, Which(said.entries, first, last), unfit)
        if made and to:
            send_invoice(work, made, to)
        return outcome

    done = change(app, act, send=mail is not None and not no_send)
    if target and not app.dry_run and (made := done.get("number")):  # of a request that has run before, the same again
        _write(app, _invoice(app, made), target)


def _invoice(app: App, wanted: int) -> InvoiceRow:
    """The invoice of that number.

    Raises NotFound.
    """
    from casactl.actions.find import find_one

    with app.read() as reader:
        return find_one(next(iter(invoices(reader, number=wanted)), None), "invoice", wanted)


def _write(app: App, made: InvoiceRow, target: ResultTarget) -> None:
    from casactl.actions.ledger.invoice_letter import draw_invoice

    with app.read() as reader:
        drawn = draw_invoice(reader, app.places.existing().folder, made)
    write_pdf(app, target, drawn, whose=[made.contact_id])


COLUMNS = ("number", "kind", "on", "contact_id", "customer", "total", "credits")


def _list(app: App, ref: str | None, limit: str | None) -> None:
    def query(at: Asked) -> list[InvoiceRow]:
        return invoices(at.reader, contact=at.contact, limit=at.most)

    listing(app, InvoiceRow, query, COLUMNS, of=ref, limit=limit, id_key="number")


def _show(app: App, which: str | None, target: ResultTarget | None) -> None:
    from casactl.domain.remedy import Remedy

    wanted = number(which, "NUMBER")
    if wanted is None:
        raise UsageFault("Which invoice? Give its number.", hint=Remedy("ledger invoice", "list"))
    found = _invoice(app, wanted)
    with app.read() as reader:
        shape = record(found, setting(reader, "currency"))
    if target:
        _write(app, found, target)
    elif not show_object(app.view, shape, InvoiceRow):
        show_invoice(app.view, shape)
