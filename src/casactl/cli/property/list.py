"""`property list`."""

from __future__ import annotations

from typing import Annotated

from casactl.actions.property.find import find_property
from casactl.cli.completion import choices, complete_properties
from casactl.cli.options import Ctx, flag, number, one_of, option
from casactl.domain.properties import KINDS
from casactl.render.property import show_tree
from casactl.store.queries.properties import list_properties


def list_(
    ctx: Ctx,
    within: Annotated[
        str | None,
        option("--in", help="This one and what lies below it.", metavar="PATH", autocompletion=complete_properties),
    ] = None,
    kind: Annotated[
        str | None,
        option("--kind", help="Only this kind.", metavar="KIND", autocompletion=choices(*KINDS)),
    ] = None,
    retired: Annotated[bool, flag("--retired", help="The retired ones, too.")] = False,
    limit: Annotated[
        str | None, option("--limit", help="At most so many (what fits on a terminal).", metavar="N")
    ] = None,
) -> None:
    """List properties as a tree."""
    app = ctx.obj
    kinds = one_of([kind] if kind is not None else (), KINDS, "--kind")
    most = number(limit, "--limit")
    with app.read() as reader:
        today = app.today(reader).isoformat()
        at = find_property(reader, within).path if within is not None else None
        rows = list_properties(
            reader, within=at, kind=kinds[0] if kinds else None, retired=retired, today=today,
            scope=reader.scope,
        )  # fmt: skip
    show_tree(app.view, [row.as_dict() for row in rows], most, flat=bool(kinds))
