"""`contact export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casactl.actions.contact.export import InvalidValues, as_typed, contact_objects, remember, rows_of
from casactl.cli.completion import choices
from casactl.cli.filters import filters_from
from casactl.cli.options import Ctx, flag, option
from casactl.domain.custom import FieldType
from casactl.domain.names import guarded
from casactl.errors import UsageFault
from casactl.render.files import result_file, write_csv, write_json_lines
from casactl.render.view import sanitize, say
from casactl.store.queries.settings import all_settings, definitions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

    from casactl.cli.context import App
    from casactl.domain.custom import CustomField
    from casactl.store.queries.filters import Filters
    from casactl.store.reader import Reader

CSV, XLSX, JSON_LINES, VCARD = FORMATS = ("csv", "xlsx", "jsonl", "vcard")
ENDINGS = {"csv": CSV, "xlsx": XLSX, "jsonl": JSON_LINES, "ndjson": JSON_LINES, "vcf": VCARD, "vcard": VCARD}


def export(
    ctx: Ctx,
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="A .csv, .xlsx, .jsonl or .vcf file, - for stdout.", show_default=False),
    ],
    format_: Annotated[
        str | None,
        option("--format", metavar="FORMAT", autocompletion=choices(*FORMATS),
               help="csv, xlsx, jsonl or vcard (by the file's ending)."),
    ] = None,
    excel: Annotated[
        bool, flag("--excel", help="CSV with the mark by which spreadsheets know UTF-8.")
    ] = False,
) -> None:  # fmt: skip
    """Export contacts to a file that imports again."""
    app = ctx.obj
    chosen = _format_of(file, format_, app.given.get("output"))
    if excel and chosen != CSV:
        raise UsageFault(f"--excel is for CSV; an export as {chosen} needs no mark.")
    with app.read() as reader:
        today = app.today(reader).isoformat()
        defined = definitions(reader)
        invalid_values = InvalidValues(defined)
        filters = filters_from(app.filters, reader, app.today(reader))
        with result_file(file, encoding="utf-8-sig" if excel else "utf-8") as target:
            count = _write(app, reader, target, chosen, filters, today, invalid_values)
    if file != "-":
        remember(app.places.existing(), Path(file))
    if not app.flag("quiet"):
        for sentence in invalid_values.told():
            say(f"warning: {sanitize(app.wording.text(sentence))}")
        say(f"{count:,} contacts → {'stdout' if file == '-' else file}")


def _write(
    app: App, reader: Reader, target: TextIO, chosen: str, filters: Filters, today: str, invalid_values: InvalidValues
) -> int:
    """Write all contacts that match and give their number."""
    if chosen == JSON_LINES:
        currency = all_settings(reader)["currency"]
        objects = contact_objects(reader, filters, today=today, currency=currency, invalid_values=invalid_values)
        return write_json_lines(target, objects)
    of_spreadsheets = None if app.flag("raw") else guarded
    rows = rows_of(
        reader, filters, today=today, invalid_values=invalid_values,
        guard_text=of_spreadsheets if chosen == CSV else as_typed,
    )  # fmt: skip
    if chosen == CSV:
        return write_csv(target, rows) - 1
    if chosen == VCARD:
        from casactl.render.vcards import write_vcards

        return write_vcards(target, rows) - 1
    from casactl.render.xlsx import write_xlsx

    return write_xlsx(target.buffer, rows, _kinds(invalid_values.defined), sheet="Contacts") - 1


def _kinds(defined: Mapping[str, CustomField]) -> dict[str, str]:
    """What the cells of a workbook's columns are where they are no text."""
    from casactl.render.xlsx import DAY, NUMBER

    of_type = {FieldType.NUMBER: NUMBER, FieldType.DATE: DAY}
    own = {f"x-{name}": of_type[known.type] for name, known in defined.items() if known.type in of_type}
    return {"contact_id": NUMBER, **own}


def _format_of(file: str, told: str | None, output: str | None) -> str:
    """The format as told, by `-o`, or by the file's ending.

    Raises UsageFault.
    """
    if told is not None:
        if (word := told.strip().lower()) not in FORMATS:
            raise UsageFault(f"--format takes one of {', '.join(FORMATS)}, not '{told}'.")
        return word
    if output in (CSV, JSON_LINES):
        return str(output)
    if output is not None:
        raise UsageFault(f"An export is {', '.join(FORMATS)}, not {output}.", hint="--format xlsx, for instance")
    ending = file.rpartition(".")[2].lower()
    if file == "-":
        return CSV
    if ending not in ENDINGS:
        raise UsageFault(
            f"'{file}' says none of .csv, .xlsx, .jsonl and .vcf.", hint="--format csv, xlsx, jsonl or vcard"
        )
    return ENDINGS[ending]
