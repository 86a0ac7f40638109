"""`due run`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from casactl.cli.context import App
from casactl.cli.options import Ctx, NoSend, day, option
from casactl.cli.sending import send_after
from casactl.errors import Exit, UsageFault
from casactl.render.due import say_blocked, say_warnings, show_due_run
from casactl.store.queries.due import any_due

PATIENCE = "5m"


def run(
    ctx: Ctx,
    as_of: Annotated[str | None, option("--as-of", help="As if it were that day (today).", metavar="DATE")] = None,
    no_send: NoSend = False,
) -> None:
    """Apply what is due; for cron."""
    app = ctx.obj
    app.given.setdefault("lock_wait", PATIENCE)
    with app.read() as reader:
        today = app.today(reader)
        until = day(as_of, today) or today
        idle = not any_due(reader, until.isoformat())
    _check_future(app, until, today)
    letters: list[int] = []
    results = [] if idle else _run_all(app, until.isoformat(), letters)
    app.mark_due_run()
    shown = [{k: v for k, v in result.items() if k not in ("name", "news")} for result in results]
    show_due_run(app.view, {"as_of": until.isoformat(), "dry_run": app.dry_run, "results": shown})
    news = [result for result in results if result["outcome"] == "blocked" and result["news"]]
    if not app.flag("quiet"):
        say_blocked(news)
    undelivered = None if no_send else send_after(app, letters, tell=False)
    if news:
        raise typer.Exit(int(Exit.PARTLY))
    if undelivered:
        raise undelivered


def _check_future(app: App, until: date, today: date) -> None:
    if until > today and not app.flag("yes") and not app.dry_run:
        raise UsageFault(
            f"--as-of {until} lies in the future and would run what is planned until then: say --yes to confirm.",
            code="usage.confirmation-needed",
        )


def _run_all(app: App, as_of: str, letters: list[int]) -> list[dict[str, Any]]:
    """Batch after batch, each a transaction of its own, so that other writers get their turn in between.

    What they queue to be sent is added to `letters`.

    A dry run is one transaction: what comes later builds on what came before. The reader that stays
    open keeps SQLite from emptying its write-ahead log after every batch.
    """
    from casactl.actions.due.run import run_batch

    results: list[dict[str, Any]] = []
    warnings: dict[str, None] = {}
    after: tuple[str, int] | None = ("", 0)
    with app.read():
        while after is not None:
            with app.write("due.run", {"as_of": as_of}) as work:
                while after is not None:
                    batch = run_batch(work, as_of, after)
                    results += [{**r.as_dict(), "name": r.name, "news": r.news} for r in batch.results]
                    after = batch.last
                    if not app.dry_run:
                        break
            letters += work.letters
            warnings |= dict.fromkeys(work.warnings)
    if not app.flag("quiet"):
        say_warnings(warnings)
    return [{**result, "operation": None} for result in results] if app.dry_run else results
