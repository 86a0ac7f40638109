"""The verbs of `outbox`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from casactl.actions.find import find_one
from casactl.actions.selection import resolve
from casactl.cli.changing import change
from casactl.cli.completion import choices
from casactl.cli.listing import Asked, counted, listing
from casactl.cli.options import After, Ctx, Limit, NoSend, Number, flag, number, one_of, option
from casactl.cli.selecting import read_refs
from casactl.cli.sending import failure_of
from casactl.delivery.choosing import refuse_exposed
from casactl.domain.dates import moment
from casactl.domain.letters import STATES
from casactl.domain.remedy import Remedy
from casactl.domain.shapes import record
from casactl.errors import UsageFault
from casactl.render.message import show_letter
from casactl.render.outbox import SendReport, outbox_columns
from casactl.render.records import show_object
from casactl.store.queries.outbox import ListedRow, anything_to_send, listed, message_text

if TYPE_CHECKING:
    from casactl.cli.context import App


def list_(
    ctx: Ctx,
    state: Annotated[
        list[str] | None,
        option("--state", help=f"Only in this state: {', '.join(STATES)}.", metavar="STATE",
               autocompletion=choices(*STATES)),
    ] = None,
    contact: Annotated[str | None, option("--contact", help="To one contact only.", metavar="REF")] = None,
    limit: Limit = None,
    after: After = None,
) -> None:  # fmt: skip
    """List mail and SMS, sent and unsent, the newest first."""
    states = one_of(state, STATES, "--state")

    def query(at: Asked) -> Iterator[ListedRow]:
        to = resolve(at.reader, contact) if contact else None
        return listed(at.reader, states=states, contact=to, limit=at.most, after=at.after)

    listing(ctx.obj, ListedRow, query, lambda view, _: outbox_columns(view), limit=limit, after=after, footer=counted)


def show(ctx: Ctx, letter: Number) -> None:
    """Show a letter: to whom, what about, and what has become of it."""
    app = ctx.obj
    which = number(letter, "ID") or 0
    with app.read() as reader:
        app.today(reader)
        row = find_one(next(iter(listed(reader, number=which)), None), "outbox", which)
        shape = record(row) | {"text": message_text(reader, which)}
    if not show_object(app.view, shape, ListedRow):
        show_letter(app.view, shape)


PATIENCE = "5m"


def send_(
    ctx: Ctx,
    limit: Annotated[str | None, option("--limit", help="At most so many letters.", metavar="N")] = None,
) -> None:
    """Send the letters whose time has come; for cron."""
    app = ctx.obj
    app.refuse_request_id()
    app.given.setdefault("lock_wait", PATIENCE)
    most = number(limit, "--limit")
    report = SendReport(app.view, dry_run=app.dry_run)
    with app.read() as reader:
        idle = not anything_to_send(reader, moment(app.now()))
    failure = None
    if app.dry_run:
        _preview(app, report, most)
    elif not idle:
        refuse_exposed(app.places.existing())
        tally = app.office.deliver(app.who, report.add, right=app.call.writes, limit=most)
        report.say(tally)
        failure = failure_of(tally)
    report.end()
    if failure:
        raise failure


def _preview(app: App, report: SendReport, most: int | None) -> None:
    """What would be handed over, or cancelled by a rule; nothing leaves."""
    from casactl.actions.outbox.lease import attempts_of, lease, new_lease
    from casactl.delivery.choosing import config_of
    from casactl.domain.letters import CHANNELS

    with app.write() as work:
        batch = lease(work, new_lease(), size=most or 1 << 31, channels=CHANNELS)
    for attempt in attempts_of(batch, config_of(app.places.existing())):
        report.add(attempt)
    app.tell(f"dry run: {len(batch.letters):,} to send, {len(batch.cancelled):,} to cancel; nothing was sent")


AGAIN = ("failed", "retry")
Numbers = Annotated[
    list[str] | None,
    typer.Argument(metavar="ID", help="Numbers of letters; - reads them from stdin.", show_default=False),
]


def retry(
    ctx: Ctx,
    ids: Numbers = None,
    state: Annotated[
        str | None,
        option("--state", help="All in this state: failed, retry.", metavar="STATE", autocompletion=choices(*AGAIN)),
    ] = None,
    unknown: Annotated[
        bool, flag("--unknown", help="Those that may have left already, too: they may arrive twice.")
    ] = False,
    no_send: NoSend = False,
) -> None:
    """Send letters again: some, or all in a state."""
    from casactl.actions.outbox.change import retry_letters

    numbers = numbers_of(ctx.obj, ids) if ids else None
    if ids and state:
        raise UsageFault("Give numbers or --state, not both.")
    if not ids and not state and not unknown:
        raise UsageFault("Which letters? Give numbers, --state failed, --state retry or --unknown.")
    states = [*one_of([state] if state else [], AGAIN, "--state"), *(["unknown"] if unknown else [])]
    change(
        ctx.obj,
        lambda work: retry_letters(work, numbers, states=states, unknown=unknown),
        send=not no_send,
    )


def cancel(ctx: Ctx, ids: Numbers = None) -> None:
    """Cancel letters that have not left."""
    from casactl.actions.outbox.change import cancel_by_number

    if not ids:
        raise UsageFault("Which letters? Give their numbers.", hint=Remedy("outbox list", state="pending"))
    numbers = numbers_of(ctx.obj, ids)
    change(ctx.obj, lambda work: cancel_by_number(work, numbers))


def numbers_of(app: App, ids: list[str] | None) -> list[int]:
    """The numbers as typed, or from standard input.

    Raises UsageFault.
    """
    return [number(word, "ID") or 0 for word in read_refs(app, "ids", ids)]
