"""`lease list`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.actions.property.find import find_property
from casactl.cli.completion import choices, complete_contacts, complete_properties
from casactl.cli.options import Ctx, number, one_of, option
from casactl.cli.selecting import contact_to_show
from casactl.domain.leases import LeaseStatus
from casactl.render.lease import lease_columns
from casactl.render.records import show_records
from casactl.store.queries.leases import FIELDS, list_leases
from casactl.store.queries.settings import all_settings

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
