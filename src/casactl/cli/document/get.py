"""`document get`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

from casactl.actions.document.find import find_document
from casactl.cli.asking import confirm
from casactl.cli.document.remove import Number
from casactl.cli.options import Ctx, number, option
from casactl.errors import Refused, UsageFault
from casactl.render.view import say
from casactl.store.blobs import pieces
from casactl.store.files import replaced_privately


class FileExists(Refused):
    """Something is there already that would be lost."""

    code = "document.file-exists"


def get(
    ctx: Ctx,
    document: Number,
    target: Annotated[
        str | None, option("-O", "--to", help="Where to write it; - is standard output.", metavar="FILE|-")
    ] = None,
) -> None:
    """Write a document's bytes to a file, proved."""
    app = ctx.obj
    if target is None:
        raise UsageFault("-O is missing: say where to write it.", hint="-O FILE, or -O - for standard output")
    folder = app.existing_workspace().folder
    with app.read() as reader:
        row = find_document(reader, number(document, "ID") or 0)
    if target == "-":
        for piece in pieces(folder, row.sha256, row.size):
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    if os.path.lexists(path) and not app.flag("yes"):
        if not app.interactive or not path.is_file():
            raise FileExists(f"{target!r} exists.", hint="say --yes to replace it, or name another file")
        confirm(f"Replace {target}?")
    replaced_privately(path, pieces(folder, row.sha256, row.size))
    if not app.flag("quiet"):
        say(f"wrote {row.size:,} bytes to {target}")
