"""`outbox send`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from casactl.cli.options import Ctx, number, option
from casactl.cli.sending import RUN, failure_of, send
from casactl.domain.dates import moment
from casactl.render.outbox import SendReport
from casactl.store.queries.outbox import anything_to_send

if TYPE_CHECKING:
    from casactl.cli.context import App

PATIENCE = "5m"


def send_(
    ctx: Ctx,
    limit: Annotated[str | None, option("--limit", help="At most so many letters.", metavar="N")] = None,
) -> None:
    """Send the letters whose time has come; for cron."""
    app = ctx.obj
    app.given.setdefault("lock_wait", PATIENCE)
    most = number(limit, "--limit")
    report = SendReport(app.view, dry_run=app.dry_run)
    with app.read() as reader:
        idle = not anything_to_send(reader, moment(app.now()))
    failure = None
    if app.dry_run:
        _preview(app, report, most)
    elif not idle:
        tally = send(app, report, limit=most)
        report.say(tally)
        failure = failure_of(tally)
    report.end()
    if failure:
        raise failure


def _preview(app: App, report: SendReport, most: int | None) -> None:
    """What would be handed over, or cancelled by a rule; nothing leaves."""
    from casactl.actions.outbox.lease import attempts_of, lease, new_lease
    from casactl.domain.letters import CHANNELS
    from casactl.render.view import say

    with app.write(RUN) as work:
        batch = lease(work, new_lease(), size=most or 1 << 31, channels=CHANNELS)
    for attempt in attempts_of(batch):
        report.add(attempt)
    if not app.flag("quiet"):
        say(f"dry run: {len(batch.letters):,} to send, {len(batch.cancelled):,} to cancel; nothing was sent")
