"""`property remove`."""

from __future__ import annotations

from typing import Annotated

from casactl.actions.property.find import find_property
from casactl.cli.asking import confirm
from casactl.cli.context import App
from casactl.cli.options import Ctx, Path, flag
from casactl.render.sanitize import sanitize
from casactl.store.queries.property_use import count_below


def remove(
    ctx: Ctx,
    path: Path,
    retire: Annotated[
        bool, flag("--retire", help="Take it out of use instead, with everything below it; it can be restored.")
    ] = False,
) -> None:
    """Remove a property, or retire one that was in use."""
    from casactl.actions.property.remove import remove_property, retire_property

    app = ctx.obj
    _agree(app, path, retire)
    app.change(
        "property.remove",
        {"path": path} | ({"retire": True} if retire else {}),
        lambda work: (retire_property if retire else remove_property)(work, path),
    )


def _agree(app: App, path: str, retire: bool) -> None:
    """Confirm on a terminal, naming the property and how much goes with it."""
    if not app.interactive or app.flag("yes") or app.dry_run:
        return
    with app.read() as reader:
        at = find_property(reader, path)
        below = count_below(reader, at.path_key) if retire else 0
    more = f" and the {below:,} below it" if below else ""
    confirm(f"{'Retire' if retire else 'Remove'} {sanitize(at.path)}{more}?")
