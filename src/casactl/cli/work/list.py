"""`list` and `show` of the five kinds of work."""

from __future__ import annotations

from typing import Annotated

from casactl.actions.engagement.find import find_work
from casactl.cli.options import Ctx, number, option
from casactl.cli.work.making import of_each_kind
from casactl.cli.work.narrowing import Narrowed
from casactl.cli.work.options import (
    Assignee,
    DueBefore,
    DueSince,
    Limit,
    Number,
    OfContact,
    State,
    states,
)
from casactl.domain.engagements import OPEN, Kind
from casactl.render.engagement import show_work, work_columns
from casactl.render.records import show_object, show_records
from casactl.store.queries.engagements import FIELDS, followers_of, list_engagements
from casactl.store.queries.settings import all_settings

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
