"""`completion`: a shell's script, printed or put in place."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.cli.completion import choices
from casactl.cli.completion_scripts import SHELLS, install, place, script, this_shell
from casactl.cli.options import Ctx
from casactl.errors import UsageFault
from casactl.render.view import say, write

INSTALL = "install"


def completion(
    ctx: Ctx,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[install] [SHELL]", help=f"{', '.join(SHELLS)}; the one that you are in by default.",
            autocompletion=choices(INSTALL, *SHELLS), show_default=False,
        ),
    ] = None,
) -> None:  # fmt: skip
    """Print a shell's script for completing on Tab, or install it."""
    app, named = ctx.obj, list(words or ())
    installing = named[:1] == [INSTALL]
    if len(named) > 1 + installing:
        raise UsageFault(f"One shell at a time: {', '.join(SHELLS)}.")
    shell = named[-1] if len(named) > installing else this_shell()
    if not installing:
        write(script(shell))
    elif app.dry_run:
        script(shell)
        say(f"dry run: {shell}'s script would go to {place(shell)}")
    else:
        put_in_place(shell)


def put_in_place(shell: str) -> None:
    """Install a shell's script and say so."""
    say(f"{shell} completes casactl in every new terminal: {install(shell)}")
