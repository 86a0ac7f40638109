"""The verbs of `note`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from casactl.actions.note import find_note
from casactl.actions.selection import resolve
from casactl.cli.asking import needed
from casactl.cli.completion import choices, complete_contacts
from casactl.cli.options import Ctx, Ref, number, option
from casactl.cli.selecting import contact_to_show
from casactl.errors import UsageFault
from casactl.render.note import NOTE_FIELDS, note_columns, show_note
from casactl.render.records import show_object, show_records
from casactl.store.queries.notes import notes

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
    from casactl.actions.note import add_note, visibility_for

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


ON_A_TERMINAL = 50


def list_(
    ctx: Ctx,
    ref: Annotated[
        str | None,
        typer.Argument(
            metavar="REF", help="Whose; everybody's by default.", autocompletion=complete_contacts, show_default=False
        ),
    ] = None,
    limit: Annotated[str | None, option("--limit", help="At most so many (50 on a terminal).", metavar="N")] = None,
) -> None:
    """List notes, of one contact or of all, the newest first."""
    app = ctx.obj
    view = app.view
    most = number(limit, "--limit") or (ON_A_TERMINAL if view.terminal else None)
    with app.read() as reader:
        app.today(reader)
        whose = contact_to_show(app, reader, ref) if ref is not None else None
        rows = notes(reader, contact=whose, limit=most, scope=reader.scope)
    table = view.format == "table" and not view.fields
    records = [{**row.as_dict(), "display_name": row.display_name} if table else row.as_dict() for row in rows]
    show_records(view, records, note_columns(view, one=ref is not None), fields=NOTE_FIELDS)


def show(ctx: Ctx, note: Number) -> None:
    """Show a note."""
    app = ctx.obj
    with app.read() as reader:
        app.today(reader)
        row = find_note(reader, number(note, "ID") or 0)
    if not show_object(app.view, row.as_dict()):
        show_note(app.view, row.as_dict(), row.display_name)


Number = Annotated[str, typer.Argument(metavar="ID", help="The note's number.", show_default=False)]


def remove(ctx: Ctx, note: Number) -> None:
    """Remove a note; the log keeps it."""
    from casactl.actions.note import remove_note

    which = number(note, "ID") or 0
    ctx.obj.change("note.remove", {"note": which}, lambda work: remove_note(work, which))
