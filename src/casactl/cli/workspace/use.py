"""`workspace use`."""

from __future__ import annotations

from casactl.actions.workspace.use import use_workspace
from casactl.cli.options import Ctx
from casactl.cli.workspace.names import Known
from casactl.render.workspace import show_done


def use(ctx: Ctx, name: Known) -> None:
    """Make a workspace the current one."""
    app = ctx.obj
    outcome = use_workspace(app.config.path, name, dry_run=app.dry_run)
    show_done(app.view, outcome, dry_run=app.dry_run)
