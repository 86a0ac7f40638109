"""`message send` and `message receive`."""

from __future__ import annotations

from casactl.actions.selection import resolve
from casactl.cli.message.writing import Channel, Subject, Text, channels_from, check_stdin_is_read_once, words_from
from casactl.cli.options import Ctx, NoSend, Ref, Refs
from casactl.cli.selecting import agree, arguments, check_selection, chosen_for_writing


def send(
    ctx: Ctx,
    refs: Refs = None,
    subject: Subject = None,
    text: Text = None,
    channel: Channel = "email",
    no_send: NoSend = False,
) -> None:
    """Send contacts a message, each their own, by e-mail or SMS."""
    from casactl.actions.message.send import send_message

    app = ctx.obj
    channels = channels_from(channel)
    check_stdin_is_read_once(refs, text)
    selected = check_selection(app, refs)
    words = words_from(app, subject, text)
    agree(app, "Send the message to", selected)
    app.change(
        "message.send",
        arguments(app, selected, digest=words.digest, channel=",".join(channels)),
        lambda work: send_message(
            work, chosen_for_writing(app, work.reader, work.today, selected), words, channels=channels
        ),
        send=not no_send,
    )


def receive(ctx: Ctx, ref: Ref, subject: Subject = None, text: Text = None) -> None:
    """Record a message that came in by phone, post or e-mail."""
    from casactl.actions.message.receive import receive_message

    app = ctx.obj
    check_stdin_is_read_once([ref], text)
    words = words_from(app, subject, text)
    app.change(
        "message.receive",
        {"ref": ref, "digest": words.digest},
        lambda work: receive_message(work, ref, resolve(work.reader, ref), words),
    )
