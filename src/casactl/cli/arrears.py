"""The verbs of `arrears`, and the options that go with telling people of a status."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Annotated

from casactl.actions.arrears.worklist import Owing, worklist
from casactl.cli.asking import choose_one
from casactl.cli.changing import change
from casactl.cli.completion import choices
from casactl.cli.filters import filters_from
from casactl.cli.listing import Asked, Rows, listing
from casactl.cli.options import Ctx, Limit, NoSend, Ref, Refs, flag, one_of, option
from casactl.cli.selecting import check_selection, chosen_for_writing, confirm_verb
from casactl.cli.texts import InEditor, note_from
from casactl.domain.amounts import Amounts
from casactl.domain.channels import AUTO, NOTICE_CHANNELS
from casactl.domain.standing import Arrears
from casactl.errors import UsageFault
from casactl.render.ledger import history_columns, worklist_columns
from casactl.store.queries.arrears import StepRow, steps_of
from casactl.store.queries.settings import setting

if TYPE_CHECKING:
    from casactl.cli.context import App


Note = Annotated[str, option("--note", help="A note for the office and the attorney; the contact never sees it.")]
Notify = Annotated[
    str | None,
    option("--notify", help="Tell the contact: email, sms, post, several, or auto: by what leads there.",
           metavar="CHANNELS", autocompletion=choices(AUTO, *NOTICE_CHANNELS)),
]  # fmt: skip
Statement = Annotated[bool, flag("--attach-statement", help="Send the statement along.")]


def channels_of(text: str | None) -> tuple[str, ...]:
    """The channels of a comma-separated list.

    Raises UsageFault.
    """
    if not text:
        return ()
    return tuple(dict.fromkeys(one_of(text.split(","), (AUTO, *NOTICE_CHANNELS), "--notify")))


def list_(
    ctx: Ctx,
    least: Annotated[str | None, option("--min", help="Who owes at least so much.", metavar="AMOUNT")] = None,
    limit: Limit = None,
) -> None:
    """List who owes money: status, attorney, age of the debt, last payment."""
    app = ctx.obj

    def query(at: Asked) -> Iterator[Owing]:
        floor = Amounts.of(partial(setting, at.reader)).parse(least) if least else 0
        filters = filters_from(app.filters, at.reader, at.today)
        return islice(worklist(at.reader, filters, today=at.today.isoformat(), least=floor), at.most)

    listing(app, Owing, query, lambda view, _: worklist_columns(view), limit=limit, footer=_owing)


def _owing(at: Asked, rows: Rows) -> str:
    return f"{len(rows):,} who owe, in {at.currency}; the columns of days count from the due date"


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
    repeat: Annotated[bool, flag("--repeat", help="Tell those again whose status it is already.")] = False,
    down: Annotated[bool, flag("--down", help="Of several, also down the ladder, or out of what was agreed.")] = False,
    include_zero: Annotated[bool, flag("--include-zero", help="Those who owe nothing, too.")] = False,
    no_send: NoSend = False,
    editor: InEditor = False,
) -> None:
    """Apply a status of the debt ladder to contacts.

    Where several are given one, by references or filters, the ladder only climbs, and what is not due yet is left out.
    """
    from casactl.actions.arrears.status import Manner, set_status, status_of
    from casactl.actions.arrears.steps import StatusNotice

    app = ctx.obj
    words = check_selection(app, refs)
    if to is None and app.interactive:
        to = choose_one("Status", tuple(Arrears))
        app.call.says(set=to)
    if to is None:
        raise UsageFault("--set is missing.", hint=f"statuses: {', '.join(Arrears)}")
    wanted = status_of(to)
    said = note_from(app, note, words, editor=editor)
    notice = StatusNotice(said, channels_of(notify), attach_statement, repeat)
    manner = Manner(include_zero, len(words) != 1, down)
    _preview(app, words, wanted)
    change(
        app,
        lambda work: set_status(
            work, chosen_for_writing(app, work.reader, work.today, words), wanted, notice=notice, manner=manner
        ),
        send=not no_send,
    )  # fmt: skip


def _preview(app: App, words: tuple[str, ...], wanted: Arrears) -> None:
    """Show who would get the status, and ask: nothing happens until then (WU-11)."""
    from casactl.render.ledger import show_preview
    from casactl.store.queries.facts import facts_for

    if app.flag("yes") and not app.interactive:
        return
    with app.read() as reader:
        today = app.today(reader)
        chosen = chosen_for_writing(app, reader, today, words)
        if app.interactive and not app.flag("quiet"):
            facts = facts_for(reader, chosen.ids, today=today.isoformat(), belongings=False)
            show_preview(app.view, [facts[number] for number in chosen.ids], str(wanted))
    confirm_verb(app, f"Set {wanted} for", chosen)


def history(ctx: Ctx, ref: Ref) -> None:
    """Show every status that a contact has had, with its notes and notices."""
    listing(
        ctx.obj, StepRow, lambda at: steps_of(at.reader, at.contact or 0),
        lambda view, _: history_columns(view), contact=ref, unlimited=True,
    )  # fmt: skip
