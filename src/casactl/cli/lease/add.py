"""`lease add`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.actions.selection import resolve
from casactl.cli.asking import needed
from casactl.cli.completion import complete_properties
from casactl.cli.options import Ctx, Ref, option

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
    from casactl.actions.lease.add import add_lease
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
