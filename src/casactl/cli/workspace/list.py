"""`workspace list`."""

from __future__ import annotations

import os

from casactl.actions.workspace.show import READY, list_workspaces
from casactl.cli.options import Ctx
from casactl.render.records import Column, show_records
from casactl.render.view import say

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
