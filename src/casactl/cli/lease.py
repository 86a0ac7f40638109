"""The verbs of `lease`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from casactl.actions.lease import find_lease
from casactl.actions.property.find import find_property
from casactl.actions.selection import resolve
from casactl.cli.answers import amount as read_amount
from casactl.cli.answers import answer_to
from casactl.cli.asking import ask
from casactl.cli.changing import change
from casactl.cli.completion import choices, complete_properties
from casactl.cli.listing import Asked, cut_off, listing
from casactl.cli.needing import needed
from casactl.cli.options import Below, Ctx, Limit, Number, OneContact, Reason, Ref, day, one_of, option
from casactl.domain.leases import LeaseStatus
from casactl.domain.money import format_amount
from casactl.domain.recurring import parse_month_day
from casactl.domain.shapes import record
from casactl.render.places import lease_columns, show_lease
from casactl.render.records import show_object
from casactl.store.queries.leases import LeaseRow, list_leases
from casactl.store.queries.recurring import RecurringRow, rents_of
from casactl.store.queries.settings import all_settings

if TYPE_CHECKING:
    from casactl.cli.context import App
    from casactl.domain.outcomes import Outcome
    from casactl.store.work import UnitOfWork

Unit = Annotated[
    str,
    typer.Argument(
        metavar="UNIT", help="A unit, such as 'Rose Court/Block A/12'.", autocompletion=complete_properties,
        show_default=False,
    ),
]  # fmt: skip

RentDay = Annotated[
    str | None, option("--rent-day", help="Charge it on that day of each month, by `due run`.", metavar="N")
]


def add(
    ctx: Ctx,
    ref: Ref,
    property_: Unit,
    from_: Annotated[str | None, option("--from", help="The first day.", metavar="DATE")] = None,
    to: Annotated[str | None, option("--to", help="The last day, inclusive (none).", metavar="DATE")] = None,
    rent: Annotated[str | None, option("--rent", help="The rent agreed, for a month.", metavar="AMOUNT")] = None,
    rent_day: RentDay = None,
) -> None:
    """Add a lease; the contact is attached as tenant for its time."""
    from casactl.actions.lease import Terms, add_lease
    from casactl.domain.dates import parse_date

    app = ctx.obj
    asks = not (from_ and from_.strip()) and app.interactive
    first = needed(app, from_, "--from", "The first day")
    if asks:
        rent, rent_day = _rent_asked(app, rent, rent_day)

    def act(work: UnitOfWork) -> Outcome:
        terms = Terms(parse_date(first, work.today), day(to, work.today), rent, rent_day)
        return add_lease(work, ref, resolve(work.reader, ref), property_, terms)

    change(app, act)


def _rent_asked(app: App, rent: str | None, rent_day: str | None) -> tuple[str | None, str | None]:
    """The rent and its day, asked for where they are not given; Enter leaves either out."""
    if rent is None:
        rent = ask("The rent of a month (Enter: none)", judge=partial(read_amount, app)) or None
    if rent is not None and rent_day is None:
        rent_day = ask("On which day of each month it is charged (Enter: it does not come round)", judge=_month_day)
    app.call.says(rent=rent, rent_day=rent_day or None)
    return rent, rent_day or None


def _month_day(text: str) -> str:
    return str(parse_month_day(text, "The day"))


def rent(
    ctx: Ctx,
    ref: Number,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="The rent of a month.", show_default=False)],
    from_: Annotated[str | None, option("--from", help="The day from which it holds.", metavar="DATE")] = None,
    rent_day: RentDay = None,
) -> None:
    """Change the rent of a lease from a day on, or let its first one come round."""
    from casactl.actions.lease import set_rent
    from casactl.domain.dates import parse_date

    app = ctx.obj
    first = needed(app, from_, "--from", "From which day")
    if rent_day is None and app.interactive and not _has_rent(app, ref):
        rent_day = needed(app, None, "--rent-day", "On which day of each month it is charged")
    change(app, lambda work: set_rent(work, ref, amount, parse_date(first, work.today), rent_day=rent_day))


def _has_rent(app: App, ref: str) -> bool:
    """Whether a rent of the lease has come round yet."""
    with app.read() as reader:
        return bool(rents_of(reader, find_lease(reader, ref, today=app.today(reader).isoformat()).id))


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
    """Show a lease and its rents."""
    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader).isoformat()
        lease, currency = find_lease(reader, number, today=today), all_settings(reader)["currency"]
        shape = {**record(lease, currency), **_rents(rents_of(reader, lease.id), currency)}
    if not show_object(app.view, shape, LeaseRow):
        show_lease(app.view, shape)


def _rents(rows: list[RecurringRow], currency: str) -> dict[str, object]:
    """The rents of a lease, the earliest first, and when the next one is charged."""
    coming = [(row.next, row.rent_day) for row in rows if row.next]
    rents = [
        {"id": row.id, "amount": format_amount(row.amount, currency), "from": row.starts, "to": row.until}
        for row in rows
    ]
    following, rent_day = min(coming, default=(None, None))
    return {"rent_day": rent_day, "next_charge": following, "rents": rents}


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

    app = ctx.obj
    if on is None and app.interactive and not app.sure:
        on = _last_day(app, ref)
    app.asks = _end_question
    change(app, lambda work: end_lease(work, ref, on=day(on, work.today)))


def _end_question(outcome: Outcome) -> str:
    """What is asked before a lease ends: nothing where no money is credited."""
    return "".join(f"End the {each.note}?" for each in outcome.applied if "credited" in each.more)


def _last_day(app: App, ref: str) -> str | None:
    """The last day, asked for; of a lease that is over or has not begun nothing is asked."""
    with app.read() as reader:
        today = app.today(reader).isoformat()
        lease = find_lease(reader, ref, today=today)
    if lease.status is not LeaseStatus.ACTIVE or lease.starts > today:
        return None
    kind = answer_to(app, app.call.param("--on"))
    kind.tell()
    on = ask("The last day", default="today", judge=kind.judge, offers=kind.offers)
    app.call.says(on=on)
    return on
