"""`document remove`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.cli.options import Ctx, number

Number = Annotated[str, typer.Argument(metavar="ID", help="The document's number.", show_default=False)]


def remove(ctx: Ctx, document: Number) -> None:
    """Remove a document; undo brings it back until its contact is erased."""
    from casactl.actions.document.add import remove_document

    which = number(document, "ID") or 0
    ctx.obj.change("document.remove", {"document": which}, lambda work: remove_document(work, which))
