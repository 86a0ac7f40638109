"""The verbs of `arrears`, and the options that go with telling people of a status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from casactl.actions.arrears.worklist import worklist
from casactl.cli.completion import choices
from casactl.cli.filters import filters_from
from casactl.cli.options import Ctx, NoSend, Ref, Refs, flag, number, one_of, option
from casactl.cli.selecting import arguments, check_selection, chosen_for_writing, confirm_verb, contact_to_show
from casactl.domain.letters import CHANNELS
from casactl.domain.money import parse_amount
from casactl.domain.standing import Arrears
from casactl.errors import UsageFault
from casactl.render.arrears import HISTORY_FIELDS, history_columns, show_worklist
from casactl.render.records import show_records
from casactl.store.queries.arrears import steps_of
from casactl.store.queries.settings import all_settings

if TYPE_CHECKING:
    from casactl.cli.context import App


Note = Annotated[str, option("--note", help="A note for the office and the attorney; the contact never sees it.")]
Notify = Annotated[
    str | None,
    option("--notify", help="Tell the contact: email, sms, or both.", metavar="CHANNELS",
           autocompletion=choices(*CHANNELS)),
]  # fmt: skip
Statement = Annotated[bool, flag("--attach-statement", help="Send the statement along.")]


def channels_of(text: str | None) -> tuple[str, ...]:
    """The channels of a comma-separated list.

    Raises UsageFault.
    """
    if not text:
        return ()
    return tuple(dict.fromkeys(one_of(text.split(","), CHANNELS, "--notify")))


def list_(
    ctx: Ctx,
    least: Annotated[str | None, option("--min", help="Who owes at least so much.", metavar="AMOUNT")] = None,
    limit: Annotated[str | None, option("--limit", help="At most so many (50 on a terminal).", metavar="N")] = None,
) -> None:
    """List who owes money: status, attorney, age of the debt, last payment."""
    app = ctx.obj
    most = number(limit, "--limit")
    with app.read() as reader:
        today = app.today(reader)
        currency = all_settings(reader)["currency"]
        floor = parse_amount(least, currency) if least else 0
        filters = filters_from(app.filters, reader, today)
        rows = worklist(reader, filters, today=today.isoformat(), least=floor)
        show_worklist(app.view, rows, most, currency=currency)


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


def history(ctx: Ctx, ref: Ref) -> None:
    """Show every status that a contact has had, with its notes and notices."""
    app = ctx.obj
    with app.read() as reader:
        app.today(reader)
        rows = steps_of(reader, contact_to_show(app, reader, ref), scope=reader.scope)
    records = [row.as_dict() for row in rows]
    show_records(app.view, records, history_columns(app.view), fields=HISTORY_FIELDS)
