"""The verbs of `note`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from casactl.actions.note import find_note
from casactl.cli.changing import change
from casactl.cli.completion import choices
from casactl.cli.listing import listing
from casactl.cli.options import Ctx, Limit, Number, Reason, Refs, Whose, number, option
from casactl.cli.selecting import agree, check_selection, chosen_for_writing
from casactl.cli.texts import InEditor, text_from, whom
from casactl.domain.shapes import record
from casactl.errors import UsageFault
from casactl.render.message import show_note
from casactl.render.records import show_object
from casactl.store.queries.papers import NoteRow, notes

if TYPE_CHECKING:
    from casactl.cli.context import App

Visibility = Annotated[
    str | None,
    option("--visibility", help="office (the staff) or case (its attorney, too).", metavar="WHO",
           autocompletion=choices("office", "case")),
]  # fmt: skip


def add(
    ctx: Ctx,
    refs: Refs = None,
    text: Annotated[str | None, option("--text", help="The text; - reads it from stdin.", metavar="TEXT|-")] = None,
    visibility: Visibility = None,
    reason: Reason = "",
    editor: InEditor = False,
) -> None:
    """Write a note about contacts, the same about each."""
    from casactl.actions.note import add_notes, visibility_for

    app = ctx.obj
    if text == "-" and "-" in (refs or ()):
        raise UsageFault("Standard input holds the references or the text, not both.")
    seen_by = visibility_for(visibility, attorney=app.acting.is_attorney)
    selected = check_selection(app, refs)
    words = text_from(
        app, text, editor=editor, about=lambda: f"A note about {whom(app, selected)}, for the {seen_by}."
    )  # fmt: skip
    agree(app, "Write a note about", selected, one_freely=True)
    change(
        app,
        lambda work: add_notes(
            work, chosen_for_writing(app, work.reader, work.today, selected), words, visibility=seen_by
        ),
    )  # fmt: skip


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
    editor: InEditor = False,
) -> None:
    """Put a note right: your own, while it is the last word."""
    from casactl.actions.note import edit_note

    app, which = ctx.obj, number(note, "ID") or 0
    words = text_from(app, text, editor=editor, about=lambda: f"Note {which}.", started=lambda: _text_of(app, which))
    change(app, lambda work: edit_note(work, which, words, any_word=app.acting.may("note:delete")))


def _text_of(app: App, which: int) -> str:
    with app.read() as reader:
        return find_note(reader, which).text


def remove(ctx: Ctx, note: Number) -> None:
    """Remove a note; the log keeps it."""
    from casactl.actions.note import remove_note

    which = number(note, "ID") or 0
    change(ctx.obj, lambda work: remove_note(work, which))
