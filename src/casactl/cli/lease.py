"""The verbs of `lease`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casactl.actions.lease import find_lease
from casactl.actions.property.find import find_property
from casactl.actions.selection import resolve
from casactl.cli.asking import needed
from casactl.cli.changing import change
from casactl.cli.completion import choices, complete_properties
from casactl.cli.listing import Asked, cut_off, listing
from casactl.cli.options import Below, Ctx, Limit, Number, OneContact, Reason, Ref, day, one_of, option
from casactl.domain.leases import LeaseStatus
from casactl.domain.shapes import record
from casactl.render.places import lease_columns, show_lease
from casactl.render.records import show_object
from casactl.store.queries.leases import LeaseRow, list_leases
from casactl.store.queries.settings import all_settings

if TYPE_CHECKING:
    from casactl.domain.outcomes import Outcome
    from casactl.store.work import UnitOfWork

Unit = Annotated[
    str,
    typer.Argument(
        metavar="UNIT", help="A unit, such as 'Rose Court/Block A/12'.", autocompletion=complete_properties,
        show_default=False,
    ),
]  # fmt: skip


def add(
    ctx: Ctx,
    ref: Ref,
    property_: Unit,
    from_: Annotated[str | None, option("--from", help="The first day.", metavar="DATE")] = None,
    to: Annotated[str | None, option("--to", help="The last day, inclusive (none).", metavar="DATE")] = None,
    rent: Annotated[str | None, option("--rent", help="The rent agreed, for a month.", metavar="AMOUNT")] = None,
    rent_day: Annotated[
        str | None, option("--rent-day", help="Charge it on that day of each month, by `due run`.", metavar="N")
    ] = None,
) -> None:
    """Add a lease; the contact is attached as tenant for its time."""
    from casactl.actions.lease import Terms, add_lease
    from casactl.domain.dates import parse_date

    app = ctx.obj
    first = needed(app, from_, "--from", "The first day")

    def act(work: UnitOfWork) -> Outcome:
        terms = Terms(parse_date(first, work.today), day(to, work.today), rent, rent_day)
        return add_lease(work, ref, resolve(work.reader, ref), property_, terms)

    change(app, act)


def rent(
    ctx: Ctx,
    ref: Number,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="The rent of a month.", show_default=False)],
    from_: Annotated[str | None, option("--from", help="The day from which it holds.", metavar="DATE")] = None,
) -> None:
    """Change the rent of a lease from a day on."""
    from casactl.actions.lease import set_rent
    from casactl.domain.dates import parse_date

    first = needed(ctx.obj, from_, "--from", "From which day")
    change(ctx.obj, lambda work: set_rent(work, ref, amount, parse_date(first, work.today)))


ALL = "all"


def list_(
    ctx: Ctx,
    ref: OneContact = None,
    property_: Below = None,
    status: Annotated[
        str,
        option(
            "--status",
            help="active (the default), expired, terminated or all.",
            metavar="STATUS",
            autocompletion=choices(*LeaseStatus, ALL),
        ),
    ] = "active",
    limit: Limit = None,
) -> None:
    """List leases by their last day, the active ones unless told otherwise."""
    (wanted,) = one_of([status], (*LeaseStatus, ALL), "--status")

    def query(at: Asked) -> list[LeaseRow]:
        return list_leases(
            at.reader, status=None if wanted == ALL else LeaseStatus(wanted), contact=at.contact,
            within=find_property(at.reader, property_).path if property_ is not None else None,
            today=at.today.isoformat(),
        )  # fmt: skip

    listing(ctx.obj, LeaseRow, query, lease_columns, contact=ref, limit=limit, footer=cut_off)


def show(ctx: Ctx, number: Number) -> None:
    """Show a lease."""
    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader).isoformat()
        shape = record(find_lease(reader, number, today=today), all_settings(reader)["currency"])
    if not show_object(app.view, shape, LeaseRow):
        show_lease(app.view, shape)


def end(
    ctx: Ctx,
    ref: Number,
    on: Annotated[
        str | None, option("--on", help="The last day, inclusive; at once by default.", metavar="DATE")
    ] = None,
    reason: Reason = "",
) -> None:
    """End a lease at once or on a day, and the tenant's attachment and rent with it."""
    from casactl.actions.lease import end_lease

    change(ctx.obj, lambda work: end_lease(work, ref, on=day(on, work.today)))
