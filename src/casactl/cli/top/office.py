"""The commands of the top level that look at the office: `today`, `undo`, `doctor`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from casactl.actions.report.today import TOPICS, this_morning
from casactl.cli.asking import confirm
from casactl.cli.changing import change
from casactl.cli.completion import choices
from casactl.cli.options import Ctx, number, one_of, option
from casactl.cli.tree import right_to_write
from casactl.domain.failures import failure
from casactl.domain.shapes import record
from casactl.errors import NotFound, Refused
from casactl.render.records import Column
from casactl.render.today import COUNTED, EACH, say_how_it_stands, show_today
from casactl.render.workspace import mark, show_verdicts
from casactl.store.queries.settings import timezone

if TYPE_CHECKING:
    from casactl.cli.context import App
    from casactl.domain.outcomes import Outcome
    from casactl.store.work import UnitOfWork

EVERYTHING = 1 << 31


def today(
    ctx: Ctx,
    topic: Annotated[
        list[str] | None,
        option("--topic", help=f"Only this topic: {', '.join(TOPICS)}.", metavar="TOPIC",
               autocompletion=choices(*TOPICS)),
    ] = None,
    limit: Annotated[
        str | None,
        option("--limit", help=f"At most so many of each topic ({EACH['all']} on a terminal, {EACH['one']} of topics "
               "that are named).", metavar="N"),
    ] = None,
) -> None:  # fmt: skip
    """Show what has to be looked at today, each with its command; off a terminal silent when there is nothing."""
    app = ctx.obj
    topics = one_of(topic, tuple(TOPICS), "--topic")
    most = number(limit, "--limit") or (EACH["one" if topics else "all"] if app.view.terminal else None)
    with app.read() as reader:
        day = app.today(reader)
        look = EVERYTHING if most is None else max(most + 1, COUNTED if app.view.terminal else 0)
        found = list(this_morning(reader, day, [name for name in TOPICS if name in topics or not topics], most=look))
    show_today(app.view, [(topic.name, topic.title, [record(each) for each in held]) for topic, held in found], most)
    if app.view.terminal and not app.view.fields and not app.view.quiet:
        say_how_it_stands(app.view, last_run(app, day), nothing=not found and not topics)


def last_run(app: App, day: date) -> str:
    """When cron ran last, on the office's calendar."""
    from casactl.actions.doctor import last_due_run

    ran = last_due_run(app.places.existing().folder)
    if ran is None:
        return ""
    with app.read() as reader:
        zone = timezone(reader)
    local = ran.astimezone(zone)
    when = "today" if local.date() == day else app.view.day(local.date().isoformat())
    return f"{when} at {local:%H:%M}"


def undo(
    ctx: Ctx,
    operation: Annotated[
        str | None,
        typer.Argument(metavar="OPERATION", help="Its number; see `casactl log list`.", show_default=False),
    ] = None,
) -> None:
    """Take an operation back, the latest of your own by default."""
    from casactl.actions.undo import Undoing, undo_operation, undo_target

    app = ctx.obj
    which = number(operation, "OPERATION")
    if not app.given.get("request_id"):  # a repeated request finds it undone
        with app.read() as reader:
            which = undo_target(reader, which, app.acting.name).operation.id

    def act(work: UnitOfWork) -> Outcome:
        acting = app.who.acting(work.reader)
        return undo_operation(work, undo_target(work.reader, which, acting.name), Undoing(acting, right_to_write))

    if app.interactive and not app.sure and (question := _undoing(app, act)):
        confirm(question)
    change(app, act)


def _undoing(app: App, act: Callable[[UnitOfWork], Outcome]) -> str:
    """What would be taken back, found by doing it for trial; empty where it is refused, so that nobody is asked."""
    with suppress(Refused, NotFound), app.office.rehearse(app.who, app.command()) as work:
        return f"Undo {act(work).results[0].note}?"
    return ""


FIELDS = ("check", "state", "detail", "advice")
COLUMNS = (
    Column("state", "", style=mark),
    Column("check", "check"),
    Column("detail", "found", wrap=True),
    Column("advice", "what to do", wrap=True),
)


def doctor(ctx: Ctx) -> None:
    """Check this installation and say what to do about anything wrong."""
    from casactl.actions.doctor import diagnose
    from casactl.actions.machine import BAD

    app = ctx.obj
    verdicts = list(diagnose(lambda: (app.config, app.workspace), app.inspect, now=app.now()))
    if any(verdict.check == "config" and verdict.state == BAD for verdict in verdicts):
        plain = "table" if sys.stdout.isatty() else "tsv"
        app.given.setdefault("output", plain)  # the configuration cannot be asked for a format
    broken = [verdict for verdict in verdicts if verdict.state == BAD]
    checks = [record(verdict) | {"advice": app.wording.text(verdict.advice)} for verdict in verdicts]
    shape = {"ok": not broken, "checks": checks}
    show_verdicts(app.view, shape, COLUMNS, FIELDS)
    if broken:
        named = ", ".join(verdict.check for verdict in broken)
        raise failure("doctor.broken", f"Something is broken: {named}.", hint=broken[0].advice or None)
