"""`address remove`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.address.fields import Number
from casactl.cli.asking import choose_one
from casactl.cli.context import App
from casactl.cli.options import Ctx, number, option


def remove(
    ctx: Ctx,
    address: Number,
    billing: Annotated[
        str | None, option("--billing", help="Which of the others takes over as billing address.", metavar="ID")
    ] = None,
) -> None:
    """Remove an address; of the billing address another one takes over."""
    from casactl.actions.address.remove import remove_address

    app = ctx.obj
    which, heir = number(address, "ID") or 0, number(billing, "--billing")
    if heir is None and app.interactive:
        heir = _asked(app, which)
    app.change(
        "address.remove", {"address": which, "billing": heir}, lambda work: remove_address(work, which, billing=heir)
    )


def _asked(app: App, which: int) -> int | None:
    """Who takes over, where there is a choice and somebody to make it."""
    from casactl.actions.address.find import find_address
    from casactl.actions.address.remove import others_of
    from casactl.render.address import one_line
    from casactl.render.view import say
    from casactl.store.queries.addresses import addresses_of

    with app.read() as reader:
        row = find_address(reader, which)
        others = others_of(row, addresses_of(reader, row.contact_id, scope=reader.scope))
    if len(others) < 2:
        return None
    for each in others:
        say(f"{each.id}  {one_line(each.as_dict())}")
    return int(choose_one("Which one is the billing address then?", [str(each.id) for each in others]))
