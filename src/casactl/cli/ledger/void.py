"""`ledger void`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.cli.asking import needed
from casactl.cli.options import Ctx, Reason, number


def void(
    ctx: Ctx,
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help="Its number, as in the statement.", show_default=False)],
    reason: Reason = "",
) -> None:
    """Void an entry by a reversing one; nothing is ever removed."""
    from casactl.actions.ledger.void import void_entry

    which = number(entry, "ENTRY") or 0
    why = needed(reason.strip(), "--reason", "Why", interactive=ctx.obj.interactive)
    ctx.obj.change("ledger.void", {"ref": entry}, lambda work: void_entry(work, which, reason=why), reason=why)
