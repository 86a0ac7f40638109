"""The verbs of `workspace` about what this machine knows: list, show, use."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Annotated

import typer

from casactl.actions.workspace.known import use_workspace
from casactl.actions.workspace.show import READY, facts_about, list_workspaces
from casactl.cli.completion import complete_workspaces
from casactl.cli.context import App
from casactl.cli.options import Ctx
from casactl.render.records import Column, show_records
from casactl.render.view import say
from casactl.render.workspace import show_done, show_facts
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
    """The workspace of that name, else the one that commands are about, for whoever has the right in it.

    Raises ConfigFault, NoWorkspaceStore, Refused.
    """
    return app.custody(app.config.entry(name) if name else app.places.existing())


COLUMNS = (
    Column("current", "", lambda record: "*" if record["current"] else ""),
    Column("name", "name"),
    Column("state", "state", style=lambda record: "good" if record["state"] == READY else "attention"),
    Column("database", "database", wrap=True),
)


def list_(ctx: Ctx) -> None:
    """List the workspaces of this machine."""
    app = ctx.obj
    if os.environ.get("CASACTL_DATABASE") and not app.flag("quiet"):
        say("note: CASACTL_DATABASE is set and goes before the current workspace")
    fields = ("name", "current", "database", "folder", "state")
    show_records(app.view, list_workspaces(app.config), COLUMNS, fields=fields, id_key="name")


def show(ctx: Ctx, name: Perhaps = None) -> None:
    """Show where a workspace is and what it holds."""
    app = ctx.obj
    entry = named_or_current(app, name)
    with app.inspect(entry) as reader:
        facts = facts_about(app.config, entry, reader)
    show_facts(app.view, facts)


def use(ctx: Ctx, name: Known) -> None:
    """Make a workspace the current one."""
    app = ctx.obj
    outcome = use_workspace(app.config.path, name, dry_run=app.dry_run)
    view = replace(app.view, workspace="")  # the line says which; what was the current one would mislead below it
    show_done(view, outcome, dry_run=app.dry_run)
