"""`contact archive` and `contact unarchive`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.contact.moving import move
from casactl.cli.options import Ctx, OnDate, Reason, Refs, flag
from casactl.cli.selecting import check_selection
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
    move(ctx, Verb.ARCHIVE, words=check_selection(ctx.obj, refs), on=on, when_clear=when_clear, reason=reason)


def unarchive(ctx: Ctx, refs: Refs = None, on: OnDate = None, reason: Reason = "") -> None:
    """Bring archived contacts back."""
    move(ctx, Verb.UNARCHIVE, words=check_selection(ctx.obj, refs), on=on, reason=reason)
