"""What the verbs of `lease` share."""

from __future__ import annotations

from typing import Annotated

import typer

LeaseNumber = Annotated[str, typer.Argument(metavar="ID", help="The lease's number.", show_default=False)]
