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
from casactl.cli.needing import numbers_needed
from casactl.cli.options import After, Ctx, Limit, NoSend, Number, Reason, flag, number, one_of, option
from casactl.cli.selecting import read_refs
from casactl.cli.sending import failure_of, not_delivered
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
    from casactl.actions.outbox.printing import PrintRun, ToPrint
    from casactl.cli.context import App
    from casactl.cli.result_target import ResultTarget


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
    elif app.view.terminal:  # cron is told nothing where there is nothing to do
        app.tell("nothing waits to be sent")
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

    if ids and state:
        raise UsageFault("Give numbers or --state, not both.")
    if not ids and not state and not unknown:
        missing = UsageFault("Which letters? Give numbers, --state failed, --state retry or --unknown.")
        ids = numbers_needed(ctx.obj, "ids", "Which letters", missing)
    numbers = numbers_of(ctx.obj, ids) if ids else None
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
        missing = UsageFault("Which letters? Give their numbers.", hint=Remedy("outbox list", state="pending"))
        ids = numbers_needed(ctx.obj, "ids", "Which letters", missing)
    numbers = numbers_of(ctx.obj, ids)
    change(ctx.obj, lambda work: cancel_by_number(work, numbers))


PRINTABLE = ("pending", "failed")


def print_(
    ctx: Ctx,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="The PDF to write.", show_default=False)],
    ids: Numbers = None,
    state: Annotated[
        str | None,
        option("--state", help="Those in this state: pending (the default), failed.", metavar="STATE",
               autocompletion=choices(*PRINTABLE)),
    ] = None,
    again: Annotated[
        bool, flag("--again", help="Those that have been printed: by number, else those of the last time.")
    ] = False,
) -> None:  # fmt: skip
    """Put the letters that leave by post into one PDF, and mark them printed.

    Each is judged again: what is not true any more is cancelled. The file is there before any counts as printed.
    """
    from casactl.actions.outbox.printing import ToPrint, print_run
    from casactl.cli.result_target import placed_target

    app = ctx.obj
    app.refuse_request_id()
    if state and (ids or again):
        raise UsageFault("Give numbers, --again or --state, not several of them.")
    states = one_of([state] if state else ["pending"], PRINTABLE, "--state")
    target = placed_target(app, file)
    which = ToPrint(numbers_of(app, ids) if ids else (), states, again)
    if target.replaces and _anything(app, which):
        target.agree()
    with print_run(app.write, app.places.existing().folder, which) as run:
        operation = _print(app, target, run) if run.rows else None
    show_printed(app, run, operation, silent=file == "-")


def _anything(app: App, which: ToPrint) -> bool:
    """Whether anything is printed at all; else nobody is asked about the file."""
    from casactl.actions.outbox.printing import PrintRun, take

    run = PrintRun(again=which.again)
    with app.office.rehearse(app.who, app.command()) as work:
        take(work, run, app.places.existing().folder, which)
    return bool(run.rows)


def _print(app: App, target: ResultTarget, run: PrintRun) -> int | None:
    """Draw the letters, write the file, and only then mark them; gives the operation."""
    from casactl.actions.outbox.printing import mark
    from casactl.cli.writing_pdf import write_pdf

    drawn = run.drawn()
    if app.dry_run:
        return None
    write_pdf(app, target, drawn, whose=[row.contact_id for row in run.rows if row.contact_id])
    with app.write() as work:
        mark(work, run)
        return work.operation


def show_printed(app: App, run: PrintRun, operation: int | None, *, silent: bool) -> None:
    """Say what lies in the file, and what does not; leave with the right exit code."""
    from casactl.actions.outbox.printing import titles
    from casactl.render.outcome import exit_of, failure_of, show_outcome

    outcome = run.outcome()
    if not silent:
        show_outcome(app.view, outcome, operation=operation, dry_run=app.dry_run)
    if run.rows:
        app.tell(f"{'would print' if app.dry_run else 'printed'} {titles(run)}")
    elif not outcome.results:
        app.tell("nothing to print: no letter waits for the post")
    if refused := failure_of(outcome):
        raise refused
    if code := exit_of(outcome):
        raise typer.Exit(int(code))
    if broken := len(outcome.of("failed")):
        raise not_delivered(broken)


def bounced(
    ctx: Ctx,
    ids: Numbers = None,
    address: Annotated[
        str | None, option("--address", help="Mail to this e-mail came back.", metavar="EMAIL")
    ] = None,
    reason: Reason = "",
) -> None:  # fmt: skip
    """Say that mail came back: later letters about debts go by post."""
    from casactl.actions.outbox.bounces import bounced_address, bounced_letters

    app = ctx.obj
    fault = UsageFault("Which mail? Give its number, or --address EMAIL.", hint=Remedy("outbox list", state="sent"))
    if ids and address:
        raise fault
    if not ids and not address:
        ids = numbers_needed(app, "ids", "Which mail", fault)
    why = reason.strip()
    if address:
        change(app, lambda work: bounced_address(work, address, reason=why))
        return
    numbers = numbers_of(app, ids)
    change(app, lambda work: bounced_letters(work, numbers, reason=why))


def numbers_of(app: App, ids: list[str] | None) -> list[int]:
    """The numbers as typed, or from standard input.

    Raises UsageFault.
    """
    return [number(word, "ID") or 0 for word in read_refs(app, "ids", ids)]
