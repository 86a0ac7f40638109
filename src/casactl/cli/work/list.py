"""`list` and `show` of the five kinds of work, and `event export`."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from casactl.actions.engagement.find import find_work
from casactl.cli.completion import choices
from casactl.cli.options import Ctx, number, option
from casactl.cli.work.options import (
    ALL,
    Assignee,
    DueBefore,
    DueSince,
    Limit,
    Narrowed,
    Number,
    OfContact,
    State,
    of_each_kind,
    of_kind,
    states,
)
from casactl.domain.engagements import KINDS, OPEN, STATES, EngagementKind, Kind
from casactl.domain.remedy import Remedy
from casactl.errors import UsageFault
from casactl.render.calendar import write_calendar
from casactl.render.engagement import show_work, work_columns
from casactl.render.files import result_file
from casactl.render.records import show_object, show_records
from casactl.render.view import say
from casactl.store.queries.engagements import FIELDS, followers_of, list_engagements
from casactl.store.queries.settings import all_settings, workspace_id

ON_A_TERMINAL = 50


def _list(
    ctx: Ctx,
    kind: Kind,
    contact: OfContact = None,
    assignee: Assignee = None,
    state: State = None,
    due_before: DueBefore = None,
    due_since: DueSince = None,
    limit: Limit = None,
    after: Annotated[str | None, option("--after", help="Continue behind this number.", metavar="ID")] = None,
) -> None:
    app = ctx.obj
    most = number(limit, "--limit") or (ON_A_TERMINAL if app.view.terminal else None)
    narrowed = Narrowed(
        states(kind, state, otherwise=OPEN), contact, assignee, due_before, due_since, number(after, "--after")
    )
    with app.read() as reader:
        today = app.today(reader)
        wanted = narrowed.wanted(app, reader, kind, today)
        rows = list_engagements(reader, wanted, today=today.isoformat(), limit=most, scope=reader.scope)
        currency = all_settings(reader)["currency"]
    more = f"more: --after {rows[-1].id}" if most and len(rows) == most else ""
    footer = " · ".join(filter(None, [f"{len(rows)} shown", more]))
    columns = work_columns(app.view, kind, today.isoformat())
    show_records(app.view, [row.as_dict(currency) for row in rows], columns, fields=FIELDS, footer=footer)


def _show(ctx: Ctx, kind: Kind, which: Number) -> None:
    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader).isoformat()
        row = find_work(reader, kind, number(which, "ID") or 0)
        followers = followers_of(reader, row.id, scope=reader.scope)
        shape = row.as_dict(all_settings(reader)["currency"])
    shape |= {"followers": [each.as_dict() for each in followers]}
    if not show_object(app.view, shape):
        show_work(app.view, kind, shape, today)


list_task, list_project, list_event, list_plan, list_contract = of_each_kind("list", _list)
show_task, show_project, show_event, show_plan, show_contract = of_each_kind("show", _show)


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
        raise UsageFault(f"A calendar file is .ics, not {output}.", hint=Remedy("event list", o="json"))
    if asked is not None and asked.strip().lower() not in FORMATS:
        raise UsageFault(f"--format takes one of {', '.join(FORMATS)}, not '{asked}'.")
    if asked is None and file != "-" and not file.lower().endswith(".ics"):
        raise UsageFault(f"'{file}' does not say .ics.", hint="add --format ics")


event = of_kind(KINDS[EngagementKind.EVENT], "export", _export)
