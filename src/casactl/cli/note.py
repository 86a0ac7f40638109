"""The verbs of `note`."""

from __future__ import annotations

import sys
from typing import Annotated

from casactl.actions.note import find_note
from casactl.actions.selection import resolve
from casactl.cli.asking import needed
from casactl.cli.changing import change
from casactl.cli.completion import choices
from casactl.cli.listing import listing
from casactl.cli.options import Ctx, Limit, Number, Ref, Whose, number, option
from casactl.domain.shapes import record
from casactl.errors import UsageFault
from casactl.render.message import show_note
from casactl.render.records import show_object
from casactl.store.queries.papers import NoteRow, notes

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
    words = sys.stdin.read() if text == "-" else needed(app, text, "--text", "Text")
    app.call.says(text=words)
    seen_by = visibility_for(visibility, attorney=app.acting.is_attorney)
    change(app, lambda work: add_note(work, ref, resolve(work.reader, ref), words, visibility=seen_by))


def list_(ctx: Ctx, ref: Whose = None, limit: Limit = None) -> None:
    """List notes, of one contact or of all, the newest first."""
    columns = ("id", "at", "author", "visibility", "contact_id", "display_name", "text")
    listing(
        ctx.obj, NoteRow, lambda at: notes(at.reader, contact=at.contact, limit=at.most),
        columns, of=ref, limit=limit,
    )  # fmt: skip


def show(ctx: Ctx, note: Number) -> None:
    """Show a note."""
    app = ctx.obj
    with app.read() as reader:
        app.today(reader)
        row = find_note(reader, number(note, "ID") or 0)
    if not show_object(app.view, record(row), NoteRow):
        show_note(app.view, record(row), row.display_name)


def edit(
    ctx: Ctx,
    note: Number,
    text: Annotated[str | None, option("--text", help="The text; - reads it from stdin.", metavar="TEXT|-")] = None,
) -> None:
    """Put a note right: your own, while it is the last word."""
    from casactl.actions.note import edit_note

    app, which = ctx.obj, number(note, "ID") or 0
    words = sys.stdin.read() if text == "-" else needed(app, text, "--text", "Text")
    app.call.says(text=words)
    change(app, lambda work: edit_note(work, which, words, any_word=app.acting.may("note:delete")))


def remove(ctx: Ctx, note: Number) -> None:
    """Remove a note; the log keeps it."""
    from casactl.actions.note import remove_note

    which = number(note, "ID") or 0
    change(ctx.obj, lambda work: remove_note(work, which))
