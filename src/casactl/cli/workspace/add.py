"""`workspace add`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casactl.cli.options import Ctx, option
from casactl.domain.outcomes import Outcome, Result
from casactl.render.workspace import show_done

if TYPE_CHECKING:
    from casactl.actions.workspace.add import Added

Name = Annotated[str, typer.Argument(metavar="NAME", help="Lower-case letters, digits, - and _.", show_default=False)]


def add(
    ctx: Ctx,
    name: Name,
    database: Annotated[
        str | None,
        option("--database", help="postgresql://… or sqlite:////path; a file of its own.", metavar="URL"),
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
        app.config.path, name, database, app.origin("workspace.add", {"name": name}), now=app.now(),
        settings={key: value for key, value in given.items() if value is not None}, wait=app.lock_wait,
        dry_run=app.dry_run,
    )  # fmt: skip
    outcome = Outcome("workspace.add", [Result(name, None, "added", name, note=_note(added))])
    show_done(
        app.view, outcome, operation=added.operation, dry_run=app.dry_run, adopted=added.adopted,
        database=added.entry.location.shown,
    )  # fmt: skip


def _note(added: Added) -> str:
    where = added.entry.location.shown
    note = f"took in the data at {where}" if added.adopted else f"in {where}"
    return note if added.current else f"{note}; casactl workspace use {added.entry.name} makes it current"
