"""`workspace restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from casactl.cli.asking import confirm_typed
from casactl.cli.completion import complete_workspaces
from casactl.cli.context import FIRST_WORKSPACE, App
from casactl.cli.options import Ctx
from casactl.domain.outcomes import Outcome, Result
from casactl.render.workspace import show_done
from casactl.store.config import WorkspaceEntry

File = Annotated[str, typer.Argument(metavar="FILE", help="A backup.", show_default=False)]
Name = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME", help="A new or an empty workspace; the current one.",
        autocompletion=complete_workspaces, show_default=False,
    ),
]  # fmt: skip


def restore(ctx: Ctx, file: File, name: Name = None) -> None:
    """Put a backup into a new or an empty workspace."""
    from casactl.actions.workspace.restore import restore_workspace

    app = ctx.obj
    entry, made = _target(app, name)
    done = restore_workspace(
        app.config.path, Path(file).expanduser().absolute(), entry, made=made, now=app.now(),
        replace=_agreed(app, entry), wait=app.lock_wait, dry_run=app.dry_run,
    )  # fmt: skip
    rows, aside = sum(done.copied.rows.values()), done.copied.aside
    note = f"{rows:,} rows into {entry.location.shown}"
    kept = f"; what was there before is kept in {aside}" if aside else ""
    outcome = Outcome("workspace.restore", [Result(entry.name, None, "restored", entry.name, note=note + kept)])
    show_done(
        app.view, outcome, dry_run=app.dry_run, file=file, made_at=done.manifest.made_at, made_workspace=made,
        head=done.copied.head, rows=done.copied.rows, kept=str(aside) if aside else None,
    )  # fmt: skip


def _target(app: App, name: str | None) -> tuple[WorkspaceEntry, bool]:
    from casactl.actions.workspace.restore import target_of

    if name:
        return target_of(app.config, name)
    current = app.workspace
    return (current, False) if current else target_of(app.config, FIRST_WORKSPACE)


def _agreed(app: App, entry: WorkspaceEntry) -> bool:
    """Whether what the workspace holds may be replaced: by `--yes`, or by its name typed on a terminal."""
    from casactl.store.restore import holds_data

    if app.flag("yes"):
        return True
    if not app.interactive or app.dry_run or not holds_data(entry.location):
        return False
    confirm_typed(f"{entry.location.shown} holds data, which the backup replaces.", entry.name)
    return True
