"""The state verbs of `contact`: what they share, and lock, deactivate, archive with their ways back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

from casactl.cli.changing import change
from casactl.cli.needing import ANY, needed
from casactl.cli.options import Ctx, OnDate, Reason, Refs, UntilDate, day, flag, option
from casactl.cli.selecting import agree, check_selection, chosen_for_writing
from casactl.errors import UsageFault

if TYPE_CHECKING:
    from casactl.domain.outcomes import Outcome
    from casactl.store.work import UnitOfWork


def move(
    ctx: Ctx,
    verb: str,
    *,
    words: tuple[str, ...],
    on: str | None = None,
    until: str | None = None,
    when_clear: bool = False,
    reason: str = "",
    why: str = "",
) -> None:
    """Make a verb's move for everybody selected (`words` as checked): now, on a day, or when nothing blocks it.

    `why` is what is asked where a reason has to be there and is not.
    """
    from casactl.actions.contact.standing.move import When, move_contacts
    from casactl.domain.moves import MOVES

    app = ctx.obj

    def act(work: UnitOfWork, reason: str) -> Outcome:
        return move_contacts(
            work, MOVES[verb], chosen_for_writing(app, work.reader, work.today, words),
            when=When(day(on, work.today), when_clear, day(until, work.today)), reason=reason,
        )  # fmt: skip

    if why:
        reason = needed(app, reason.strip(), "--reason", why, first=partial(act, reason=ANY)).strip()
    agree(app, verb.capitalize(), words)
    change(app, partial(act, reason=reason))


LockReason = Annotated[str, option("--reason", help="Why; compulsory, and shown wherever the lock is.")]


def lock(ctx: Ctx, refs: Refs = None, reason: LockReason = "", on: OnDate = None, until: UntilDate = None) -> None:
    """Lock contacts: no payments through the platform until unlocked."""
    words = check_selection(ctx.obj, refs)
    move(ctx, "lock", words=words, on=on, until=until, reason=reason, why="Why are they locked")


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
