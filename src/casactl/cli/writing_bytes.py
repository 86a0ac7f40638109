"""Writing stored bytes to a file or to standard output, proved, and never over somebody's file unasked."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from casactl.cli.asking import confirm
from casactl.cli.context import App
from casactl.cli.options import option
from casactl.domain.failures import failure
from casactl.errors import UsageFault
from casactl.render.view import say
from casactl.store.blobs import pieces
from casactl.store.files import replaced_privately

Target = Annotated[
    str | None, option("-O", "--to", help="Where to write it; - is standard output.", metavar="FILE|-")
]  # fmt: skip


def named_target(target: str | None) -> str:
    """Where to write.

    Raises UsageFault when nobody said.
    """
    if not target:
        raise UsageFault("-O is missing: say where to write it.", hint="-O FILE, or -O - for standard output")
    return target


def write_out(app: App, target: str, sha256: str, size: int) -> None:
    """Write the bytes of a hash.

    Raises IntegrityFault, Refused, UsageFault.
    """
    write_pieces(app, target, pieces(app.places.existing().folder, sha256, size), size)


def write_pieces(app: App, target: str, content: Iterable[bytes], size: int) -> None:
    """Write bytes that come piece by piece.

    Raises Refused, UsageFault, and whatever the pieces raise.
    """
    if target == "-":
        for piece in content:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    if not path.parent.is_dir():
        raise UsageFault(f"There is no folder {str(path.parent)!r}.")
    if os.path.lexists(path) and not app.flag("yes"):
        if not app.interactive or not path.is_file():
            raise failure("document.file-exists", target=target)
        confirm(f"Replace {target}?")
    replaced_privately(path, content)
    if not app.flag("quiet"):
        say(f"wrote {size:,} bytes to {target}")
