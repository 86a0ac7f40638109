"""`contact lock` and `contact unlock`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.asking import needed
from casactl.cli.contact.moving import move
from casactl.cli.options import Ctx, OnDate, Reason, Refs, UntilDate, option
from casactl.cli.selecting import check_selection
from casactl.domain.standing import Verb

LockReason = Annotated[str, option("--reason", help="Why; compulsory, and shown wherever the lock is.")]


def lock(ctx: Ctx, refs: Refs = None, reason: LockReason = "", on: OnDate = None, until: UntilDate = None) -> None:
    """Lock contacts: no payments through the platform until unlocked."""
    app = ctx.obj
    words = check_selection(app, refs)
    why = needed(reason.strip(), "--reason", "Why are they locked", interactive=app.interactive).strip()
    move(ctx, Verb.LOCK, words=words, on=on, until=until, reason=why)


def unlock(ctx: Ctx, refs: Refs = None, on: OnDate = None, reason: Reason = "") -> None:
    """Unlock contacts, so that they pay again."""
    move(ctx, Verb.UNLOCK, words=check_selection(ctx.obj, refs), on=on, reason=reason)
