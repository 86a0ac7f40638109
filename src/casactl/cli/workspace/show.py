"""`workspace show`."""

from __future__ import annotations

from casactl.actions.workspace.show import facts_about
from casactl.cli.options import Ctx
from casactl.cli.workspace.names import Perhaps, named_or_current
from casactl.render.workspace import show_facts


def show(ctx: Ctx, name: Perhaps = None) -> None:
    """Show where a workspace is and what it holds."""
    app = ctx.obj
    show_facts(app.view, facts_about(app.config, named_or_current(app, name)))
