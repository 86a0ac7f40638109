"""`note remove`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.cli.options import Ctx, number

Number = Annotated[str, typer.Argument(metavar="ID", help="The note's number.", show_default=False)]


def remove(ctx: Ctx, note: Number) -> None:
    """Remove a note; the log keeps it."""
    from casactl.actions.note.remove import remove_note

    which = number(note, "ID") or 0
    ctx.obj.change("note.remove", {"note": which}, lambda work: remove_note(work, which))
