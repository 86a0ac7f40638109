"""`workspace mapping`: what was told of columns, kept under names for all operators."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.actions.workspace.mappings import find_mapping
from casactl.cli.changing import change
from casactl.cli.completion import complete_mappings
from casactl.cli.listing import listing
from casactl.cli.options import Ctx
from casactl.domain.shapes import record
from casactl.render.records import Column, show_object
from casactl.render.view import sanitize, write
from casactl.store.queries.mappings import MappingRow, mappings

MappingName = Annotated[
    str, typer.Argument(metavar="NAME", help="A mapping.", autocompletion=complete_mappings, show_default=False)
]


def list_(ctx: Ctx) -> None:
    """List the saved mappings of columns."""
    listing(
        ctx.obj, MappingRow, lambda at: mappings(at.reader),
        ("name", "import", Column("columns", "columns", lambda row: ", ".join(row["columns"]), wrap=True)),
        id_key="name", unlimited=True,
    )  # fmt: skip


def show(ctx: Ctx, name: MappingName) -> None:
    """Show a saved mapping: what columns are, and what words mean."""
    app = ctx.obj
    with app.read() as reader:
        shape = record(find_mapping(reader, name))
    if not show_object(app.view, shape):
        for column, field in shape["columns"].items():
            write(f"{sanitize(column)}\t{sanitize(field) or '(left out)'}\n")
        for field, words in shape["words"].items():
            for word, value in words.items():
                write(f"{sanitize(field)}: {sanitize(word)}\t{sanitize(value)}\n")


def remove(ctx: Ctx, ref: MappingName) -> None:
    """Forget a saved mapping."""
    from casactl.actions.workspace.mappings import remove_mapping

    change(ctx.obj, lambda work: remove_mapping(work, ref))
