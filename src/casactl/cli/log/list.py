"""`log list`."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from casactl.actions.selection import resolve
from casactl.cli.options import Ctx, day, number, option
from casactl.domain.dates import local_midnight
from casactl.render.log import show_log
from casactl.store.queries.log import operations
from casactl.store.queries.settings import all_settings

ON_A_TERMINAL = 50


def list_(
    ctx: Ctx,
    contact: Annotated[str | None, option("--contact", help="What concerned this contact.", metavar="REF")] = None,
    since: Annotated[str | None, option("--since", help="On that day or later.", metavar="DATE")] = None,
    actor: Annotated[str | None, option("--actor", help="Done by this user.", metavar="USER")] = None,
    verb: Annotated[str | None, option("--verb", help="contact.archive, or contact for all of a noun.")] = None,
    limit: Annotated[str | None, option("--limit", help="At most so many (50 on a terminal).", metavar="N")] = None,
    after: Annotated[str | None, option("--after", help="Continue behind this operation.", metavar="N")] = None,
) -> None:
    """List operations, the newest first."""
    app = ctx.obj
    most = number(limit, "--limit") or (ON_A_TERMINAL if app.view.terminal else None)
    with app.read() as reader:
        first = day(since, app.today(reader))
        zone = ZoneInfo(all_settings(reader)["timezone"])
        rows = operations(
            reader, contact=resolve(reader, contact) if contact else None,
            since=local_midnight(first, zone) if first else None, actor=actor, verb=verb, limit=most,
            after=number(after, "--after"),
        )  # fmt: skip
    more = f"more: --after {rows[-1].id}" if most and len(rows) == most else ""
    show_log(app.view, [row.as_dict() for row in rows], more)
