"""`ledger import`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.completion import choices
from casactl.cli.importing import File, Reading, run_import
from casactl.cli.options import Ctx, flag, option, taking
from casactl.intake.engine import CONFLICTS
from casactl.intake.field_names import field_table


@taking(reading=Reading)
def import_(
    ctx: Ctx,
    file: File,
    *,
    reading: Reading,
    on_conflict: Annotated[
        str,
        option(
            "--on-conflict",
            metavar="HOW",
            autocompletion=choices(*CONFLICTS),
            help="A contact's reference that is there already: fail (the row comes back), skip, or update.",
        ),
    ] = "fail",
    outside: Annotated[
        bool, flag("--outside", help="Payments that came another way: of locked contacts, too.")
    ] = False,
) -> None:
    """Import entries from a CSV file: contact, kind, amount, date, due, text, reference.

    The reference makes it repeatable; `update` reverses an entry that differs and posts it anew.
    """
    from casactl.actions.ledger.import_entries import LedgerChoices, LedgerImport, check_choices
    from casactl.actions.ledger.import_row import check_columns

    chosen = check_choices(LedgerChoices(on_conflict, outside))
    run_import(
        ctx.obj, file, reading, field_table("ledger"),
        lambda work, sheet, columns, rejected: LedgerImport(work, columns, chosen, rejected).run(sheet.rows()),
        check=check_columns,
    )  # fmt: skip
