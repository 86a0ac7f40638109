"""The state verbs of `contact`: what they share, and lock, deactivate, archive with their ways back."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.asking import needed
from casactl.cli.changing import change
from casactl.cli.options import Ctx, OnDate, Reason, Refs, UntilDate, day, flag, option
from casactl.cli.selecting import agree, check_selection, chosen_for_writing
from casactl.domain.moves import ACTIVATE, ARCHIVE, DEACTIVATE, LOCK, UNARCHIVE, UNLOCK, Move
from casactl.errors import UsageFault


def move(
    ctx: Ctx,
    how: Move,
    *,
    words: tuple[str, ...],
    on: str | None = None,
    until: str | None = None,
    when_clear: bool = False,
    reason: str = "",
) -> None:
    """Make one verb's move for everybody selected (`words` as checked): now, on a day, or when nothing blocks it."""
    from casactl.actions.contact.standing.move import When, move_contacts

    app = ctx.obj
    agree(app, how.verb.capitalize(), words)
    change(
        app,
        lambda work: move_contacts(
            work, how, chosen_for_writing(app, work.reader, work.today, words),
            when=When(day(on, work.today), when_clear, day(until, work.today)), reason=reason,
        ),
    )  # fmt: skip


LockReason = Annotated[str, option("--reason", help="Why; compulsory, and shown wherever the lock is.")]


def lock(ctx: Ctx, refs: Refs = None, reason: LockReason = "", on: OnDate = None, until: UntilDate = None) -> None:
    """Lock contacts: no payments through the platform until unlocked."""
    app = ctx.obj
    words = check_selection(app, refs)
    why = needed(app, reason.strip(), "--reason", "Why are they locked").strip()
    move(ctx, LOCK, words=words, on=on, until=until, reason=why)


def unlock(ctx: Ctx, refs: Refs = None, on: OnDate = None, reason: Reason = "") -> None:
    """Unlock contacts, so that they pay again."""
    move(ctx, UNLOCK, words=check_selection(ctx.obj, refs), on=on, reason=reason)


def deactivate(ctx: Ctx, refs: Refs = None, on: OnDate = None, until: UntilDate = None, reason: Reason = "") -> None:
    """Make contacts inactive: no portal access and no tasks, everything else stays."""
    move(ctx, DEACTIVATE, words=check_selection(ctx.obj, refs), on=on, until=until, reason=reason)


def activate(ctx: Ctx, refs: Refs = None, on: OnDate = None, reason: Reason = "") -> None:
    """Make inactive contacts active again."""
    move(ctx, ACTIVATE, words=check_selection(ctx.obj, refs), on=on, reason=reason)


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
    move(ctx, ARCHIVE, words=check_selection(ctx.obj, refs), on=on, when_clear=when_clear, reason=reason)


def unarchive(ctx: Ctx, refs: Refs = None, on: OnDate = None, reason: Reason = "") -> None:
    """Bring archived contacts back."""
    move(ctx, UNARCHIVE, words=check_selection(ctx.obj, refs), on=on, reason=reason)
