"""`contact import`."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from casactl.cli.completion import choices, complete_properties
from casactl.cli.context import App
from casactl.cli.importing import Columns, Reading, file_of, run_import
from casactl.cli.options import Ctx, DateFormat, NoSend, flag, one_of, option, taking
from casactl.domain.contact_types import ROLES, TYPES
from casactl.domain.import_counts import CONFLICTS
from casactl.errors import CasaError
from casactl.intake.field_names import FieldTable, field_table, with_own
from casactl.store.queries.settings import definitions

if TYPE_CHECKING:
    from casactl.domain.import_counts import ImportCounts
    from casactl.intake.rejects import RejectsFile
    from casactl.intake.sheet import Sheet
    from casactl.store.work import UnitOfWork

EMPTY = "Where a row is empty"
OF_DAYS = ("created_at", "move_in", "move_out", "lease_from", "lease_to")
"""The columns that hold days: what one proves of their order holds for all."""


@taking(reading=Reading)
def import_(
    ctx: Ctx,
    file: Annotated[str, file_of("contact")],
    *,
    reading: Reading,
    on_conflict: Annotated[
        str,
        option(
            "--on-conflict",
            metavar="HOW",
            autocompletion=choices(*CONFLICTS),
            help="A contact that is there already: fail (the row comes back), skip or update.",
        ),
    ] = "fail",
    type_: Annotated[
        str | None,
        option("--type", help="The contact's type.", metavar="TYPE", panel=EMPTY, autocompletion=choices(*TYPES)),
    ] = None,
    tag: Annotated[
        list[str] | None, option("--tag", help="A tag; may be repeated.", metavar="TAG", panel=EMPTY)
    ] = None,
    property_: Annotated[
        str | None,
        option("--property", help="The property.", metavar="PATH", panel=EMPTY, autocompletion=complete_properties),
    ] = None,
    attach_as: Annotated[
        str | None,
        option("--attach-as", help="The role there.", metavar="ROLE", panel=EMPTY, autocompletion=choices(*ROLES)),
    ] = None,
    single_name: Annotated[
        bool, flag("--single-name", help="One name is enough: people who have only one.", panel=EMPTY)
    ] = False,
    trust: Annotated[
        list[str] | None,
        option(
            "--trust",
            metavar="KEY",
            autocompletion=choices("id", "external-id", "email"),
            help="id, external-id or email: it counts although the row's name is another's; may be repeated.",
        ),
    ] = None,
    shared_email: Annotated[
        str | None,
        option(
            "--shared-email",
            metavar="HOW",
            autocompletion=choices("reject", "keep"),
            help="An address that is another person's: reject, or keep it as a further one without a login.",
        ),
    ] = None,
    allow_duplicate: Annotated[
        bool, flag("--allow-duplicate", help="Add rows although they could mean somebody of the same name.")
    ] = False,
    invite: Annotated[bool, flag("--invite", help="Invite whom the file adds to the portal.")] = False,
    date_format: DateFormat = None,
    decimal: Annotated[
        str | None, option("--decimal", metavar="MARK", help=". or , in rents and deposits (as the workspace has it).")
    ] = None,
    no_send: NoSend = False,
) -> None:
    """Import contacts from a file; bad rows come back."""
    fields = _columns_known(ctx.obj)
    reading = reading.with_saved(ctx.obj, fields)
    from casactl.actions.contact.importing.choices import ImportChoices, check_choices, check_columns
    from casactl.actions.contact.importing.contacts import ContactImport
    from casactl.intake.amount_cell import told_decimal
    from casactl.intake.date_order import proved_order, told_order
    from casactl.intake.value_words import told_words

    chosen = check_choices(
        ImportChoices(
            on_conflict,
            type_,
            tuple(tag or ()),
            property_,
            attach_as,
            allow_duplicate=allow_duplicate,
            trust=tuple(trust or ()),
            invite=invite,
            single_name=single_name,
            decimal=told_decimal(decimal),
            shared_email="keep" in one_of([shared_email or "reject"], ("reject", "keep"), "--shared-email"),
            wording=ctx.obj.wording.text,
        )
    )

    told = told_order(date_format)

    def check(columns: Columns) -> None:
        check_columns(columns, chosen)

    told_words(reading.value or (), fields)  # what is told wrongly is said before the file is opened

    def action(work: UnitOfWork, sheet: Sheet, columns: list[str | None], rejected: RejectsFile) -> ImportCounts:
        order = told or proved_order(sheet.cells_of(columns, OF_DAYS), work.setting("date_format"))
        meant = replace(chosen, words=reading.words(sheet, fields), dates=order)
        return ContactImport(work, columns, meant, rejected, names=sheet.names).run(sheet.rows())

    run_import(ctx.obj, file, reading, fields, action, check=check, send=not no_send)


def _columns_known(app: App) -> FieldTable:
    """What columns may be called, the office's own fields among it; what is wrong with the store is told later."""
    with suppress(CasaError), app.read() as reader:
        return with_own(field_table("contact"), definitions(reader))
    return field_table("contact")
