"""The state verbs of `contact`: what they share, and lock, deactivate, archive with their ways back."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.changing import change
from casactl.cli.needing import needed
from casactl.cli.options import Ctx, OnDate, Reason, Refs, UntilDate, day, flag, option
from casactl.cli.selecting import agree, check_selection, chosen_for_writing
from casactl.errors import UsageFault


def move(
    ctx: Ctx,
    verb: str,
    *,
    words: tuple[str, ...],
    on: str | None = None,
    until: str | None = None,
    when_clear: bool = False,
    reason: str = "",
) -> None:
    """Make a verb's move for everybody selected (`words` as checked): now, on a day, or when nothing blocks it."""
    from casactl.actions.contact.standing.move import When, move_contacts
    from casactl.domain.moves import MOVES

    app = ctx.obj
    agree(app, verb.capitalize(), words)
    change(
        app,
        lambda work: move_contacts(
            work, MOVES[verb], chosen_for_writing(app, work.reader, work.today, words),
            when=When(day(on, work.today), when_clear, day(until, work.today)), reason=reason,
        ),
    )  # fmt: skip


LockReason = Annotated[str, option("--reason", help="Why; compulsory, and shown wherever the lock is.")]


def lock(ctx: Ctx, refs: Refs = None, reason: LockReason = "", on: OnDate = None, until: UntilDate = None) -> None:
    """Lock contacts: no payments through the platform until unlocked."""
    app = ctx.obj
    words = check_selection(app, refs)
    why = needed(app, reason.strip(), "--reason", "Why are they locked").strip()
    move(ctx, "lock", words=words, on=on, until=until, reason=why)


def unlock(ctx: Ctx, refs: Refs = None, on: OnDate = None, reason: Reason = "") -> None:
    """Unlock contacts, so that they pay again."""
    move(ctx, "unlock", words=check_selection(ctx.obj, refs), on=on, reason=reason)


def deactivate(ctx: Ctx, refs: Refs = None, on: OnDate = None, until: UntilDate = None, reason: Reason = "") -> None:
    """Make contacts inactive: no portal access and no tasks, everything else stays."""
    move(ctx, "deactivate", words=check_selection(ctx.obj, refs), on=on, until=until, reason=reason)


def activate(ctx: Ctx, refs: Refs = None, on: OnDate = None, reason: Reason = "") -> None:
    """Make inactive contacts active again."""
    move(ctx, "activate", words=check_selection(ctx.obj, refs), on=on, reason=reason)


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
    move(ctx, "archive", words=check_selection(ctx.obj, refs), on=on, when_clear=when_clear, reason=reason)


def unarchive(ctx: Ctx, refs: Refs = None, on: OnDate = None, reason: Reason = "") -> None:
    """Bring archived contacts back."""
    move(ctx, "unarchive", words=check_selection(ctx.obj, refs), on=on, reason=reason)
