"""`today`."""

from __future__ import annotations

from typing import Annotated

from casactl.actions.report.today import TOPICS, this_morning
from casactl.cli.completion import choices
from casactl.cli.options import Ctx, number, one_of, option
from casactl.render.today import COUNTED, EACH, show_today

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
