"""The arguments that name a workspace."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.cli.completion import complete_workspaces
from casactl.cli.context import App
from casactl.store.config import WorkspaceEntry

Known = Annotated[
    str,
    typer.Argument(metavar="NAME", help="A workspace.", autocompletion=complete_workspaces, show_default=False),
]
Perhaps = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME", help="A workspace; the current one.", autocompletion=complete_workspaces,
        show_default=False,
    ),
]  # fmt: skip


def named_or_current(app: App, name: str | None) -> WorkspaceEntry:
    """The workspace of that name, else the one that commands are about.

    Raises UnknownWorkspace, NoWorkspaceStore.
    """
    return app.config.entry(name) if name else app.existing_workspace()
