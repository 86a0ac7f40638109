"""The arguments and options that the verbs of `property` share."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.cli.completion import complete_properties
from casactl.cli.options import option

Name = Annotated[str, typer.Argument(metavar="NAME", help="Its own name, without its parents'.", show_default=False)]
Within = Annotated[
    str | None,
    option("--in", help="The property that it stands in.", metavar="PATH", autocompletion=complete_properties),
]
