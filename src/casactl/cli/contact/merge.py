"""`contact merge`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casactl.actions.selection import Selection, choose, resolve
from casactl.cli.asking import confirm
from casactl.cli.completion import complete_contacts
from casactl.cli.context import App
from casactl.cli.options import Ctx, Reason
from casactl.cli.selecting import read_refs
from casactl.domain.outcomes import Outcome
from casactl.errors import UsageFault

if TYPE_CHECKING:
    from casactl.store.work import UnitOfWork

Keep = Annotated[
    str,
    typer.Argument(
        metavar="KEEP", help="The contact that stays.", autocompletion=complete_contacts, show_default=False,
    ),
]  # fmt: skip
Losers = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="LOSE", help="Those that are merged into it; - reads them from stdin.",
        autocompletion=complete_contacts, show_default=False,
    ),
]  # fmt: skip


def merge(ctx: Ctx, keep: Keep, lose: Losers = None, reason: Reason = "") -> None:
    """Merge contacts into one that takes over everything of theirs."""
    from casactl.actions.contact.merge import merge_contacts

    app = ctx.obj
    kept, *losers = read_refs([keep, *(lose or ())]) or ("",)
    if not losers:
        raise UsageFault("Which contacts are merged into it? Give KEEP, then at least one LOSE.")
    _agree(app, kept, tuple(losers))

    def action(work: UnitOfWork) -> Outcome:
        chosen = choose(work.reader, Selection(tuple(losers)), today=work.today.isoformat())
        return merge_contacts(work, resolve(work.reader, kept), chosen)

    app.change("contact.merge", {"keep": kept, "refs": losers}, action, reason=reason)


def _agree(app: App, kept: str, losers: tuple[str, ...]) -> None:
    """Show what would become of each field, and ask; off a terminal a yes has to be given beforehand.

    Raises UsageFault where nobody can be asked, Declined.
    """
    from casactl.actions.contact.merge_preview import preview
    from casactl.render.merge import show_steps

    if app.flag("yes") and not app.dry_run:
        return
    with app.read() as reader:
        today = app.today(reader).isoformat()
        chosen = choose(reader, Selection(losers), today=today)
        steps = [step for step in preview(reader, resolve(reader, kept), chosen, today=today) if not step.reasons]
    if not app.dry_run and not app.interactive:
        raise UsageFault(
            "Merging contacts: say --yes to confirm, nobody can be asked here.",
            hint="add --dry-run to see what it would do",
            code="usage.confirmation-needed",
        )
    if not app.flag("quiet"):
        show_steps(app.view, steps)
    if steps and not app.dry_run:
        whom = f"{steps[0].lose.id} {steps[0].lose.display_name}" if len(steps) == 1 else f"{len(steps):,} contacts"
        confirm(f"Merge {whom} into {steps[0].keep.id} {steps[0].keep.display_name}?")
