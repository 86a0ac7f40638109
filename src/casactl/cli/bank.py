"""The verbs of `ledger bank`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casactl.actions.selection import resolve
from casactl.cli.changing import change
from casactl.cli.completion import choices
from casactl.cli.importing import Columns, Reading, file_of, run_import
from casactl.cli.listing import Asked, Rows, listing
from casactl.cli.needing import needed
from casactl.cli.options import Ctx, DateFormat, Limit, Reason, Ref, flag, number, one_of, option, taking
from casactl.domain.bank import PARKED, STATES
from casactl.domain.import_counts import CONFLICTS
from casactl.render.records import Column
from casactl.store.queries.bank import LineRow, counts, lines

if TYPE_CHECKING:
    from casactl.domain.import_counts import ImportCounts
    from casactl.intake.rejects import RejectsFile
    from casactl.intake.sheet import Sheet
    from casactl.store.work import UnitOfWork

Line = Annotated[str, typer.Argument(metavar="LINE", help="Its number, as in `ledger bank list`.", show_default=False)]


@taking(reading=Reading)
def import_(
    ctx: Ctx,
    file: Annotated[str, file_of("bank")],
    *,
    reading: Reading,
    on_conflict: Annotated[
        str,
        option("--on-conflict", metavar="HOW", autocompletion=choices(*CONFLICTS),
               help="A line that is there: skip or update (it counts as unchanged), fail (the row comes back)."),
    ] = "skip",
    date_format: DateFormat = None,
    decimal: Annotated[
        str | None, option("--decimal", metavar="MARK", help=". or , in amounts (as the column proves).")
    ] = None,
) -> None:  # fmt: skip
    """Import a bank statement: each line is kept once, and posted if it is certain whose it is.

    CAMT.053, MT940, OFX and QFX are known by their content; a bank's CSV or workbook by its columns. The rest waits in
    `ledger bank list --state parked`, with why.
    """
    from casactl.actions.bank.import_lines import BankChoices, BankImport
    from casactl.actions.bank.read_line import check_columns, full_years
    from casactl.domain.money import minor_units
    from casactl.intake.amount_cell import header_currencies, proved_decimal, told_decimal
    from casactl.intake.date_order import proved_order, told_order
    from casactl.intake.field_names import IN_MONEY, field_table
    from casactl.intake.formats import STATEMENTS
    from casactl.intake.value_words import told_words

    told, words = told_order(date_format), told_words(reading.value or (), field_table("bank"))
    told_decimal(decimal)

    def action(work: UnitOfWork, sheet: Sheet, columns: Columns, rejected: RejectsFile) -> ImportCounts:
        cells = full_years(sheet.cells_of(columns, ("date", "value_date")))
        decimals = minor_units(work.setting("currency"))
        proved = "." if sheet.format in STATEMENTS else proved_decimal(sheet.cells_of(columns, IN_MONEY), decimals)
        choices = BankChoices(
            told or proved_order(cells, work.setting("date_format")), decimal or proved,
            header_currencies(sheet.header, columns), words, on_conflict,
        )  # fmt: skip
        return BankImport(work, columns, choices, rejected).run(sheet.rows())

    run_import(ctx.obj, file, reading, field_table("bank"), action, check=check_columns)


def list_(
    ctx: Ctx,
    state: Annotated[
        str | None,
        option("--state", help=f"Only in this state: {', '.join(STATES)}.", metavar="STATE",
               autocompletion=choices(*STATES)),
    ] = None,
    limit: Limit = None,
) -> None:  # fmt: skip
    """List the lines of bank statements, the newest first."""
    wanted = one_of([state], STATES, "--state")[0] if state else None
    score = Column("score", "score", right=True, need=0)
    columns = ("id", "on", "amount", "payer", "purpose", "state", "contact_id", score, WHY)
    listing(
        ctx.obj, LineRow, lambda at: lines(at.reader, state=wanted, limit=at.most), columns, limit=limit, footer=_states
    )


WHY = Column("why", "why", wrap=True, need=2)
"""What somebody who says whose a line is needs to know; its score goes first where there is no room."""


def _states(at: Asked, _: Rows) -> str:
    return ", ".join(f"{count:,} {state}" for state, count in sorted(counts(at.reader).items(), key=_first_parked))


def _first_parked(item: tuple[str, int]) -> tuple[bool, str]:
    return item[0] != PARKED, item[0]


def match(
    ctx: Ctx,
    line: Line,
    ref: Ref,
    amount: Annotated[
        str | None, option("--amount", metavar="AMOUNT", help="Only so much of it; the rest waits for another.")
    ] = None,
    remember: Annotated[
        bool, flag("--remember", help="From now on, what comes from this payer is this contact's.")
    ] = False,
    outside: Annotated[
        bool, flag("--outside", help="Money that came another way, such as through the attorney: locked or not.")
    ] = False,
) -> None:
    """Say whose money a line is: it is posted as their payment."""
    from casactl.actions.bank.posting import Matching, match_line

    how, which = Matching(amount, remember, outside), number(line, "LINE") or 0
    change(ctx.obj, lambda work: match_line(work, which, resolve(work.reader, ref), how))


def ignore(
    ctx: Ctx,
    numbers: Annotated[
        list[str], typer.Argument(metavar="LINE…", help="Their numbers, as in `ledger bank list`.", show_default=False)
    ],
    reason: Reason = "",
) -> None:
    """Say of lines that nothing of them is to be posted."""
    from casactl.actions.bank.posting import ignore_lines

    why = needed(ctx.obj, reason.strip(), "--reason", "Why")
    wanted = [number(each, "LINE") or 0 for each in numbers]
    change(ctx.obj, lambda work: ignore_lines(work, wanted, why))
