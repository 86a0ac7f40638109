"""`note add`."""

from __future__ import annotations

import sys
from typing import Annotated

from casactl.actions.selection import resolve
from casactl.cli.asking import needed
from casactl.cli.completion import choices
from casactl.cli.options import Ctx, Ref, option
from casactl.errors import UsageFault

Visibility = Annotated[
    str | None,
    option("--visibility", help="office (the staff) or case (its attorney, too).", metavar="WHO",
           autocompletion=choices("office", "case")),
]  # fmt: skip


def add(
    ctx: Ctx,
    ref: Ref,
    text: Annotated[str | None, option("--text", help="The text; - reads it from stdin.", metavar="TEXT|-")] = None,
    visibility: Visibility = None,
) -> None:
    """Write a note about a contact."""
    from casactl.actions.note.add import add_note, visibility_for

    app = ctx.obj
    if text == "-" == ref:
        raise UsageFault("Standard input holds the reference or the text, not both.")
    words = sys.stdin.read() if text == "-" else needed(text, "--text", "Text", interactive=app.interactive)
    seen_by = visibility_for(visibility, attorney=app.acting.is_attorney)
    app.change(
        "note.add",
        {"ref": ref, "visibility": seen_by, "text": words},
        lambda work: add_note(work, ref, resolve(work.reader, ref), words, visibility=seen_by),
    )
