"""`workspace backup`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from casactl.actions.workspace.backup import FileExists, back_up_workspace, check_target
from casactl.cli.asking import confirm
from casactl.cli.context import App
from casactl.cli.options import Ctx
from casactl.errors import IntegrityFault
from casactl.render.view import View, say
from casactl.render.workspace import show_facts, sized
from casactl.store.backup import Backup
from casactl.store.config import WorkspaceEntry

File = Annotated[str, typer.Argument(metavar="FILE", help="Where to write it.", show_default=False)]


def backup(ctx: Ctx, file: File) -> None:
    """Write a verified backup."""
    app = ctx.obj
    entry, target = app.existing_workspace(), Path(file).expanduser().absolute()
    replace = _agreed(app, entry, target)
    done = back_up_workspace(entry, target, now=app.now(), replace=replace, dry_run=app.dry_run)
    show_facts(app.view, _facts(app.view, entry, done, app.dry_run))
    if not app.flag("quiet"):
        rows = sum(done.manifest.rows.values())
        said = "dry run: nothing was kept" if app.dry_run else "written and verified"
        say(f"{said}: {rows:,} rows, {sized(done.size)}")
    if done.problem:
        raise IntegrityFault(
            f"The backup holds what is there, but the log in it does not verify: {done.problem}.",
            hint="casactl workspace check",
        )


def _agreed(app: App, entry: WorkspaceEntry, target: Path) -> bool:
    """Whether a file that is there may be replaced."""
    if app.flag("yes"):
        return True
    try:
        check_target(entry, target, replace=False)
    except FileExists:
        if not app.interactive:
            raise
        confirm(f"{target} exists. Replace it?")
        return True
    return False


def _facts(view: View, entry: WorkspaceEntry, done: Backup, dry_run: bool) -> dict[str, Any]:
    manifest = done.manifest
    facts: dict[str, Any] = {
        "workspace": entry.name, "file": str(done.path), "size": done.size, "made_at": manifest.made_at,
        "schema": manifest.revision, "head": manifest.head, "sha256": manifest.sha256,
    }  # fmt: skip
    if view.format == "table" and not view.fields:
        return facts | {"rows": {f"rows {table}": count for table, count in manifest.rows.items() if count}}
    return facts | {"rows": manifest.rows, "verified": done.problem is None, "dry_run": dry_run}
