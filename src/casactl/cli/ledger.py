"""The verbs of `ledger`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from casactl.actions.property.find import find_property
from casactl.actions.selection import Chosen, resolve
from casactl.cli.answers import place
from casactl.cli.changing import change, is_meant
from casactl.cli.completion import choices, complete_properties
from casactl.cli.filters import filters_from
from casactl.cli.importing import Columns, Reading, file_of, run_import
from casactl.cli.needing import ANY, needed
from casactl.cli.options import (
    AllowDuplicate,
    Ctx,
    DateFormat,
    Limit,
    Reason,
    Ref,
    day,
    flag,
    number,
    one_of,
    option,
    past_day,
    taking,
)
from casactl.cli.selecting import confirm_verb
from casactl.domain.contact_types import ROLES
from casactl.domain.import_counts import CONFLICTS
from casactl.domain.ledger import EntryKind
from casactl.errors import Refused
from casactl.render.ledger import show_ageing
from casactl.render.view import say
from casactl.store.queries.ageing_as_of import ageing_as_of
from casactl.store.queries.ledger import Levied, levied
from casactl.store.queries.ledger import ageing as ageing_rows
from casactl.store.queries.settings import all_settings, setting
from casactl.store.reader import Reader

if TYPE_CHECKING:
    from casactl.actions.ledger.post import Posting
    from casactl.cli.context import App
    from casactl.domain.import_counts import ImportCounts
    from casactl.domain.outcomes import Outcome
    from casactl.intake.rejects import RejectsFile
    from casactl.intake.sheet import Sheet
    from casactl.store.work import UnitOfWork

Amount = Annotated[str, typer.Argument(metavar="AMOUNT", help="Decimal text, such as 120.00.", show_default=False)]
OnDay = Annotated[str | None, option("--on", help="The day it happened (today).", metavar="DATE")]
Due = Annotated[str | None, option("--due", help="The day by which it is to be paid.", metavar="DATE")]
ForText = Annotated[str | None, option("--for", help="What it is for, as the contact reads it.")]
At = Annotated[
    str | None,
    option("--property", help="The property it is about.", metavar="PATH", autocompletion=complete_properties),
]


def post(ctx: Ctx, ref: str, make: Callable[[date], Posting]) -> None:
    """Post the entry that `make` gives for today, and show it."""
    change(ctx.obj, posting(ref, make))


def posting(ref: str, make: Callable[[date], Posting]) -> Callable[[UnitOfWork], Outcome]:
    """What posts the entry that `make` gives for today."""
    from casactl.actions.ledger.post import post_entry

    return lambda work: post_entry(work, ref, resolve(work.reader, ref), make(work.today))


def post_worded(
    ctx: Ctx, ref: str, make: Callable[[str, date], Posting], words: str | None, option: str, question: str
) -> None:
    """Post the entry that `make` gives for the words that it needs, which are asked for once it may be posted."""
    first = posting(ref, partial(make, ANY))
    post(ctx, ref, partial(make, needed(ctx.obj, words, option, question, first=first)))


WHAT_FOR = "What for"


def charge(
    ctx: Ctx, ref: Ref, amount: Amount, for_: ForText = None, due: Due = None, property_: At = None, on: OnDay = None
) -> None:
    """Charge a contact.

    The result's id is the entry's number, which `ledger void` takes.
    """
    from casactl.actions.ledger.post import Posting

    post_worded(
        ctx, ref,
        lambda text, today: Posting(
            EntryKind.CHARGE, amount, text, on=day(on, today), due=day(due, today), property=property_
        ),
        for_, "--for", WHAT_FOR,
    )  # fmt: skip


def fee(ctx: Ctx, ref: Ref, amount: Amount, for_: ForText = None, due: Due = None, on: OnDay = None) -> None:
    """Charge a contact a fee, a kind of its own."""
    from casactl.actions.ledger.post import Posting

    post_worded(
        ctx, ref,
        lambda text, today: Posting(EntryKind.FEE, amount, text, on=day(on, today), due=day(due, today)),
        for_, "--for", WHAT_FOR,
    )  # fmt: skip


def pay(
    ctx: Ctx,
    ref: Ref,
    amount: Amount,
    on: OnDay = None,
    method: Annotated[str | None, option("--method", help="How: cash, transfer, card …")] = None,
    reference: Annotated[str | None, option("--reference", help="The bank's or the payer's reference.")] = None,
    outside: Annotated[
        bool, flag("--outside", help="Money that came another way, such as through the attorney: locked or not.")
    ] = False,
    for_: ForText = None,
) -> None:
    """Record a payment; what is more than owed becomes a credit balance."""
    from casactl.actions.ledger.post import Posting

    post(
        ctx, ref,
        lambda today: Posting(
            EntryKind.PAYMENT, amount, for_ or "", on=day(on, today), method=method, reference=reference,
            outside=outside,
        ),
    )  # fmt: skip


def due(
    ctx: Ctx,
    ref: Annotated[str, typer.Argument(metavar="ENTRY", help="Its number, as in the statement.", show_default=False)],
    on: Annotated[str, typer.Argument(metavar="DATE", help="The day by which it is to be paid.", show_default=False)],
    reason: Reason = "",
) -> None:
    """Let a charge be due on another day."""
    from casactl.actions.ledger.due_date import change_due
    from casactl.domain.dates import parse_date

    which = number(ref, "ENTRY") or 0

    def act(work: UnitOfWork) -> Outcome:
        return change_due(work, which, parse_date(on, work.today))

    needed(ctx.obj, reason.strip(), "--reason", "Why", first=act)
    change(ctx.obj, act)


def credit(ctx: Ctx, ref: Ref, amount: Amount, for_: ForText = None, on: OnDay = None) -> None:
    """Credit a contact: the balance goes down without a payment."""
    from casactl.actions.ledger.post import Posting

    post(ctx, ref, lambda today: Posting(EntryKind.CREDIT, amount, for_ or "", on=day(on, today)))


def refund(ctx: Ctx, ref: Ref, amount: Amount, for_: ForText = None, on: OnDay = None) -> None:
    """Pay a credit balance back to a contact."""
    from casactl.actions.ledger.post import Posting

    post(ctx, ref, lambda today: Posting(EntryKind.REFUND, amount, for_ or "", on=day(on, today)))


def write_off(
    ctx: Ctx,
    ref: Ref,
    amount: Annotated[
        str | None,
        typer.Argument(metavar="[AMOUNT]", help="Decimal text; the whole balance by default.", show_default=False),
    ] = None,
    reason: Reason = "",
    on: OnDay = None,
) -> None:
    """Write off what will not be paid: all that is owed, or an amount."""
    from casactl.actions.ledger.post import Posting

    post_worded(
        ctx, ref,
        lambda why, today: Posting(EntryKind.WRITE_OFF, amount, why, on=day(on, today)),
        reason.strip(), "--reason", "Why",
    )  # fmt: skip


def void(
    ctx: Ctx,
    ref: Annotated[str, typer.Argument(metavar="ENTRY", help="Its number, as in the statement.", show_default=False)],
    reason: Annotated[
        str, option("--reason", help="Why; kept in the log and in the office's statement, not read by the contact.")
    ] = "",
    on: OnDay = None,
) -> None:
    """Void an entry by a reversing one; nothing is ever removed."""
    from casactl.actions.ledger.post import void_entry

    which = number(ref, "ENTRY") or 0
    if not reason.strip() and ctx.obj.interactive:
        _show_entry(ctx.obj, which)

    def act(work: UnitOfWork, why: str) -> Outcome:
        return void_entry(work, which, reason=why, on=day(on, work.today))

    why = needed(ctx.obj, reason.strip(), "--reason", "Why", first=partial(act, why=ANY))
    change(ctx.obj, partial(act, why=why))


def _show_entry(app: App, which: int) -> None:
    """Say which entry that is, before anybody is asked why it is voided."""
    from casactl.actions.find import find_one
    from casactl.render.ledger import entry_in_words
    from casactl.store.queries.ledger import entry

    with app.read() as reader:
        found = find_one(entry(reader, which), "ledger", which)
        say(entry_in_words(app.view, found, setting(reader, "currency")))


def levy(
    ctx: Ctx,
    amount: Amount,
    for_: ForText = None,
    role: Annotated[
        str, option("--role", help="Whom: owner, tenant …", metavar="ROLE", autocompletion=choices(*ROLES))
    ] = "owner",
    by: Annotated[
        str | None,
        option(
            "--by",
            help="Spread the amount, a total, by the units' shares.",
            metavar="share",
            autocompletion=choices("share"),
        ),
    ] = None,
    due: Due = None,
    on: OnDay = None,
    allow_duplicate: AllowDuplicate = False,
) -> None:
    """Charge everybody attached in a role at a property (--property) or below it.

    Who was attached there on the day of the charge (--on) is charged.

    On a unit with several of them the first-named one is charged, the others are listed as left out.
    """
    from casactl.actions.ledger.levy import levy as charge_all
    from casactl.actions.ledger.post import Posting

    app = ctx.obj
    text = needed(app, for_, "--for", WHAT_FOR)
    path = app.filters.get("property")
    if not path:
        hint = "the community, building or unit: --property PATH"
        path = app.filters["property"] = needed(
            app, None, "--property", "Which community, building or unit", hint, judge=partial(place, app)
        )  # fmt: skip
    in_role = one_of([role], ROLES, "--role")[0]
    if by is not None:
        one_of([by], ("share",), "--by")

    def met(reader: Reader, today: date) -> list[Levied]:
        at = find_property(reader, path).path
        filters = filters_from(app.filters, reader, today)
        return levied(reader, at, in_role, filters, on=(day(on, today) or today).isoformat())

    def act(work: UnitOfWork, *, repeat: bool) -> Outcome:
        posting = Posting(EntryKind.CHARGE, amount, text, on=day(on, work.today), due=day(due, work.today))
        shared = find_property(work.reader, path).path if by else None
        return charge_all(
            work, met(work.reader, work.today), posting, by_share=shared, allow_duplicate=repeat
        )  # fmt: skip

    def charged() -> int:
        with app.office.rehearse(app.who, app.command()) as work:
            return len(act(work, repeat=True).applied)

    if not app.sure:
        with app.read() as reader:
            confirm_verb(app, "Charge", _chosen(met(reader, app.today(reader))), changed=charged)

    change(app, partial(act, repeat=allow_duplicate), again=partial(act, repeat=True))


def _chosen(met: list[Levied]) -> Chosen:
    numbers = dict.fromkeys(each.contact_id for each in met)
    return Chosen(tuple((str(number), number) for number in numbers))


def ageing(
    ctx: Ctx,
    as_of: Annotated[
        str | None, option("--as-of", help="As it was on that day: what was known and dated by then.", metavar="DATE")
    ] = None,
    limit: Limit = None,
) -> None:
    """List who owes money, the largest debt first, by days past due."""
    app = ctx.obj
    most = number(limit, "--limit")
    with app.read() as reader:
        today = app.today(reader)
        then = past_day(as_of, today, "--as-of") or today
        filters = filters_from(app.filters, reader, then)
        rows = ageing_as_of(reader, filters, then) if as_of else ageing_rows(reader, filters, today=then.isoformat())
        show_ageing(app.view, rows, most, currency=all_settings(reader)["currency"])


@taking(reading=Reading)
def import_(
    ctx: Ctx,
    file: Annotated[str, file_of("ledger")],
    *,
    reading: Reading,
    on_conflict: Annotated[
        str,
        option(
            "--on-conflict",
            metavar="HOW",
            autocompletion=choices(*CONFLICTS),
            help="An entry that is there already: fail (the row comes back), skip or update (it counts as unchanged).",
        ),
    ] = "fail",
    outside: Annotated[
        bool, flag("--outside", help="Payments that came another way: of locked contacts, too.")
    ] = False,
    kind: Annotated[
        str | None, option("--kind", metavar="KIND", help="What the rows are that do not say: payment, charge …")
    ] = None,
    on: Annotated[str | None, option("--on", metavar="DATE", help="The day of rows that do not say theirs.")] = None,
    date_format: DateFormat = None,
    decimal: Annotated[
        str | None, option("--decimal", metavar="MARK", help=". or , in amounts (as the workspace writes them).")
    ] = None,
    negative: Annotated[bool, flag("--negative", help="Take amounts below zero without their sign.")] = False,
    allow_duplicate: AllowDuplicate = False,
) -> None:
    """Import entries from a file: whose, kind, amount, date, due, text, reference.

    Contact, reference, day and amount make it repeatable; an entry that is there is never changed. Rows without a
    reference that are there already (the text the same, too) stop the import, or count as unchanged where one skips.
    """
    from casactl.actions.ledger.import_entries import LedgerChoices, LedgerImport, check_choices
    from casactl.actions.ledger.import_row import check_columns, says_days
    from casactl.intake.amount_cell import header_currencies, told_decimal
    from casactl.intake.date_order import proved_order, told_order
    from casactl.intake.field_names import field_table
    from casactl.intake.value_words import told_words

    check_choices(LedgerChoices(on_conflict, outside, kind))
    told, words = told_order(date_format), told_words(reading.value or (), field_table("ledger"))
    told_decimal(decimal)

    def action(
        work: UnitOfWork, sheet: Sheet, columns: Columns, rejected: RejectsFile, *, repeat: bool
    ) -> ImportCounts:
        chosen = LedgerChoices(
            on_conflict, outside, kind, day(on, work.today), told_decimal(decimal), negative, words, repeat,
            dated=says_days(sheet, columns),
        )  # fmt: skip
        dates = told or proved_order(sheet.cells_of(columns, ("date", "due")), work.setting("date_format"))
        currencies = header_currencies(sheet.header, columns)
        return LedgerImport(work, columns, chosen, rejected, dates, currencies).run(sheet.rows())

    def run(*, repeat: bool) -> None:
        run_import(
            ctx.obj, file, reading, field_table("ledger"), partial(action, repeat=repeat),
            check=lambda columns: check_columns(columns, kind),
        )  # fmt: skip

    try:
        run(repeat=allow_duplicate)
    except Refused as fault:
        if file == "-" or not ctx.obj.interactive or not is_meant(ctx.obj, fault):
            raise
        run(repeat=True)
