"""`document add`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from casactl.actions.selection import resolve
from casactl.cli.completion import choices
from casactl.cli.options import Ctx, Ref, option
from casactl.store.queries.settings import all_settings

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
    from casactl.actions.document.add import VISIBILITIES, add_document, checked_type, document_name
    from casactl.actions.note.add import visibility_for
    from casactl.store.blobs import take_in

    app = ctx.obj
    seen_by = visibility_for(visibility, attorney=app.acting.is_attorney, known=VISIBILITIES)
    source = Path(file)
    called = document_name(name, source)
    with app.read() as reader:
        resolve(reader, ref)
        settings = all_settings(reader)
    folder = app.existing_workspace().folder
    incoming = take_in(folder, source, most=int(settings["document_max_mb"]) << 20)
    try:
        type_ = checked_type(incoming, source, taken=settings["document_types"])
        app.change(
            "document.add",
            {"ref": ref, "name": called, "visibility": seen_by, "sha256": incoming.sha256},
            lambda work: add_document(
                work, ref, resolve(work.reader, ref), incoming, name=called, type_=type_, visibility=seen_by
            ),
        )  # fmt: skip
    finally:
        incoming.discard()
