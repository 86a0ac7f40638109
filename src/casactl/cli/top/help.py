"""`help`."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated

import typer

from casactl.cli.completion import choices
from casactl.cli.options import Ctx
from casactl.cli.tree import TOP, TREE
from casactl.domain.failures import failure
from casactl.domain.remedy import Remedy
from casactl.errors import CasaError
from casactl.render.topics import TOPICS, show_topic, show_topics


def help_(
    ctx: Ctx,
    topic: Annotated[
        str | None,
        typer.Argument(
            metavar="TOPIC", help="One of them; all are listed without it.", autocompletion=choices(*TOPICS),
            show_default=False,
        ),
    ] = None,
) -> None:  # fmt: skip
    """Explain a topic: exit-codes, output, dates, import, selection."""
    view = ctx.obj.view
    if topic is None:
        show_topics(view)
    elif topic in TOPICS:
        show_topic(view, topic)
    else:
        raise _no_such(topic)


def _no_such(topic: str) -> CasaError:
    if topic in TREE or topic in TOP:
        return failure("help.no-such-topic", f"'{topic}' is a command, not a topic.", hint=Remedy(topic, help=True))
    near = get_close_matches(topic.lower(), TOPICS, n=1)
    guess = f" Did you mean {near[0]}?" if near else ""
    return failure(
        "help.no-such-topic", f"There is no topic '{topic}'.{guess} Topics: {', '.join(TOPICS)}.", hint=Remedy("help")
    )
