"""`contact erase`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from casactl.actions.selection import Chosen
from casactl.cli.contact.forgetting import change, confirm_forgetting, forget
from casactl.cli.context import App
from casactl.cli.options import Ctx, OnDate, Reason, Refs, flag
from casactl.cli.selecting import check_selection
from casactl.domain.standing import Verb
from casactl.errors import UsageFault
from casactl.render.records import show_records
from casactl.render.report import Words
from casactl.render.retention import retention_columns
from casactl.store.queries.retention import FIELDS, retention

if TYPE_CHECKING:
    from casactl.domain.outcomes import Outcome
    from casactl.store.work import UnitOfWork

AllDue = Annotated[bool, flag("--all-due", help="The archived whose retention has passed.")]


def erase(ctx: Ctx, refs: Refs = None, all_due: AllDue = False, on: OnDate = None, reason: Reason = "") -> None:
    """Erase archived contacts for good, once nothing has to be kept."""
    if not all_due:
        forget(ctx, Verb.ERASE, words=check_selection(ctx.obj, refs), on=on, reason=reason)
    elif refs or ctx.obj.filters or on:
        raise UsageFault("--all-due says who and when; leave references, filters and --on away.")
    else:
        _erase_due(ctx.obj, reason)


def _erase_due(app: App, reason: str) -> None:
    from casactl.actions.contact.erase_due import erase_due

    seen = _preview(app)

    def action(work: UnitOfWork) -> Outcome:
        return erase_due(work, seen, reason=reason)

    change(app, Verb.ERASE, (), action, reason=reason, all_due=True)


def _preview(app: App) -> list[int]:
    """Show who is due, on a terminal, and have it confirmed; gives their numbers."""
    with app.read() as reader:
        today = app.today(reader).isoformat()
        rows = retention(reader, today=today, scope=reader.scope, due_only=True)
        if rows and app.view.terminal and not app.flag("yes"):
            shown = (row.as_dict() for row in rows)
            show_records(
                app.view,
                shown,
                retention_columns(Words(app.view.date_format)),
                fields=FIELDS,
                footer=f"{len(rows):,} due",
            )
        chosen = Chosen(tuple((str(row.id), row.id) for row in rows))
        confirm_forgetting(app, Verb.ERASE, reader, chosen, today)
    return chosen.ids
