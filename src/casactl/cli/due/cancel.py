"""`due cancel`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casactl.actions.selection import resolve
from casactl.cli.asking import confirm
from casactl.cli.options import Ctx, number, option
from casactl.domain.outcomes import Outcome
from casactl.errors import UsageFault

if TYPE_CHECKING:
    from casactl.store.work import UnitOfWork


def cancel(
    ctx: Ctx,
    id_: Annotated[
        str | None, typer.Argument(metavar="ID", help="The scheduled change's number.", show_default=False)
    ] = None,
    contact: Annotated[str | None, option("--contact", help="Everything of one contact.", metavar="REF")] = None,
) -> None:
    """Cancel scheduled changes."""
    app = ctx.obj
    if (id_ is None) == (contact is None):
        raise UsageFault("Give the number of a scheduled change, or --contact REF.", hint="casactl due list")
    plan = number(id_, "ID")
    if app.interactive and not app.flag("yes"):
        confirm(f"Cancel scheduled change {id_}?" if id_ else f"Cancel everything scheduled for '{contact}'?")

    from casactl.actions.due.cancel import cancel_plan, cancel_plans_of

    def action(work: UnitOfWork) -> Outcome:
        if plan is not None:
            return cancel_plan(work, plan)
        return cancel_plans_of(work, resolve(work.reader, str(contact)))

    app.change("due.cancel", {"id": plan, "contact": contact}, action)
