"""`contact export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from casactl.actions.contact.export import InvalidValues, contact_objects, csv_rows, remember
from casactl.cli.filters import filters_from
from casactl.cli.options import Ctx
from casactl.errors import UsageFault
from casactl.render.files import result_file, write_csv, write_json_lines
from casactl.render.view import sanitize, say
from casactl.store.queries.settings import all_settings, definitions


def export(
    ctx: Ctx,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A .csv or .jsonl file, - for stdout.", show_default=False)
    ],
) -> None:
    """Export contacts to a file that imports again."""
    app = ctx.obj
    lines = _as_json_lines(file, app.given.get("output"))
    with app.read() as reader:
        today = app.today(reader)
        filters = filters_from(app.filters, reader, today)
        day, invalid_values = today.isoformat(), InvalidValues(definitions(reader))
        with result_file(file) as target:
            if lines:
                currency = all_settings(reader)["currency"]
                count = write_json_lines(
                    target,
                    contact_objects(reader, filters, today=day, currency=currency, invalid_values=invalid_values),
                )
            else:
                rows = csv_rows(reader, filters, today=day, raw=app.flag("raw"), invalid_values=invalid_values)
                count = write_csv(target, rows) - 1
    if file != "-":
        remember(app.places.existing(), Path(file))
    if not app.flag("quiet"):
        for sentence in invalid_values.told():
            say(f"warning: {sanitize(app.wording.text(sentence))}")
        say(f"{count:,} contacts → {'stdout' if file == '-' else file}")


def _as_json_lines(file: str, output: str | None) -> bool:
    if output in ("csv", "jsonl"):
        return output == "jsonl"
    if output is not None:
        raise UsageFault(f"An export is CSV or JSON lines, not {output}.", hint="-o csv or -o jsonl")
    ending = file.rpartition(".")[2].lower()
    if file != "-" and ending not in ("csv", "jsonl", "ndjson"):
        raise UsageFault(f"'{file}' says neither .csv nor .jsonl.", hint="add -o csv or -o jsonl")
    return ending in ("jsonl", "ndjson") and file != "-"
