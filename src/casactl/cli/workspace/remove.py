"""`workspace remove`."""

from __future__ import annotations

from typing import Annotated

from casactl.actions.workspace.remove import Removed, remove_workspace
from casactl.cli.asking import confirm, confirm_typed
from casactl.cli.context import App
from casactl.cli.options import Ctx, flag
from casactl.cli.workspace.names import Known
from casactl.domain.outcomes import Outcome, Result
from casactl.errors import UsageFault
from casactl.render.workspace import show_done


def remove(
    ctx: Ctx,
    name: Known,
    delete_data: Annotated[bool, flag("--delete-data", help="Delete its data too, for good.")] = False,
) -> None:
    """Forget a workspace; its data stays unless told otherwise."""
    app = ctx.obj
    _agree(app, name, delete_data, app.config.entry(name).location.shown)
    removed = remove_workspace(app.config.path, name, delete_data=delete_data, wait=app.lock_wait, dry_run=app.dry_run)
    outcome = Outcome("workspace.remove", [Result(name, None, "removed", name, note=_note(removed))])
    show_done(app.view, outcome, dry_run=app.dry_run, deleted_data=delete_data and not app.dry_run)


def _agree(app: App, name: str, delete_data: bool, where: str) -> None:
    if app.flag("yes") or app.dry_run:
        return
    if app.interactive and delete_data:
        confirm_typed(f"This deletes everything in {where} for good.", name)
    elif app.interactive:
        confirm(f"Forget workspace '{name}'? Its data stays at {where}.")
    elif delete_data:
        raise UsageFault(
            f"This would delete everything in {where} for good: say --yes to confirm.",
            code="usage.confirmation-needed",
        )


def _note(removed: Removed) -> str:
    if not removed.deleted:
        return f"its data stays at {removed.kept}"
    return "its data is deleted" + (f"; left in place: {removed.kept}" if removed.kept else "")
