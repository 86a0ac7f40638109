"""`contact archive` and `contact unarchive`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.options import Ctx, OnDate, Reason, Refs, day, flag
from casactl.cli.selecting import agree, arguments, check_selection, chosen_for_writing
from casactl.domain.standing import Verb
from casactl.errors import UsageFault


def archive(
    ctx: Ctx,
    refs: Refs = None,
    on: OnDate = None,
    when_clear: Annotated[bool, flag("--when-clear", help="As soon as nothing blocks it.")] = False,
    reason: Reason = "",
) -> None:
    """Archive contacts now, on a date, or when nothing blocks it."""
    if on and when_clear:
        raise UsageFault("Give --on or --when-clear, not both.")
    _move(ctx, Verb.ARCHIVE, refs, on, when_clear, reason)


def unarchive(ctx: Ctx, refs: Refs = None, on: OnDate = None, reason: Reason = "") -> None:
    """Bring archived contacts back."""
    _move(ctx, Verb.UNARCHIVE, refs, on, False, reason)


def _move(ctx: Ctx, verb: Verb, refs: Refs, on: str | None, when_clear: bool, reason: str) -> None:
    from casactl.actions.contact.move import When, move_contacts

    app = ctx.obj
    words = check_selection(app, refs)
    agree(app, str(verb).capitalize(), words)
    app.change(
        f"contact.{verb}",
        arguments(app, words, on=on, when_clear=when_clear, reason=reason),
        lambda work: move_contacts(
            work, verb, chosen_for_writing(app, work.reader, work.today, words),
            when=When(day(on, work.today), when_clear), reason=reason,
        ),
        reason=reason,
    )  # fmt: skip
