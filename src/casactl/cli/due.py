"""The verbs of `due`."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casactl.actions.selection import resolve
from casactl.cli.changing import change
from casactl.cli.completion import complete_contacts, complete_planned
from casactl.cli.context import App
from casactl.cli.judging import NAMED
from casactl.cli.listing import listing
from casactl.cli.needing import needed
from casactl.cli.options import Ctx, NoSend, day, flag, number, option
from casactl.cli.sending import send_after
from casactl.domain.failures import failure
from casactl.domain.outcomes import Outcome
from casactl.domain.remedy import Line, Remedy
from casactl.domain.shapes import record
from casactl.errors import Exit, UsageFault
from casactl.render.crontab import crontab_of
from casactl.render.due import KEPT_BACK, due_columns, say_done, say_kept_back, say_posted, say_warnings, show_due_run
from casactl.render.view import write
from casactl.render.wording import Untypable
from casactl.store.queries.agreements import agreements_to_keep
from casactl.store.queries.due import ScheduledRow, any_due, scheduled
from casactl.store.queries.recurring import any_coming

if TYPE_CHECKING:
    from casactl.store.work import UnitOfWork


def list_(
    ctx: Ctx,
    all_: Annotated[bool, flag("--all", help="Those that are done, cancelled or lapsed too.")] = False,
    contact: Annotated[str | None, option("--contact", help="Of one contact only.", metavar="REF")] = None,
) -> None:
    """List scheduled changes."""
    listing(
        ctx.obj, ScheduledRow,
        lambda at: scheduled(at.reader, everything=all_, contact=at.contact),
        lambda view, _: due_columns(view), contact=contact, unlimited=True,
        footer=lambda _, rows: f"{len(rows)} scheduled",
    )  # fmt: skip


PATIENCE = "5m"


def run(
    ctx: Ctx,
    as_of: Annotated[str | None, option("--as-of", help="As if it were that day (today).", metavar="DATE")] = None,
    no_send: NoSend = False,
) -> None:
    """Apply what is due, and post what comes round; for cron."""
    app = ctx.obj
    app.refuse_request_id()
    app.given.setdefault("lock_wait", PATIENCE)
    with app.read() as reader:
        today = app.today(reader)
        until = day(as_of, today) or today
        idle = not (any_due(reader, until.isoformat()) or any_coming(reader, until.isoformat()))
        agreed = agreements_to_keep(reader, until.isoformat())
    _check_future(app, until, today)
    letters: list[int] = []
    results = [] if idle else _run_all(app, until.isoformat(), letters)
    results += _keep_agreements(app, until.isoformat()) if agreed else []
    app.office.mark_due_run()
    shown = [{k: v for k, v in result.items() if k not in ("name", "news")} for result in results]
    show_due_run(app.view, {"as_of": until.isoformat(), "dry_run": app.dry_run, "results": shown})
    news = [result for result in results if result["outcome"] in KEPT_BACK and result["news"]]
    if not app.flag("quiet"):
        if app.view.terminal and not app.view.verbose:  # cron is told nothing where there is nothing to do
            say_done(results, dry_run=app.dry_run)
        say_kept_back(app.view, news)
    undelivered = None if no_send else send_after(app, letters, tell=False)
    if any(result["outcome"] == "blocked" for result in news):
        raise typer.Exit(int(Exit.PARTLY))
    if undelivered:
        raise undelivered


def _keep_agreements(app: App, today: str) -> list[dict[str, Any]]:
    """Holds that are over, and instalments that were missed, in an operation of their own."""
    from casactl.actions.arrears.plans import keep_agreements

    with app.write() as work:
        kept = keep_agreements(work, today)
        if kept:
            work.summary(
                kept[0].words if len(kept) == 1 else f"{len(kept):,} holds over, instalments missed or debts due"
            )
        operation = None if app.dry_run or not kept else work.operation
    if not app.flag("quiet"):
        say_warnings(app.view, dict.fromkeys(each.words for each in kept))
    return [
        {"id": each.id, "contact_id": each.contact_id, "name": each.name, "verb": each.verb, "on": each.on,
         "outcome": each.outcome, "operation": operation, "reasons": [], "news": False}
        for each in kept
    ]  # fmt: skip


def _check_future(app: App, until: date, today: date) -> None:
    if until > today and not app.flag("yes") and not app.dry_run:
        raise failure(
            "usage.confirmation-needed",
            f"--as-of {until} lies in the future and would run what is planned until then: say --yes to confirm.",
        )


def _run_all(app: App, as_of: str, letters: list[int]) -> list[dict[str, Any]]:
    """Batch after batch, each a transaction of its own, so that other writers get their turn in between.

    Day by day: what comes round is posted before what is planned for that day, however late the run is.
    What they queue to be sent is added to `letters`.

    A dry run is one transaction: what comes later builds on what came before. The reader that stays
    open keeps SQLite from emptying its write-ahead log after every batch.
    """
    from casactl.actions.due_days import DueDays

    results: list[dict[str, Any]] = []
    warnings: dict[Line, None] = {}
    with app.read() as reader:
        days = DueDays(reader, as_of)
        while not days.done:
            with app.write() as work:
                while not days.done:
                    results += [{**record(r), "name": r.name, "news": r.news} for r in days.next_batch(work)]
                    if not app.dry_run:
                        break
            letters += work.letters
            warnings |= dict.fromkeys(work.warnings)
    if not app.flag("quiet"):
        say_warnings(app.view, warnings)
        say_posted(results, dry_run=app.dry_run)
    return [{**result, "operation": None} for result in results] if app.dry_run else results


def cancel(
    ctx: Ctx,
    id_: Annotated[
        str | None,
        typer.Argument(
            metavar="ID", help="The scheduled change's number.", autocompletion=complete_planned, show_default=False
        ),
    ] = None,
    contact: Annotated[
        str | None,
        option("--contact", help="Everything of one contact.", metavar="REF", autocompletion=complete_contacts),
    ] = None,
) -> None:
    """Cancel scheduled changes."""
    app = ctx.obj
    fault = UsageFault("Give the number of a scheduled change, or --contact REF.", hint=Remedy("due list"))
    if id_ is not None and contact is not None:
        raise fault
    if id_ is None and contact is None:
        if not app.interactive:
            raise fault
        id_ = needed(app, None, "id", "Which scheduled change (its number)")
    plan = number(id_, "ID")
    if not app.sure:
        app.asks = partial(_question, app)

    from casactl.actions.due import cancel_plan, cancel_plans_of

    def action(work: UnitOfWork) -> Outcome:
        if plan is not None:
            return cancel_plan(work, plan)
        return cancel_plans_of(work, resolve(work.reader, str(contact)))

    change(app, action)


def _question(app: App, outcome: Outcome) -> str:
    """What is asked before plans are cancelled, which are one contact's: which, and whose."""
    from casactl.store.queries.contacts import by_ids
    from casactl.store.queries.due import by_number

    done = outcome.applied
    with app.read() as reader:
        plan = by_number(reader, done[0].id or 0)
        names = [row.display_name for row in by_ids(reader, [plan.contact_id] if plan else []).values()]
    listed = "; ".join(f"{each.id}, {app.wording.text(each.note)}" for each in done[:NAMED])
    more = f" and {len(done) - NAMED:,} more" if len(done) > NAMED else ""
    return f"Cancel scheduled change {listed}{more} ({', '.join(names)})?"


def crontab(ctx: Ctx) -> None:
    """Print crontab lines and a systemd timer for the nightly work."""
    app = ctx.obj
    current = app.places.existing()
    entry = next((each for each in app.config.workspaces.values() if each.location == current.location), None)
    if entry is None:  # CASACTL_DATABASE, which cron does not have
        raise failure("config.not-there", database=current.location.shown)
    program = shutil.which("casactl") or str(Path(sys.argv[0]).absolute())
    command = [program, "--config", str(app.config.path), "--workspace", entry.name]
    try:
        write(crontab_of(entry.name, command, str(entry.folder / entry.name)))
    except Untypable:
        raise UsageFault("A path here ends in the end of a line, which no crontab can hold.") from None
