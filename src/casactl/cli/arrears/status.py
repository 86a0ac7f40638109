"""`arrears status`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from casactl.cli.arrears.notifications import Note, Notify, Statement, channels_of
from casactl.cli.completion import choices
from casactl.cli.options import Ctx, NoSend, Refs, flag, option
from casactl.cli.selecting import arguments, check_selection, chosen_for_writing, confirm_verb
from casactl.domain.standing import Arrears
from casactl.errors import UsageFault

if TYPE_CHECKING:
    from casactl.cli.context import App


def status(
    ctx: Ctx,
    refs: Refs = None,
    to: Annotated[
        str | None,
        option("--set", help="The status to give.", metavar="STATUS", autocompletion=choices(*Arrears)),
    ] = None,
    note: Note = "",
    notify: Notify = None,
    attach_statement: Statement = False,
    include_zero: Annotated[bool, flag("--include-zero", help="Those who owe nothing, too.")] = False,
    no_send: NoSend = False,
) -> None:
    """Apply a status of the debt ladder to contacts."""
    from casactl.actions.arrears.status import set_status, status_of
    from casactl.actions.arrears.steps import Telling

    app = ctx.obj
    if to is None:
        raise UsageFault("--set is missing.", hint=f"statuses: {', '.join(Arrears)}")
    wanted = status_of(to)
    telling = Telling(note, channels_of(notify), attach_statement)
    words = check_selection(app, refs)
    _preview(app, words, wanted)
    app.change(
        "arrears.status",
        arguments(app, words, set=str(wanted), note=note, notify=notify, include_zero=include_zero),
        lambda work: set_status(
            work, chosen_for_writing(app, work.reader, work.today, words), wanted, telling=telling,
            include_zero=include_zero,
        ),
        send=not no_send,
    )  # fmt: skip


def _preview(app: App, words: tuple[str, ...], wanted: Arrears) -> None:
    """Show who would get the status, and ask: nothing happens until then (WU-11)."""
    from casactl.render.arrears import show_preview
    from casactl.store.queries.facts import facts_for

    if app.flag("yes") and not app.interactive:
        return
    with app.read() as reader:
        today = app.today(reader)
        chosen = chosen_for_writing(app, reader, today, words)
        if app.interactive and not app.flag("quiet"):
            facts = facts_for(reader, chosen.ids, today=today.isoformat(), scope=reader.scope, belongings=False)
            show_preview(app.view, [facts[number] for number in chosen.ids], str(wanted))
    confirm_verb(app, f"Set {wanted} for", chosen)
