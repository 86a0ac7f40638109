"""Options and arguments of the `user` verbs."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.cli.completion import choices, complete_properties, complete_users
from casactl.cli.options import option
from casactl.domain.permissions import Group

Email = Annotated[
    str,
    typer.Argument(metavar="EMAIL", help="The user's e-mail.", autocompletion=complete_users, show_default=False),
]
Name = Annotated[str | None, option("--name", help="The user's name.")]
GroupOption = Annotated[
    str | None,
    option("--group", help="superuser, manager, clerk or attorney.", metavar="GROUP", autocompletion=choices(*Group)),
]
Phone = Annotated[str | None, option("--phone", help="A phone number.", metavar="NUMBER")]
Firm = Annotated[str | None, option("--firm", help="The firm that an attorney works for.")]
Communities = Annotated[
    list[str] | None,
    option(
        "--community", help="A community in reach; repeated for several.", metavar="PATH",
        autocompletion=complete_properties,
    ),
]  # fmt: skip
