"""The verbs of `document`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from casactl.actions.document import AVATAR, FileVerdict, check_documents, find_document
from casactl.actions.selection import resolve
from casactl.cli.changing import change
from casactl.cli.completion import choices
from casactl.cli.listing import listing
from casactl.cli.options import Ctx, Limit, Number, Ref, Whose, number, option
from casactl.cli.result_target import To, named_target, write_out
from casactl.domain.failures import failure
from casactl.domain.remedy import Blank, Remedy
from casactl.errors import UsageFault
from casactl.render.records import Column, columns_of, show_rows
from casactl.store.queries.papers import DocumentRow, documents
from casactl.store.queries.settings import all_settings, whole_in

File = Annotated[str, typer.Argument(metavar="FILE", help="A plain file.", show_default=False)]
Visibility = Annotated[
    str | None,
    option(
        "--visibility", help="office (the staff), case (its attorney, too) or contact (the person, too).",
        metavar="WHO", autocompletion=choices("office", "case", "contact"),
    ),
]  # fmt: skip


def add(
    ctx: Ctx,
    ref: Ref,
    file: File,
    name: Annotated[str | None, option("--name", help="What it is called; the file's name by default.")] = None,
    visibility: Visibility = None,
) -> None:
    """File a document about a contact."""
    from casactl.actions.document import VISIBILITIES, add_document, checked_type, document_name
    from casactl.actions.note import visibility_for
    from casactl.store.blobs import take_in

    app = ctx.obj
    seen_by = visibility_for(visibility, attorney=app.acting.is_attorney, known=VISIBILITIES)
    source = Path(file)
    called = document_name(name, source)
    with app.read() as reader:
        resolve(reader, ref)
        settings = all_settings(reader)
    folder = app.places.existing().folder
    incoming = take_in(folder, source, most=whole_in(settings, "document_max_mb") << 20)
    try:
        type_ = checked_type(incoming, called, taken=settings["document_types"])
        app.call.reads(sha256=incoming.sha256)
        change(
            app,
            lambda work: add_document(
                work, ref, resolve(work.reader, ref), incoming, name=called, type_=type_, visibility=seen_by
            ),
        )  # fmt: skip
    finally:
        incoming.discard()


def list_(ctx: Ctx, ref: Whose = None, limit: Limit = None) -> None:
    """List documents, of one contact or of all, the newest first."""
    columns = ("id", "at", "author", "visibility", "contact_id", "display_name", "name", "size",
               Column("type", "type", style=lambda _: "quiet"))  # fmt: skip
    listing(
        ctx.obj, DocumentRow, lambda at: documents(at.reader, contact=at.contact, limit=at.most),
        columns, of=ref, limit=limit,
    )  # fmt: skip


CHECK_COLUMNS = (
    "id",
    Column("name", "name", wrap=True),
    Column("problem", "problem", style=lambda _: "bad"),
    Column("sha256", "sha-256"),
)


def check(ctx: Ctx) -> None:
    """Prove every byte of every document and every picture."""
    app = ctx.obj
    folder = app.places.existing().folder
    with app.read() as reader:
        verdicts = list(check_documents(reader, folder))
    bad = [verdict for verdict in verdicts if verdict.problem]
    counted = _counted(verdicts)
    shown = verdicts if not app.view.tabular else bad
    show_rows(app.view, FileVerdict, shown, columns_of(app.view, FileVerdict, *CHECK_COLUMNS), footer=counted)
    if bad:
        raise failure("document.damaged",
            f"{len(bad)} of {counted} {'is' if len(bad) == 1 else 'are'} damaged: {bad[0].words} is {bad[0].problem}.",
            hint=Remedy("workspace restore", Blank("BACKUP"), Blank("NEW-NAME"), why="the bytes as they were"),

        )  # fmt: skip


def _counted(verdicts: list[FileVerdict]) -> str:
    """How many of each there are: `3 documents and 1 picture`."""
    pictures = sum(verdict.kind == AVATAR for verdict in verdicts)
    documents = len(verdicts) - pictures
    words = f"{documents:,} document{'' if documents == 1 else 's'}"
    return f"{words} and {pictures:,} picture{'' if pictures == 1 else 's'}" if pictures else words


def get(ctx: Ctx, document: Number, to: To = None) -> None:
    """Write a document's bytes to a file, proved."""
    target = named_target(ctx.obj, to)
    target.agree()
    with ctx.obj.read() as reader:
        row = find_document(reader, number(document, "ID") or 0)
    write_out(ctx.obj, target, row.sha256, row.size, whose=row.contact_id)


def edit(
    ctx: Ctx,
    document: Number,
    file: Annotated[str | None, option("--file", help="A file that takes its place.", metavar="FILE")] = None,
    name: Annotated[str | None, option("--name", help="What it is called.")] = None,
) -> None:
    """Put a document right: your own, while it is the last word."""
    from casactl.actions.document import checked_type, document_name, edit_document
    from casactl.store.blobs import take_in

    app, which = ctx.obj, number(document, "ID") or 0
    if file is None and name is None:
        raise UsageFault("Nothing to change: give --file or --name.", hint=Remedy("document edit", help=True))
    called = document_name(name, Path(name)) if name is not None else None
    any_word = app.acting.may("document:delete")
    if file is None:
        change(app, lambda work: edit_document(work, which, name=called, incoming=None, type_="", any_word=any_word))
        return
    with app.read() as reader:
        row = find_document(reader, which)
        settings = all_settings(reader)
    incoming = take_in(app.places.existing().folder, Path(file), most=whole_in(settings, "document_max_mb") << 20)
    try:
        type_ = checked_type(incoming, called or row.name, taken=settings["document_types"])
        app.call.reads(sha256=incoming.sha256)
        change(
            app,
            lambda work: edit_document(
                work, which, name=called, incoming=incoming, type_=type_, any_word=any_word
            ),
        )  # fmt: skip
    finally:
        incoming.discard()


def remove(ctx: Ctx, document: Number) -> None:
    """Remove a document; undo brings it back until its contact is erased."""
    from casactl.actions.document import remove_document

    which = number(document, "ID") or 0
    change(ctx.obj, lambda work: remove_document(work, which))
