"""`lease end`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.lease.options import LeaseNumber
from casactl.cli.options import Ctx, Reason, day, option


def end(
    ctx: Ctx,
    number: LeaseNumber,
    on: Annotated[
        str | None, option("--on", help="The last day, inclusive; at once by default.", metavar="DATE")
    ] = None,
    reason: Reason = "",
) -> None:
    """End a lease at once or on a day, and the tenant's attachment with it."""
    from casactl.actions.lease.end import end_lease

    words = {"ref": number, "on": on, "reason": reason}
    ctx.obj.change(
        "lease.end",
        {key: value for key, value in words.items() if value},
        lambda work: end_lease(work, number, on=day(on, work.today)),
        reason=reason,
    )
