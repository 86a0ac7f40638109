"""`message list`."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from casactl.cli.completion import choices, complete_contacts
from casactl.cli.options import Ctx, day, number, one_of, option
from casactl.cli.selecting import contact_to_show
from casactl.domain.dates import local_midnight
from casactl.render.message import MESSAGE_FIELDS, message_columns
from casactl.render.records import show_records
from casactl.store.queries.messages import messages
from casactl.store.queries.settings import all_settings

DIRECTIONS = ("in", "out")
ON_A_TERMINAL = 50


def list_(
    ctx: Ctx,
    ref: Annotated[
        str | None,
        typer.Argument(
            metavar="REF", help="Whose; everybody's by default.", autocompletion=complete_contacts, show_default=False
        ),
    ] = None,
    since: Annotated[str | None, option("--since", help="On that day or later.", metavar="DATE")] = None,
    direction: Annotated[
        str | None,
        option("--direction", help="in or out.", metavar="WAY", autocompletion=choices(*DIRECTIONS)),
    ] = None,
    limit: Annotated[str | None, option("--limit", help="At most so many (50 on a terminal).", metavar="N")] = None,
    after: Annotated[str | None, option("--after", help="Continue behind this message.", metavar="N")] = None,
) -> None:
    """List messages, of one contact or of all, the newest first."""
    app = ctx.obj
    view = app.view
    way = one_of([direction], DIRECTIONS, "--direction")[0] if direction is not None else None
    most = number(limit, "--limit") or (ON_A_TERMINAL if view.terminal else None)
    behind = number(after, "--after")
    with app.read() as reader:
        first = day(since, app.today(reader))
        zone = ZoneInfo(all_settings(reader)["timezone"])
        rows = messages(
            reader, contact=contact_to_show(app, reader, ref) if ref is not None else None,
            since=local_midnight(first, zone) if first else None, direction=way, limit=most, after=behind,
            scope=reader.scope,
        )  # fmt: skip
    table = view.format == "table" and not view.fields
    records = [{**row.as_dict(), "display_name": row.display_name} if table else row.as_dict() for row in rows]
    more = f"more: --after {rows[-1].id}" if most and len(rows) == most else ""
    show_records(
        view, records, message_columns(view, one=ref is not None), fields=MESSAGE_FIELDS,
        footer=" · ".join(filter(None, [f"{len(rows)} shown", more])),
    )  # fmt: skip
