"""`arrears import`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from casactl.cli.arrears import Notify, channels_of
from casactl.cli.importing import Columns, Reading, file_of, run_import
from casactl.cli.options import Ctx, NoSend, flag, taking

if TYPE_CHECKING:
    from casactl.domain.import_counts import ImportCounts
    from casactl.intake.rejects import RejectsFile
    from casactl.intake.sheet import Sheet
    from casactl.store.work import UnitOfWork


@taking(reading=Reading)
def import_(
    ctx: Ctx,
    file: Annotated[str, file_of("arrears")],
    *,
    reading: Reading,
    notify: Notify = None,
    down: Annotated[bool, flag("--down", help="Also down the ladder, or out of what was agreed.")] = False,
    include_zero: Annotated[bool, flag("--include-zero", help="Those who owe nothing, too.")] = False,
    no_send: NoSend = False,
) -> None:
    """Apply statuses from a file: whose (ref), status, attorney, note.

    With a column `ticked`, only rows that are ticked. The ladder only climbs, a handover needs an attorney, and a row
    that a rule forbids comes back. What `arrears list` wrote is taken back; the same again changes nothing.
    """
    from casactl.actions.arrears.import_row import check_columns
    from casactl.actions.arrears.import_statuses import StatusChoices, StatusImport
    from casactl.actions.arrears.status import Manner
    from casactl.intake.field_names import field_table
    from casactl.intake.value_words import told_words

    app = ctx.obj
    applying = StatusChoices(
        Manner(include_zero, bulk=True, down=down), channels_of(notify), app.acting.may("contact.handover"),
        told_words(reading.value or (), field_table("arrears")), app.view.words.text,
    )  # fmt: skip

    def action(work: UnitOfWork, sheet: Sheet, columns: Columns, rejected: RejectsFile) -> ImportCounts:
        return StatusImport(work, columns, applying, rejected).run(sheet.rows())

    run_import(app, file, reading, field_table("arrears"), action, check=check_columns, send=not no_send)
