"""`contact delete`."""

from __future__ import annotations

from casactl.cli.contact.forgetting import forget
from casactl.cli.options import Ctx, OnDate, Reason, Refs
from casactl.cli.selecting import check_selection
from casactl.domain.standing import Verb


def delete(ctx: Ctx, refs: Refs = None, on: OnDate = None, reason: Reason = "") -> None:
    """Delete inactive contacts for good; after a move-out, archive instead."""
    forget(ctx, Verb.DELETE, words=check_selection(ctx.obj, refs), on=on, reason=reason)
