"""`contact handover` and `contact recall`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

from casactl.cli.arrears import Note, Notify, Statement, channels_of
from casactl.cli.changing import change
from casactl.cli.completion import choices, complete_properties, complete_users
from casactl.cli.needing import ANY, needed
from casactl.cli.options import Ctx, NoSend, OnDate, Reason, Refs, day, flag, option
from casactl.cli.selecting import agree, check_selection, chosen_for_writing
from casactl.cli.texts import InEditor, note_from
from casactl.domain.moves import RECALL
from casactl.domain.remedy import Remedy
from casactl.domain.standing import Arrears

if TYPE_CHECKING:
    from casactl.actions.selection import Chosen
    from casactl.cli.context import App
    from casactl.domain.outcomes import Outcome
    from casactl.store.work import UnitOfWork


def handover(
    ctx: Ctx,
    refs: Refs = None,
    to: Annotated[
        str | None,
        option("--to", help="The attorney's e-mail.", metavar="ATTORNEY", autocompletion=complete_users),
    ] = None,
    community: Annotated[
        str | None,
        option(
            "--community",
            help="The community that the case is of; the contact's only one by default.",
            metavar="PATH",
            autocompletion=complete_properties,
        ),
    ] = None,
    note: Note = "",
    notify: Notify = None,
    attach_statement: Statement = False,
    lock: Annotated[str, option("--lock", help="Lock payments, too, for this reason.", metavar="REASON")] = "",
    pass_on: Annotated[
        bool, flag("--pass-on", help="Let the attorney read the notes and documents of earlier cases, too.")
    ] = False,
    no_send: NoSend = False,
    on: OnDate = None,
    reason: Reason = "",
    editor: InEditor = False,
) -> None:
    """Hand accounts over to an attorney, now or on a date."""
    from casactl.actions.arrears.steps import StatusNotice
    from casactl.actions.contact.standing.handover import hand_over_contacts, hindered
    from casactl.actions.contact.standing.move import When

    app = ctx.obj
    words = check_selection(app, refs)

    def chosen(work: UnitOfWork) -> Chosen:
        return chosen_for_writing(app, work.reader, work.today, words)

    to = needed(
        app, to, "--to", "Attorney", Remedy("user list", type="attorney"), judge=partial(_attorney, app),
        first=None if on else lambda work: hindered(work, chosen(work), community=community),
    )  # fmt: skip
    notice = StatusNotice(note_from(app, note, words, editor=editor), channels_of(notify), attach_statement)
    agree(app, f"Hand over to {to}", words)

    def act(work: UnitOfWork) -> Outcome:
        return hand_over_contacts(
            work, chosen(work), to=to, community=community, lock=lock, notice=notice,
            when=When(day(on, work.today)), reason=reason, pass_on=pass_on,
        )  # fmt: skip

    change(app, act, send=not no_send)


def _attorney(app: App, text: str) -> str:
    """An attorney's e-mail, judged when it is given."""
    from casactl.actions.contact.standing.handover import attorney_for

    with app.read() as reader:
        attorney_for(reader, text)
    return text


def recall(
    ctx: Ctx,
    refs: Refs = None,
    status: Annotated[
        str | None,
        option(
            "--status",
            help="The status afterwards; the one before the handover by default.",
            metavar="STATUS",
            autocompletion=choices(*Arrears),
        ),
    ] = None,
    on: OnDate = None,
    reason: Reason = "",
) -> None:
    """Take accounts back from an attorney, now or on a date."""
    from casactl.actions.arrears.status import status_of
    from casactl.actions.contact.standing.handover import recall_contacts
    from casactl.actions.contact.standing.move import When

    app = ctx.obj
    after = str(status_of(status)) if status else None
    words = check_selection(app, refs)

    def act(work: UnitOfWork, reason: str) -> Outcome:
        chosen = chosen_for_writing(app, work.reader, work.today, words)
        return recall_contacts(work, chosen, status=after, when=When(day(on, work.today)), reason=reason)

    why = needed(app, reason, "--reason", "Why does the account come back", first=partial(act, reason=ANY))
    agree(app, RECALL.verb.capitalize(), words)
    change(app, partial(act, reason=why))
