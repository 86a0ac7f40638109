"""`contact invite` and `contact revoke`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from casactl.cli.changing import change
from casactl.cli.completion import choices
from casactl.cli.options import Ctx, NoSend, OnDate, Reason, Refs, day, flag, one_of, option
from casactl.cli.selecting import agree, check_selection, chosen_for_writing
from casactl.errors import UsageFault

if TYPE_CHECKING:
    from casactl.domain.outcomes import Outcome
    from casactl.store.work import UnitOfWork

CHANNELS = ("email",)


def invite(
    ctx: Ctx,
    refs: Refs = None,
    resend: Annotated[
        bool, flag("--resend", help="Another link to who is invited; earlier ones stop working.")
    ] = False,
    channel: Annotated[
        str,
        option("--channel", help="email, the only one so far.", metavar="CHANNEL", autocompletion=choices(*CHANNELS)),
    ] = "email",
    on: OnDate = None,
    reason: Reason = "",
    no_send: NoSend = False,
) -> None:
    """Invite contacts to the portal by e-mail, now or on a date."""
    from casactl.actions.contact.standing.invite import invite_contacts, resend_invitations
    from casactl.actions.contact.standing.move import When

    app = ctx.obj
    one_of([channel], CHANNELS, "--channel")
    if resend and on:
        raise UsageFault("--resend sends another link now; leave --on away.")
    words = check_selection(app, refs)
    agree(app, "Send another link to" if resend else "Invite", words)

    def act(work: UnitOfWork) -> Outcome:
        chosen = chosen_for_writing(app, work.reader, work.today, words)
        if resend:
            return resend_invitations(work, chosen)
        return invite_contacts(work, chosen, when=When(day(on, work.today)), reason=reason)

    change(app, act, send=not no_send)


def revoke(ctx: Ctx, refs: Refs = None, reason: Reason = "") -> None:
    """Take invitations back: their links stop working."""
    from casactl.actions.contact.standing.invite import revoke_invitations

    app = ctx.obj
    words = check_selection(app, refs)
    agree(app, "Revoke the invitation of", words)
    change(app, lambda work: revoke_invitations(work, chosen_for_writing(app, work.reader, work.today, words)))
