"""`contact deactivate` and `contact activate`."""

from __future__ import annotations

from casactl.cli.contact.moving import move
from casactl.cli.options import Ctx, OnDate, Reason, Refs, UntilDate
from casactl.cli.selecting import check_selection
from casactl.domain.standing import Verb


def deactivate(ctx: Ctx, refs: Refs = None, on: OnDate = None, until: UntilDate = None, reason: Reason = "") -> None:
    """Make contacts inactive: no portal access and no tasks, everything else stays."""
    move(ctx, Verb.DEACTIVATE, words=check_selection(ctx.obj, refs), on=on, until=until, reason=reason)


def activate(ctx: Ctx, refs: Refs = None, on: OnDate = None, reason: Reason = "") -> None:
    """Make inactive contacts active again."""
    move(ctx, Verb.ACTIVATE, words=check_selection(ctx.obj, refs), on=on, reason=reason)
