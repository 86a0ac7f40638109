"""`event export`."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from casactl.cli.completion import choices
from casactl.cli.options import Ctx, option
from casactl.cli.work.making import of_kind
from casactl.cli.work.narrowing import Narrowed
from casactl.cli.work.options import ALL, Assignee, OfContact, states
from casactl.domain.engagements import KINDS, STATES, EngagementKind, Kind
from casactl.errors import UsageFault
from casactl.render.calendar import write_calendar
from casactl.render.files import result_file
from casactl.render.view import say
from casactl.store.queries.engagements import list_engagements
from casactl.store.queries.settings import all_settings, workspace_id

FORMATS = ("ics",)


def _export(
    ctx: Ctx,
    kind: Kind,
    file: Annotated[str, typer.Argument(metavar="FILE", help="An .ics file, - for stdout.", show_default=False)],
    format_: Annotated[
        str | None, option("--format", help="ics, the one format.", metavar="FORMAT", autocompletion=choices(*FORMATS))
    ] = None,
    since: Annotated[
        str | None, option("--since", help="On that day or later.", metavar="DATE")
    ] = None,
    contact: OfContact = None,
    assignee: Assignee = None,
    state: Annotated[
        str,
        option("--state", help="open, done, cancelled or all.", metavar="STATE", autocompletion=choices(*STATES, ALL)),
    ] = ALL,
) -> None:  # fmt: skip
    app = ctx.obj
    _check_format(file, format_, app.given.get("output"))
    narrowed = Narrowed(states(kind, state, otherwise=ALL), contact, assignee, None, since)
    with app.read() as reader:
        today = app.today(reader)
        wanted = narrowed.wanted(app, reader, kind, today)
        rows = list_engagements(reader, wanted, today=today.isoformat(), scope=reader.scope)
        settings, workspace = all_settings(reader), workspace_id(reader)
        dated = [row for row in rows if row.day]
    with result_file(file) as target:
        write_calendar(target, dated, office=settings["office_name"], zone=ZoneInfo(settings["timezone"]),
                       workspace=workspace)  # fmt: skip
    if not app.flag("quiet"):
        left = len(rows) - len(dated)
        without = f"; {left:,} without a day left out" if left else ""
        say(f"{len(dated):,} event{'' if len(dated) == 1 else 's'} → {'stdout' if file == '-' else file}{without}")


def _check_format(file: str, asked: str | None, output: str | None) -> None:
    """Raise UsageFault unless the file's name, or the option, says that it is a calendar."""
    if output is not None:
        raise UsageFault(f"A calendar file is .ics, not {output}.", hint="casactl event list -o json")
    if asked is not None and asked.strip().lower() not in FORMATS:
        raise UsageFault(f"--format takes one of {', '.join(FORMATS)}, not '{asked}'.")
    if asked is None and file != "-" and not file.lower().endswith(".ics"):
        raise UsageFault(f"'{file}' does not say .ics.", hint="add --format ics")


event = of_kind(KINDS[EngagementKind.EVENT], "export", _export)
