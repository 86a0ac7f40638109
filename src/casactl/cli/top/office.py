"""The commands of the top level that look at the office: `today`, `undo`, `doctor`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.actions.report.today import TOPICS, this_morning
from casactl.cli.asking import confirm
from casactl.cli.completion import choices
from casactl.cli.options import Ctx, number, one_of, option
from casactl.errors import IntegrityFault
from casactl.render.records import Column
from casactl.render.today import COUNTED, EACH, show_today
from casactl.render.workspace import mark, show_verdicts

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
    """Show what has to be looked at today, each with its command; silent when there is nothing."""
    app = ctx.obj
    topics = one_of(topic, tuple(TOPICS), "--topic")
    most = number(limit, "--limit") or (EACH["one" if topics else "all"] if app.view.terminal else None)
    with app.read() as reader:
        day = app.today(reader)
        look = EVERYTHING if most is None else max(most + 1, COUNTED if app.view.terminal else 0)
        found = list(this_morning(reader, day, [name for name in TOPICS if name in topics or not topics], most=look))
    show_today(app.view, [(topic.name, topic.title, [each.as_dict() for each in held]) for topic, held in found], most)


def undo(
    ctx: Ctx,
    operation: Annotated[
        str | None,
        typer.Argument(metavar="OPERATION", help="Its number; see `casactl log list`.", show_default=False),
    ] = None,
) -> None:
    """Take an operation back, the latest of your own by default."""
    from casactl.actions.undo import undo_operation, undo_target

    app = ctx.obj
    asked = number(operation, "OPERATION")
    with app.read() as reader:
        target = undo_target(reader, asked, app.actor)
    if target.operation.actor != app.actor:
        app.acting.check("undo.others")
    if app.interactive and not app.flag("yes") and not app.dry_run:
        confirm(f"Undo {target.words}?")
    app.change(
        "undo",
        {"operation": asked},
        lambda work: undo_operation(work, undo_target(work.reader, target.operation.id, app.actor)),
    )


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
    verdicts = list(diagnose(lambda: (app.config, app.workspace), now=app.now()))
    if any(verdict.check == "config" and verdict.state == BAD for verdict in verdicts):
        app.given.setdefault("output", "table")  # the configuration cannot be asked for a format
    broken = [verdict for verdict in verdicts if verdict.state == BAD]
    checks = [verdict.as_dict() | {"advice": app.wording.text(verdict.advice)} for verdict in verdicts]
    shape = {"ok": not broken, "checks": checks}
    show_verdicts(app.view, shape, COLUMNS, FIELDS)
    if broken:
        named = ", ".join(verdict.check for verdict in broken)
        raise IntegrityFault(f"Something is broken: {named}.", code="doctor.broken", hint=broken[0].advice or None)
