"""`outbox list`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from casactl.actions.selection import resolve
from casactl.cli.completion import choices
from casactl.cli.options import Ctx, number, one_of, option
from casactl.domain.letters import STATES
from casactl.render.outbox import FIELDS, outbox_columns
from casactl.render.records import Record, show_records
from casactl.store.queries.outbox import listed

ON_A_TERMINAL = 50


def list_(
    ctx: Ctx,
    state: Annotated[
        list[str] | None,
        option("--state", help=f"Only in this state: {', '.join(STATES)}.", metavar="STATE",
               autocompletion=choices(*STATES)),
    ] = None,
    contact: Annotated[str | None, option("--contact", help="To one contact only.", metavar="REF")] = None,
    limit: Annotated[str | None, option("--limit", help="At most so many (50 on a terminal).", metavar="N")] = None,
    after: Annotated[str | None, option("--after", help="Continue behind this letter.", metavar="N")] = None,
) -> None:  # fmt: skip
    """List mail and SMS, sent and unsent, the newest first."""
    app = ctx.obj
    view = app.view
    states = one_of(state, STATES, "--state")
    most = number(limit, "--limit") or (ON_A_TERMINAL if view.terminal else None)
    footer = ""
    with app.read() as reader:
        app.today(reader)
        to = resolve(reader, contact) if contact else None
        rows = listed(reader, states=states, contact=to, limit=most, after=number(after, "--after"), scope=reader.scope)
        records: Iterable[Record] = (row.as_dict() for row in rows)
        if view.terminal:
            records = list(records)
            more = f"more: --after {records[-1]['id']}" if most and len(records) == most else ""
            footer = " · ".join(filter(None, [f"{len(records)} shown", more]))
        show_records(view, records, outbox_columns(view), fields=FIELDS, footer=footer)
