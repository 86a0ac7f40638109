"""`workspace move`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.asking import confirm
from casactl.cli.context import App
from casactl.cli.options import Ctx, option
from casactl.cli.workspace.names import Known
from casactl.domain.outcomes import Outcome, Result
from casactl.errors import UsageFault
from casactl.render.workspace import show_done


def move(
    ctx: Ctx,
    name: Known,
    database: Annotated[
        str | None, option("--database", help="postgresql://… or sqlite:////path, empty.", metavar="URL")
    ] = None,
) -> None:
    """Move a workspace to another database."""
    from casactl.actions.workspace.move import move_workspace

    app = ctx.obj
    if not database:
        raise UsageFault("--database is missing.", hint="--database postgresql://user@host/database")
    _agree(app, name)
    done = move_workspace(app.config.path, name, database, wait=app.lock_wait, dry_run=app.dry_run)
    rows, old = sum(done.copied.rows.values()), done.before.shown
    note = f"{rows:,} rows to {done.entry.location.shown}; the old data stays at {old}"
    outcome = Outcome("workspace.move", [Result(name, None, "moved", name, note=note)])
    show_done(
        app.view, outcome, dry_run=app.dry_run, database=done.entry.location.shown, database_before=old,
        head=done.copied.head, rows=done.copied.rows,
    )  # fmt: skip


def _agree(app: App, name: str) -> None:
    if app.interactive and not app.flag("yes") and not app.dry_run:
        confirm(f"Move workspace '{name}' from {app.config.entry(name).location.shown}?")
