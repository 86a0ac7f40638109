"""`help`."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Annotated, Any

import typer

from casactl.cli.completion import choices
from casactl.cli.help_page import options_page
from casactl.cli.options import Ctx
from casactl.cli.other_words import leads
from casactl.cli.tree import TOP, TREE
from casactl.domain.failures import failure
from casactl.domain.remedy import Remedy
from casactl.errors import CasaError
from casactl.render.topics import TOPICS, show_topic, show_topics
from casactl.render.view import write


def help_(
    ctx: Ctx,
    topic: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TOPIC", help="One of them, or the words of a command; the topics are listed without it.",
            autocompletion=choices(*TOPICS, *TREE, *TOP), show_default=False,
        ),
    ] = None,
) -> None:  # fmt: skip
    """Explain a topic, or a command: exit-codes, output, dates, import, import-profiles, selection, options."""
    words = " ".join(topic or ())
    if not words:
        show_topics(ctx.obj.view)
    elif words in TOPICS:
        show_topic(ctx.obj.view, words)
    elif words == "options":
        write(options_page(ctx))
    elif (page := help_of(ctx, topic or [])) is not None:
        write(page)
    else:
        raise _no_such(words)


def help_of(ctx: Ctx, words: Sequence[str]) -> str | None:
    """The page of help of a noun, a group or a verb; None where these words lead to none."""
    at = context_of(ctx.find_root(), words)
    return None if at is None else f"{at.get_help()}\n"


def context_of(at: Any, words: Sequence[str]) -> Any:
    """The context of a noun, a group or a verb below another; None where these words lead to none."""
    for word in words:
        group = at.command
        if not hasattr(group, "resolve_command"):
            return None
        try:
            name, below, _ = group.resolve_command(at, [word])
        except (typer.TyperException, CasaError):
            return None
        at = type(at)(below, info_name=name, parent=at)
    return at


def _no_such(topic: str) -> CasaError:
    near = get_close_matches(topic.lower(), [*TOPICS, *TREE, *TOP], n=1)
    guess = f" Did you mean {near[0]}?" if near else ""
    words = topic.split() or [""]
    known = words[0] if words[0] in TREE else ""
    others = leads(known, words[1], ()) if known and len(words) > 1 else leads("", words[0], words[1:])
    return failure(
        "help.no-such-topic", f"There is no topic '{topic}'.{guess} Topics: {', '.join(TOPICS)}.",
        hint=tuple(map(_read_first, others)) or Remedy("help"),
    )  # fmt: skip


def _read_first(line: Remedy) -> Remedy:
    """The page of a verb that stands alone: who asks for help does not want to run it yet."""
    return line if line.words or line.options else Remedy(line.verb, help=True)
