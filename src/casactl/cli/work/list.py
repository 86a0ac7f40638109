"""`list` and `show` of the five kinds of work, and `event export`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.actions.engagement.find import find_work
from casactl.cli.completion import choices
from casactl.cli.listing import Asked, counted, listing
from casactl.cli.options import After, Ctx, Number, Since, number, option
from casactl.cli.result_target import ResultTarget
from casactl.cli.work.options import (
    ALL,
    Assignee,
    DueBefore,
    DueSince,
    Limit,
    Narrowed,
    OfContact,
    State,
    of_each_kind,
    of_kind,
    states,
)
from casactl.domain.engagements import KINDS, OPEN, STATES, EngagementKind, WorkKind
from casactl.domain.remedy import Remedy
from casactl.domain.shapes import record
from casactl.errors import UsageFault
from casactl.render.engagement import show_work, work_columns, write_calendar
from casactl.render.records import show_object
from casactl.render.view import say
from casactl.store.queries.engagements import EngagementRow, followers_of, list_engagements
from casactl.store.queries.settings import all_settings, workspace_id, zone_in


def _list(
    ctx: Ctx,
    kind: WorkKind,
    contact: OfContact = None,
    assignee: Assignee = None,
    state: State = None,
    due_before: DueBefore = None,
    due_since: DueSince = None,
    limit: Limit = None,
    after: After = None,
) -> None:
    app = ctx.obj
    narrowed = Narrowed(states(kind, state, otherwise=OPEN), contact, assignee, due_before, due_since,
                        number(after, "--after"))  # fmt: skip

    def query(at: Asked) -> list[EngagementRow]:
        wanted = narrowed.wanted(app, at.reader, kind, at.today)
        return list_engagements(at.reader, wanted, today=at.today.isoformat(), limit=at.most)

    listing(
        app, EngagementRow, query, lambda view, at: work_columns(view, kind, at.today.isoformat()), limit=limit,
        footer=counted,
    )  # fmt: skip


def _show(ctx: Ctx, kind: WorkKind, which: Number) -> None:
    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader).isoformat()
        row = find_work(reader, kind, number(which, "ID") or 0)
        followers = followers_of(reader, row.id)
        shape = record(row, all_settings(reader)["currency"])
    shape |= {"followers": [record(each) for each in followers]}
    if not show_object(app.view, shape, EngagementRow):
        show_work(app.view, kind, shape, today)


list_task, list_project, list_event, list_plan, list_contract = of_each_kind("list", _list)
show_task, show_project, show_event, show_plan, show_contract = of_each_kind("show", _show)


FORMATS = ("ics",)


def _export(
    ctx: Ctx,
    kind: WorkKind,
    file: Annotated[str, typer.Argument(metavar="FILE", help="An .ics file, - for stdout.", show_default=False)],
    format_: Annotated[
        str | None, option("--format", help="ics, the one format.", metavar="FORMAT", autocompletion=choices(*FORMATS))
    ] = None,
    since: Since = None,
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
    target = ResultTarget(app, file)
    target.agree()
    with app.read() as reader:
        today = app.today(reader)
        wanted = narrowed.wanted(app, reader, kind, today)
        rows = list_engagements(reader, wanted, today=today.isoformat())
        settings, workspace = all_settings(reader), workspace_id(reader)
        dated = [row for row in rows if row.day]
    with target.open(whose={row.contact_id for row in dated}) as stream:
        write_calendar(stream, dated, office=settings["office_name"], zone=zone_in(settings),
                       workspace=workspace)  # fmt: skip
    if not app.flag("quiet"):
        left = len(rows) - len(dated)
        without = f"; {left:,} without a day left out" if left else ""
        say(f"{len(dated):,} event{'' if len(dated) == 1 else 's'} → {target.told}{without}")


def _check_format(file: str, asked: str | None, output: str | None) -> None:
    """Raise UsageFault unless the file's name, or the option, says that it is a calendar."""
    if output is not None:
        raise UsageFault(f"A calendar file is .ics, not {output}.", hint=Remedy("event list", o="json"))
    if asked is not None and asked.strip().lower() not in FORMATS:
        raise UsageFault(f"--format takes one of {', '.join(FORMATS)}, not '{asked}'.")
    if asked is None and file != "-" and not file.lower().endswith(".ics"):
        raise UsageFault(f"'{file}' does not say .ics.", hint="add --format ics")


event = of_kind(KINDS[EngagementKind.EVENT], "export", _export)
