"""`ledger write-off`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.cli.asking import needed
from casactl.cli.ledger.posting import OnDay, post
from casactl.cli.options import Ctx, Reason, Ref, day
from casactl.domain.ledger import Kind


def write_off(
    ctx: Ctx,
    ref: Ref,
    amount: Annotated[
        str | None,
        typer.Argument(metavar="[AMOUNT]", help="Decimal text; the whole balance by default.", show_default=False),
    ] = None,
    reason: Reason = "",
    on: OnDay = None,
) -> None:
    """Write off what will not be paid: all that is owed, or an amount."""
    from casactl.actions.ledger.post import Posting

    why = needed(reason.strip(), "--reason", "Why", interactive=ctx.obj.interactive)
    words = {"amount": amount, "on": on}
    post(
        ctx, "write-off", ref, words,
        lambda today: Posting(Kind.WRITE_OFF, amount, why, on=day(on, today)),
        reason=why,
    )  # fmt: skip
