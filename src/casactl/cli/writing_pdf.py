"""Writing letters as PDF: to a file, with a word about what no font of this machine could draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from casactl.cli.context import App
from casactl.cli.options import option
from casactl.cli.writing_bytes import write_pieces

if TYPE_CHECKING:
    from casactl.delivery.pdf import Drawn

Pdf = Annotated[str | None, option("--pdf", help="Write it as PDF; - is standard output.", metavar="FILE|-")]


def write_pdf(app: App, target: str, drawn: Drawn) -> None:
    """Write the PDF, and name the characters that it could not draw.

    Raises Refused, UsageFault.
    """
    write_pieces(app, target, [drawn.content], len(drawn.content))
    if drawn.missing:
        from casactl.delivery.pdf import package_for

        packages = ", ".join(dict.fromkeys(package_for(mark) for mark in drawn.missing))
        app.tell(f"warning: no font on this machine has {' '.join(drawn.missing)}; {packages} brings one")
