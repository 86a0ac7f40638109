"""`message broadcast`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casactl.cli.asking import confirm
from casactl.cli.filters import filters_from
from casactl.cli.message.writing import Channel, Subject, Text, channels_from, words_from
from casactl.cli.options import Ctx, NoSend
from casactl.cli.selecting import MANY, arguments
from casactl.errors import UsageFault
from casactl.render.message import audience_lines
from casactl.render.view import say

if TYPE_CHECKING:
    from casactl.cli.context import App


def broadcast(
    ctx: Ctx, subject: Subject = None, text: Text = None, channel: Channel = "email", no_send: NoSend = False
) -> None:
    """Send one text to many: every active contact whom it reaches, or those that the filters find."""
    from casactl.actions.message.broadcast import broadcast_message

    app = ctx.obj
    channels = channels_from(channel)
    words = words_from(app, subject, text)
    _agree(app, channels)
    app.change(
        "message.broadcast",
        arguments(app, (), digest=words.digest, channel=",".join(channels)),
        lambda work: broadcast_message(
            work, filters_from(app.filters, work.reader, work.today), words, channels=channels
        ),
        send=not no_send,
    )


def _agree(app: App, channels: tuple[str, ...]) -> None:
    """Say whom it reaches, in numbers, and ask: without a filter that is everybody, so it always takes a yes."""
    if app.flag("yes") or app.dry_run:
        return
    from casactl.actions.message.broadcast import audience_of

    with app.read() as reader:
        today = app.today(reader)
        filters = filters_from(app.filters, reader, today)
        audience = audience_of(reader, filters, channels=channels, today=today.isoformat())
    meant = audience.contacts + audience.left_out.total()
    whom = "1 contact" if audience.contacts == 1 else f"{audience.contacts:,} contacts"
    if not app.flag("quiet"):
        for line in audience_lines(audience.contacts, audience.by, audience.left_out):
            say(line)
    if app.interactive and audience.contacts:
        confirm(f"Send it to {whom}?")
    elif not app.interactive and (not app.filters or meant >= MANY):
        raise UsageFault(
            f"Broadcast to {whom}: say --yes to confirm, nobody can be asked here.",
            code="usage.confirmation-needed",
        )
