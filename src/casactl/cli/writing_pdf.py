"""Writing letters as PDF: to a file, with a word about what no font of this machine could draw."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated

from casactl.cli.context import App
from casactl.cli.options import option
from casactl.cli.result_target import ResultTarget
from casactl.render.view import sanitize

if TYPE_CHECKING:
    from casactl.delivery.pdf import Drawn

Pdf = Annotated[str | None, option("--pdf", help="Write it as PDF; - is standard output.", metavar="FILE|-")]


def write_pdf(app: App, target: ResultTarget, drawn: Drawn, *, whose: Collection[int]) -> None:
    """Write the PDF about these contacts, and name the characters that it could not draw.

    Raises Refused, Declined, CasaError, PipeClosed.
    """
    if target.holds(drawn.content):  # a request that is repeated writes the same again
        app.tell(f"{sanitize(target.name)} holds it already")
        return
    target.write([drawn.content], len(drawn.content), whose=whose)
    if drawn.missing:
        from casactl.delivery.pdf import package_for

        packages = ", ".join(dict.fromkeys(package_for(mark) for mark in drawn.missing))
        app.tell(f"warning: no font on this machine has {' '.join(drawn.missing)}; {packages} brings one")
