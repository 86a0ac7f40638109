"""The verbs of `workspace` about where the data is: made, backed up, restored, moved, migrated, checked, removed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casactl.actions.workspace.backup import BackupExists, back_up_workspace, check_target
from casactl.actions.workspace.known import Removed, remove_workspace
from casactl.actions.workspace.show import check_workspace
from casactl.cli.asking import confirm, confirm_typed
from casactl.cli.call import Kept
from casactl.cli.completion import complete_workspaces
from casactl.cli.context import App
from casactl.cli.needing import needed
from casactl.cli.options import Ctx, flag, option
from casactl.cli.result_target import ResultTarget
from casactl.cli.workspace.machine import Known, Perhaps, named_or_current
from casactl.domain.failures import failure
from casactl.domain.outcomes import Outcome, Result
from casactl.domain.remedy import Blank, Line, Remedy, Sentence
from casactl.domain.shapes import record
from casactl.errors import Exit, IntegrityFault
from casactl.office.places import FIRST_WORKSPACE
from casactl.render.records import Column
from casactl.render.view import View, say
from casactl.render.workspace import mark, show_done, show_facts, show_verdicts, sized
from casactl.store.backup import Backup
from casactl.store.config import WorkspaceEntry
from casactl.store.reader import CorruptStore

if TYPE_CHECKING:
    from casactl.actions.workspace.add import Added


NewName = Annotated[
    str, typer.Argument(metavar="NAME", help="Lower-case letters, digits, - and _.", show_default=False)
]


def add(
    ctx: Ctx,
    name: NewName,
    database: Annotated[
        str | None,
        option("--database", help="postgresql://… or sqlite:////path; a file of its own.", metavar="URL"),
        Kept.NOT,
    ] = None,
    timezone: Annotated[str | None, option("--timezone", help="Such as Europe/London.", metavar="ZONE")] = None,
    currency: Annotated[str | None, option("--currency", help="Such as GBP.", metavar="CODE")] = None,
    country: Annotated[str | None, option("--country", help="Such as GB.", metavar="CODE")] = None,
) -> None:
    """Make a workspace."""
    from casactl.actions.workspace.add import add_workspace

    app = ctx.obj
    given = {"timezone": timezone, "currency": currency, "country": country}
    added = add_workspace(
        app.config.path, name, database, app.office.origin(app.who, app.command()), now=app.now(),
        settings={key: value for key, value in given.items() if value is not None}, wait=app.lock_wait,
        dry_run=app.dry_run,
    )  # fmt: skip
    outcome = Outcome("workspace.add", [Result(name, None, "added", name, note=_added_note(added))])
    show_done(
        app.view, outcome, operation=added.operation, dry_run=app.dry_run, adopted=added.adopted,
        database=added.entry.location.shown, foreign_tables=list(added.foreign_tables),
    )  # fmt: skip


def _added_note(added: Added) -> Line:
    where = added.entry.location.shown
    note = f"took in the data at {where}" if added.adopted else f"in {where}"
    note += _noted(added.foreign_tables)
    use = Remedy("workspace use", added.entry.name)
    return note if added.current else Sentence(f"{note}; ", use, " makes it current")


def _noted(foreign_tables: Sequence[str]) -> str:
    """A word about tables of others in a database, nothing where there are none."""
    listed = ", ".join(foreign_tables)
    return f"; {listed} in it {'is' if len(foreign_tables) == 1 else 'are'} not casactl's" if listed else ""


BackupTarget = Annotated[str, typer.Argument(metavar="FILE", help="Where to write it.", show_default=False)]


def backup(ctx: Ctx, file: BackupTarget) -> None:
    """Write a verified backup."""
    app = ctx.obj
    entry, target = app.custody(app.places.existing()), Path(file).expanduser().absolute()
    ResultTarget(app, str(target))
    replace = _agreed_to_overwrite(app, entry, target)
    done = back_up_workspace(entry, target, now=app.now(), replace=replace, dry_run=app.dry_run)
    if not (app.flag("quiet") and app.view.tabular and not app.view.fields):  # a line of cron's says nothing then
        show_facts(app.view, _facts(app.view, entry, done, app.dry_run))
    if not app.flag("quiet"):
        rows = sum(done.manifest.rows.values())
        said = "dry run: nothing was kept" if app.dry_run else "written and verified"
        say(f"{said}: {rows:,} rows, {sized(done.size)}")
    if done.problem:
        raise IntegrityFault(
            f"The backup holds what is there, but the log in it does not verify: {done.problem}.",
            hint=Remedy("workspace check"),
        )


def _agreed_to_overwrite(app: App, entry: WorkspaceEntry, target: Path) -> bool:
    """Whether a file that is there may be replaced."""
    if app.flag("yes"):
        return True
    try:
        check_target(entry, target, replace=False)
    except BackupExists:
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
    if view.tabular and not view.fields:
        return facts | {"rows": {f"rows {table}": count for table, count in manifest.rows.items() if count}}
    return facts | {"rows": manifest.rows, "verified": done.problem is None, "dry_run": dry_run}


BackupFile = Annotated[str, typer.Argument(metavar="FILE", help="A backup.", show_default=False)]
RestoredAs = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME", help="The workspace, made if there is none; the current one.",
        autocompletion=complete_workspaces, show_default=False,
    ),
]  # fmt: skip


def restore(
    ctx: Ctx,
    file: BackupFile,
    name: RestoredAs = None,
    allow_missing: Annotated[
        bool, flag("--allow-missing", help="Also where the bytes of documents are missing; those are named.")
    ] = False,
) -> None:
    """Put a backup into a workspace; data that it replaces is asked about."""
    from casactl.actions.workspace.restore import restore_workspace
    from casactl.store.archive import read_manifest
    from casactl.store.restore import holds_data

    app = ctx.obj
    entry, made = _target(app, name)
    fresh = made or app.who.unlimited or not holds_data(entry.location)
    app.custody(entry, fresh=fresh)
    origin = app.office.origin(app.who, app.command(), app.office.answering(app.who, entry, fresh=fresh))
    backup = Path(file).expanduser().absolute()
    read_manifest(backup)  # before anybody is asked about what it would replace
    done = restore_workspace(
        app.config.path, backup, entry, origin, made=made, now=app.now(),
        replace=_agreed_to_replace(app, entry), wait=app.lock_wait, dry_run=app.dry_run, allow_missing=allow_missing,
    )  # fmt: skip
    rows, aside = sum(done.copied.rows.values()), done.copied.aside
    note = f"{rows:,} rows into {entry.location.shown}"
    note += _noted(done.copied.foreign_tables)
    kept = f"; what was there before is kept in {aside}" if aside else ""
    outcome = Outcome("workspace.restore", [Result(entry.name, None, "restored", entry.name, note=note + kept)])
    show_done(
        app.view, outcome, operation=done.copied.operation, dry_run=app.dry_run, file=file,
        made_at=done.manifest.made_at, made_workspace=made,
        head=done.copied.head, rows=done.copied.rows, kept=str(aside) if aside else None,
        missing=list(done.copied.missing), foreign_tables=list(done.copied.foreign_tables),
        erased_since=list(done.copied.revived),
    )  # fmt: skip
    if done.copied.revived:
        numbers = ", ".join(map(str, done.copied.revived))
        say(f"warning: erased after this backup was made, and back now: contact {numbers}; erase them again")
    if done.scanner:
        say(f"warning: the portal will scan uploads by {done.scanner}, as the backup says; see that it is yours")
    if done.copied.missing:
        say(f"without the bytes of {', '.join(done.copied.missing)}")
        raise typer.Exit(int(Exit.PARTLY))


def _target(app: App, name: str | None) -> tuple[WorkspaceEntry, bool]:
    from casactl.actions.workspace.restore import target_of

    if name:
        return target_of(app.config, name)
    current = app.workspace
    return (current, False) if current else target_of(app.config, FIRST_WORKSPACE)


def _agreed_to_replace(app: App, entry: WorkspaceEntry) -> bool:
    """Whether what the workspace holds may be replaced: by `--yes`, or by its name typed on a terminal."""
    from casactl.store.restore import holds_data

    if app.flag("yes"):
        return True
    if not app.interactive or app.dry_run or not holds_data(entry.location):
        return False
    confirm_typed(f"{entry.location.shown} holds data, which the backup replaces.", entry.name)
    return True


def move(
    ctx: Ctx,
    name: Known,
    database: Annotated[
        str | None, option("--database", help="postgresql://… or sqlite:////path, empty.", metavar="URL"), Kept.NOT
    ] = None,
) -> None:
    """Move a workspace to another database."""
    from casactl.actions.workspace.restore import move_workspace

    app = ctx.obj
    database = needed(
        app, database, "--database", "To which database (postgresql://user@host/database, or sqlite:////path)",
        "--database postgresql://user@host/database",
    )  # fmt: skip
    app.custody(app.config.entry(name))
    if app.interactive and not app.sure:
        _agree_to_move(app, name, database)
    done = move_workspace(app.config.path, name, database, wait=app.lock_wait, dry_run=app.dry_run)
    rows, old = sum(done.copied.rows.values()), done.before.shown
    note = f"{rows:,} rows to {done.entry.location.shown}; the old data stays at {old}, until somebody is erased"
    outcome = Outcome("workspace.move", [Result(name, None, "moved", name, note=note)])
    show_done(
        app.view, outcome, dry_run=app.dry_run, database=done.entry.location.shown, database_before=old,
        head=done.copied.head, rows=done.copied.rows,
    )  # fmt: skip


def _agree_to_move(app: App, name: str, database: str) -> None:
    """Copy it once without keeping the copy, and ask with what came of it."""
    from casactl.actions.workspace.restore import move_workspace

    tried = move_workspace(app.config.path, name, database, wait=app.lock_wait, dry_run=True)
    rows, there = sum(tried.copied.rows.values()), tried.entry.location.shown
    confirm(
        f"Move workspace '{name}', {rows:,} rows, from {tried.before.shown} to {there}? Writers wait meanwhile; "
        "no undo moves it back, and what is there now stays as it is until somebody is erased."
    )


def migrate(ctx: Ctx) -> None:
    """Bring an older workspace to this program's schema."""
    from casactl.actions.workspace.migrate import migrate_workspace

    app = ctx.obj
    entry = app.custody(app.places.existing())
    origin = app.office.origin(app.who, app.command(), app.office.answering(app.who, entry, fresh=False))
    outcome, before, backup = migrate_workspace(entry, origin, now=app.now(), wait=app.lock_wait, dry_run=app.dry_run)
    show_done(app.view, outcome, dry_run=app.dry_run, schema_before=before, backup=str(backup) if backup else None)


FIELDS = ("check", "ok", "problem", "note")
COLUMNS = (
    Column("check", "check"),
    Column("ok", "", lambda record: "ok" if record["ok"] else "BAD", style=mark),
    Column("problem", "", lambda record: record["problem"] or record["note"] or "", wrap=True),
)


def check(ctx: Ctx, name: Perhaps = None) -> None:
    """Check the database, its references, derived data and the log."""
    app = ctx.obj
    entry = named_or_current(app, name)
    findings = list(check_workspace(entry, named=_sees_all(app, entry), now=app.now()))
    wrong = [finding for finding in findings if not finding.ok]
    shape = {"ok": not wrong, "checks": [record(finding) for finding in findings]}
    show_verdicts(app.view, shape, COLUMNS, FIELDS)
    if wrong:
        raise CorruptStore(
            f"{len(wrong)} of {len(findings)} checks of workspace '{entry.name}' found something wrong.",
            hint=Remedy(
                "workspace restore", Blank("BACKUP"), Blank("NEW-NAME"), why="a good backup, beside the damaged data"
            ),
        )


def _sees_all(app: App, entry: WorkspaceEntry) -> bool:
    """Whether what is wrong may be named: it can be about anybody."""
    if app.who.unlimited:
        return True
    with app.inspect(entry) as reader:
        return not reader.fenced


def remove(
    ctx: Ctx,
    name: Known,
    delete_data: Annotated[bool, flag("--delete-data", help="Delete its data too, for good.")] = False,
) -> None:
    """Forget a workspace; its data stays unless told otherwise."""
    app = ctx.obj
    entry = app.custody(app.config.entry(name))
    _agree_to_remove(app, name, delete_data, entry.location.shown)
    removed = remove_workspace(app.config.path, name, delete_data=delete_data, wait=app.lock_wait, dry_run=app.dry_run)
    outcome = Outcome("workspace.remove", [Result(name, None, "removed", name, note=_removed_note(removed))])
    show_done(app.view, outcome, dry_run=app.dry_run, deleted_data=delete_data and not app.dry_run)


def _agree_to_remove(app: App, name: str, delete_data: bool, where: str) -> None:
    if app.sure:
        return
    if app.interactive and delete_data:
        confirm_typed(f"This deletes everything in {where} for good.", name)
    elif app.interactive:
        confirm(f"Forget workspace '{name}'? Its data stays at {where}.")
    elif delete_data:
        raise failure(
            "usage.confirmation-needed",
            f"This would delete everything in {where} for good: say --yes to confirm.",
        )


def _removed_note(removed: Removed) -> str:
    if not removed.deleted:
        return f"its data stays at {removed.kept}"
    return "its data is deleted" + (f"; left in place: {removed.kept}" if removed.kept else "")
