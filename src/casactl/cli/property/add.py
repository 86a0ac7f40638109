"""`property add`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.asking import ask, choose_one
from casactl.cli.completion import choices
from casactl.cli.options import Ctx, one_of, option
from casactl.cli.property.options import Name, Within
from casactl.domain.properties import KINDS, PARENTS
from casactl.errors import UsageFault


def add(
    ctx: Ctx,
    name: Name,
    kind: Annotated[
        str | None,
        option("--kind", help="community, building or unit.", metavar="KIND", autocompletion=choices(*KINDS)),
    ] = None,
    within: Within = None,
) -> None:
    """Add a community, a building or a unit."""
    from casactl.actions.property.add import add_property

    app = ctx.obj
    kind, within = _asked(app.interactive, kind, within)
    app.change(
        "property.add",
        {"name": name, "kind": kind} | ({"in": within} if within else {}),
        lambda work: add_property(work, name, kind, within=within),
    )


def _asked(interactive: bool, kind: str | None, within: str | None) -> tuple[str, str | None]:
    """Kind and place, asked for where somebody is there to answer."""
    if kind is None:
        if not interactive:
            raise UsageFault("--kind is missing.", hint=f"kinds: {', '.join(KINDS)}")
        kind = choose_one("Kind", KINDS)
    kind = one_of([kind], KINDS, "--kind")[0]
    if interactive and not within and PARENTS[kind]:
        within = ask(f"In which {' or '.join(PARENTS[kind])}")
    return kind, within
