"""`contact export`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casactl.actions.contact.address_columns import beyond_columns
from casactl.actions.contact.export import OF_SOME, InvalidValues, as_typed, contact_objects, rows_of
from casactl.cli.completion import choices
from casactl.cli.filters import filters_from
from casactl.cli.options import Ctx, flag, option
from casactl.cli.result_target import ResultTarget
from casactl.domain.custom import FieldType
from casactl.domain.names import guarded
from casactl.errors import UsageFault
from casactl.render.files import write_csv, write_json_lines
from casactl.render.view import sanitize, say
from casactl.store.queries.settings import all_settings, definitions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any, TextIO

    from casactl.cli.context import App
    from casactl.domain.custom import CustomField
    from casactl.render.view import View
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
    if app.given.get("fields") and chosen == VCARD:
        raise UsageFault("A card is whole; --fields is for csv, xlsx and jsonl.")
    target = ResultTarget(app, file)
    target.agree()
    with app.read() as reader:
        today = app.today(reader).isoformat()
        defined = definitions(reader)
        invalid_values = InvalidValues(defined)
        filters = filters_from(app.filters, reader, app.today(reader))
        with target.open("utf-8-sig" if excel else "utf-8", whose=()) as stream:
            count = _write(app, reader, stream, chosen, filters, today, invalid_values)
        beyond = beyond_columns(reader)
    if not app.flag("quiet"):
        for sentence in invalid_values.told():
            say(f"warning: {sanitize(app.wording.text(sentence))}")
        if beyond:
            say(f"warning: {beyond}")
        say(f"{count:,} contact{'' if count == 1 else 's'} → {target.told}")


def _write(
    app: App, reader: Reader, stream: TextIO, chosen: str, filters: Filters, today: str, invalid_values: InvalidValues
) -> int:
    """Write all contacts that match and give their number."""
    if chosen == JSON_LINES:
        currency = all_settings(reader)["currency"]
        objects = contact_objects(reader, filters, today=today, currency=currency, invalid_values=invalid_values)
        return write_json_lines(stream, _keys_of(app.view, objects))
    of_spreadsheets = None if app.flag("raw") else guarded
    rows = rows_of(
        reader, filters, today=today, invalid_values=invalid_values,
        guard_text=of_spreadsheets if chosen == CSV else as_typed,
    )  # fmt: skip
    rows = _columns_of(app.view, rows)
    if chosen == CSV:
        return write_csv(stream, rows) - 1
    if chosen == VCARD:
        from casactl.render.vcards import write_vcards

        return write_vcards(stream, rows) - 1
    from casactl.render.xlsx import write_xlsx

    return write_xlsx(stream.buffer, rows, _kinds(invalid_values.defined), sheet="Contacts") - 1


def _columns_of(view: View, rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """The rows with the columns that were asked for, in that order; what nobody has is empty.

    Raises UsageFault.
    """
    header = next(rows)
    keys = view.choose(header, {"id": "contact_id"}, OF_SOME) if view.fields else header
    yield list(keys)
    if list(keys) == header:
        yield from rows
    places = [header.index(key) if key in header else None for key in keys]
    for row in rows:
        yield [None if n is None else row[n] for n in places]


def _keys_of(view: View, objects: Iterator[dict[str, object]]) -> Iterator[dict[str, object]]:
    """The objects with the keys that were asked for.

    Raises UsageFault.
    """
    keys: tuple[str, ...] = ()
    for each in objects:
        keys = keys or (view.choose(list(each), {"contact_id": "id"}, OF_SOME) if view.fields else tuple(each))
        yield {key: each.get(key) for key in keys} if view.fields else each


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
        formats = f"{CSV} and {JSON_LINES}; --format takes {', '.join(FORMATS)}"
        raise UsageFault(
            f"-o takes {formats}.", hint=f"--format {output}" if output in FORMATS else "--format xlsx, for instance"
        )
    ending = file.rpartition(".")[2].lower()
    if file == "-":
        return CSV
    if ending not in ENDINGS:
        raise UsageFault(
            f"'{file}' says none of .csv, .xlsx, .jsonl and .vcf.", hint="--format csv, xlsx, jsonl or vcard"
        )
    return ENDINGS[ending]
