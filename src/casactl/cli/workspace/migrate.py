"""`workspace migrate`."""

from __future__ import annotations

from casactl.cli.options import Ctx
from casactl.render.workspace import show_done


def migrate(ctx: Ctx) -> None:
    """Bring an older workspace to this program's schema."""
    from casactl.actions.workspace.migrate import migrate_workspace

    app = ctx.obj
    outcome, before, backup = migrate_workspace(
        app.existing_workspace(), now=app.now(), wait=app.lock_wait, dry_run=app.dry_run
    )
    show_done(app.view, outcome, dry_run=app.dry_run, schema_before=before, backup=str(backup) if backup else None)
