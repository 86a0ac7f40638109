"""The verbs of `lease`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.actions.lease import find_lease
from casactl.actions.property.find import find_property
from casactl.actions.selection import resolve
from casactl.cli.asking import needed
from casactl.cli.completion import choices, complete_contacts, complete_properties
from casactl.cli.options import Ctx, Reason, Ref, day, number, one_of, option
from casactl.cli.selecting import contact_to_show
from casactl.domain.leases import LeaseStatus
from casactl.render.lease import lease_columns, show_lease
from casactl.render.records import show_object, show_records
from casactl.store.queries.leases import FIELDS, list_leases
from casactl.store.queries.settings import all_settings

LeaseNumber = Annotated[str, typer.Argument(metavar="ID", help="The lease's number.", show_default=False)]


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
    unit: Unit,
    from_: Annotated[str | None, option("--from", help="The first day.", metavar="DATE")] = None,
    to: Annotated[str | None, option("--to", help="The last day, inclusive.", metavar="DATE")] = None,
    rent: Annotated[str | None, option("--rent", help="The rent agreed.", metavar="AMOUNT")] = None,
) -> None:
    """Add a lease; the contact is attached as tenant for its time."""
    from casactl.actions.lease import add_lease
    from casactl.domain.dates import parse_date

    app = ctx.obj
    first = needed(from_, "--from", "The first day", interactive=app.interactive)
    last = needed(to, "--to", "The last day", interactive=app.interactive)
    words = {"ref": ref, "property": unit, "from": first, "to": last, "rent": rent}
    app.change(
        "lease.add",
        {key: value for key, value in words.items() if value},
        lambda work: add_lease(
            work, ref, resolve(work.reader, ref), unit, starts=parse_date(first, work.today),
            ends=parse_date(last, work.today), rent=rent,
        ),
    )  # fmt: skip


ON_A_TERMINAL = 50
ALL = "all"


def list_(
    ctx: Ctx,
    ref: Annotated[
        str | None,
        typer.Argument(
            metavar="REF", help="Of one contact only.", autocompletion=complete_contacts, show_default=False
        ),
    ] = None,
    property_: Annotated[
        str | None,
        option("--property", help="There or below.", metavar="PATH", autocompletion=complete_properties),
    ] = None,
    status: Annotated[
        str,
        option(
            "--status",
            help="active (the default), expired, terminated or all.",
            metavar="STATUS",
            autocompletion=choices(*LeaseStatus, ALL),
        ),
    ] = "active",
    limit: Annotated[str | None, option("--limit", help="At most so many (50 on a terminal).", metavar="N")] = None,
) -> None:
    """List leases by their last day, the active ones unless told otherwise."""
    app = ctx.obj
    (wanted,) = one_of([status], (*LeaseStatus, ALL), "--status")
    most = number(limit, "--limit") or (ON_A_TERMINAL if app.view.terminal else None)
    with app.read() as reader:
        today = app.today(reader).isoformat()
        rows = list_leases(
            reader,
            status=None if wanted == ALL else LeaseStatus(wanted),
            contact=contact_to_show(app, reader, ref) if ref is not None else None,
            within=find_property(reader, property_).path if property_ is not None else None,
            today=today,
            scope=reader.scope,
        )
        currency = all_settings(reader)["currency"]
    records = [row.as_dict(currency, today=today) for row in rows[:most]]
    rest = f" of {len(rows):,}; --limit shows more" if len(records) < len(rows) else ""
    show_records(app.view, records, lease_columns(app.view), fields=FIELDS, footer=f"{len(records)} shown{rest}")


def show(ctx: Ctx, number: LeaseNumber) -> None:
    """Show a lease."""
    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader).isoformat()
        shape = find_lease(reader, number).as_dict(all_settings(reader)["currency"], today=today)
    if not show_object(app.view, shape):
        show_lease(app.view, shape)


def end(
    ctx: Ctx,
    number: LeaseNumber,
    on: Annotated[
        str | None, option("--on", help="The last day, inclusive; at once by default.", metavar="DATE")
    ] = None,
    reason: Reason = "",
) -> None:
    """End a lease at once or on a day, and the tenant's attachment with it."""
    from casactl.actions.lease import end_lease

    words = {"ref": number, "on": on, "reason": reason}
    ctx.obj.change(
        "lease.end",
        {key: value for key, value in words.items() if value},
        lambda work: end_lease(work, number, on=day(on, work.today)),
        reason=reason,
    )
