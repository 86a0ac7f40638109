"""`property edit`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.options import Ctx, Path, flag, number, option
from casactl.cli.property.options import Within
from casactl.errors import UsageFault


def edit(
    ctx: Ctx,
    path: Path,
    name: Annotated[str | None, option("--name", help="The new name.")] = None,
    within: Within = None,
    restore: Annotated[bool, flag("--restore", help="Take it back into use, with what lies above and below.")] = False,
    if_version: Annotated[
        str | None, option("--if-version", help="Only if it is still at this version.", metavar="N")
    ] = None,
) -> None:
    """Rename, move or restore a property."""
    from casactl.actions.property.edit import PropertyEdit, edit_property

    change = PropertyEdit(name, within, restore, number(if_version, "--if-version"))
    if not change:
        raise UsageFault("Nothing to change was said.", hint="casactl property edit --help")
    words = {"path": path, "name": name, "in": within, "restore": restore or None, "if_version": if_version}
    ctx.obj.change(
        "property.edit",
        {key: value for key, value in words.items() if value is not None},
        lambda work: edit_property(work, path, change),
    )
