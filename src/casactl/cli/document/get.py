"""`document get`."""

from __future__ import annotations

from casactl.actions.document.find import find_document
from casactl.cli.document.remove import Number
from casactl.cli.options import Ctx, number
from casactl.cli.writing_bytes import Target, named_target, write_out


def get(ctx: Ctx, document: Number, target: Target = None) -> None:
    """Write a document's bytes to a file, proved."""
    where = named_target(target)
    with ctx.obj.read() as reader:
        row = find_document(reader, number(document, "ID") or 0)
    write_out(ctx.obj, where, row.sha256, row.size)
