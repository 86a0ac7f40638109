"""The verbs of `message`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from casactl.actions.find import find_one
from casactl.actions.selection import resolve
from casactl.cli.call import Kept
from casactl.cli.changing import change
from casactl.cli.completion import choices
from casactl.cli.filters import filters_from
from casactl.cli.judging import whom_of
from casactl.cli.listing import Asked, counted, listing
from casactl.cli.needing import ANY, needed, numbers_needed
from casactl.cli.options import (
    After,
    Ctx,
    Limit,
    NoSend,
    Number,
    Ref,
    Refs,
    Since,
    Whose,
    flag,
    number,
    one_of,
    option,
)
from casactl.cli.result_target import placed_target
from casactl.cli.selecting import MANY, agree, check_selection, chosen_for_writing, contact_to_show
from casactl.cli.texts import InEditor, text_from, whom
from casactl.cli.writing_pdf import Pdf, write_pdf
from casactl.domain.channels import AUTO, CHANNELS, NOTICE_CHANNELS, PORTAL
from casactl.domain.failures import failure
from casactl.domain.letters import ABOUT_CONTACTS
from casactl.domain.remedy import Remedy
from casactl.domain.shapes import record
from casactl.errors import UsageFault
from casactl.render.message import audience_lines, message_columns, show_message, show_preview
from casactl.render.records import show_object
from casactl.render.view import say
from casactl.store.queries.messages import MessageRow, messages

if TYPE_CHECKING:
    from casactl.actions.message.deliver import MessageText
    from casactl.cli.context import App
    from casactl.domain.outcomes import Outcome
    from casactl.store.work import UnitOfWork


Subject = Annotated[str | None, option("--subject", help="One line that says what it is about."), Kept.AS_DIGEST]
Text = Annotated[
    str | None, option("--text", help="The text; - reads it from stdin.", metavar="TEXT|-"), Kept.AS_DIGEST
]
Channel = Annotated[
    str,
    option("--channel", help="email, sms, post, or several: email,sms.", metavar="CHANNEL",
           autocompletion=choices(*NOTICE_CHANNELS)),
]  # fmt: skip


def channels_from(text: str) -> tuple[str, ...]:
    """The channels of `--channel`, each once, in their order.

    Raises UsageFault, listing them.
    """
    words = [word for word in text.split(",") if word.strip()]
    if not words:
        raise UsageFault(f"--channel takes {', '.join(NOTICE_CHANNELS)}, or several of them.")
    asked = one_of(words, NOTICE_CHANNELS, "--channel")
    return tuple(channel for channel in NOTICE_CHANNELS if channel in asked)


def check_stdin_is_read_once(refs: list[str] | None, text: str | None) -> None:
    """Raise UsageFault when standard input is asked for the references and for the text."""
    if text == "-" and "-" in (refs or ()):
        raise UsageFault(
            "Standard input holds the references or the text, not both.", hint="give the text itself with --text"
        )


def words_from(
    app: App, subject: str | None, text: str | None, *, editor: bool, about: Callable[[], str],
    first: Callable[[UnitOfWork, MessageText], Outcome] | None = None,
) -> MessageText:  # fmt: skip
    """Subject and text: given, asked for, or the text from standard input or an editor.

    `first` is what becomes of them: where it refuses any, that is said instead of asking.

    Raises UsageFault, naming the option, for what is missing where nobody can be asked.
    """
    from casactl.actions.message.deliver import words_of

    anything = (lambda work: first(work, words_of(ANY, ANY))) if first else None
    subject = needed(app, subject, "--subject", "Subject", first=anything)
    words = text_from(app, text, editor=editor, about=lambda: f"{about()}, about: {subject}")
    return words_of(subject, words)


def send(
    ctx: Ctx,
    refs: Refs = None,
    subject: Subject = None,
    text: Text = None,
    channel: Annotated[
        str | None,
        option("--channel", help="email, sms, post, or several: email,sms; auto: by what leads there; portal: the text "
               "stays there, a mail says that it waits. Without it as the setting message_channel says, else on paper.",
               metavar="CHANNEL", autocompletion=choices(*NOTICE_CHANNELS, AUTO, PORTAL)),
    ] = None,
    no_send: NoSend = False,
    editor: InEditor = False,
) -> None:  # fmt: skip
    """Send contacts a message, each their own: by e-mail, by SMS, on paper, or in the portal."""
    from casactl.actions.message.send import send_message

    app = ctx.obj
    alone = channel in (PORTAL, AUTO)
    channels = (str(channel),) if alone else channels_from(channel) if channel is not None else None
    check_stdin_is_read_once(refs, text)
    selected = check_selection(app, refs)

    def act(work: UnitOfWork, words: MessageText) -> Outcome:
        chosen = chosen_for_writing(app, work.reader, work.today, selected)
        return send_message(work, chosen, words, channels=channels)

    words = words_from(
        app, subject, text, editor=editor, about=lambda: f"A message to {whom(app, selected)}", first=act
    )
    agree(app, "Send the message to", selected)
    change(app, partial(act, words=words), send=not no_send)


def receive(ctx: Ctx, ref: Ref, subject: Subject = None, text: Text = None, editor: InEditor = False) -> None:
    """Record a message that came in by phone, post or e-mail."""
    from casactl.actions.message.send import receive_message

    app = ctx.obj
    check_stdin_is_read_once([ref], text)
    words = words_from(app, subject, text, editor=editor, about=lambda: f"What {whom(app, [ref])} said")
    change(app, lambda work: receive_message(work, ref, resolve(work.reader, ref), words))


def broadcast(
    ctx: Ctx, subject: Subject = None, text: Text = None, channel: Channel = "email", no_send: NoSend = False,
    editor: InEditor = False,
) -> None:  # fmt: skip
    """Send one text to many: every active contact whom it reaches, or those that the filters find."""
    from casactl.actions.message.send import broadcast_message

    app = ctx.obj
    channels = channels_from(channel)
    words = words_from(
        app, subject, text, editor=editor, about=lambda: f"A message to {_everybody(app)} by {', '.join(channels)}"
    )
    _agree(app, channels)
    change(
        app,
        lambda work: broadcast_message(
            work, filters_from(app.filters, work.reader, work.today), words, channels=channels
        ),
        send=not no_send,
    )


def _everybody(app: App) -> str:
    return whom(app, ()) if app.filters else "every active contact"


def _agree(app: App, channels: tuple[str, ...]) -> None:
    """Say whom it reaches, in numbers, and ask: without a filter that is everybody, so it always takes a yes."""
    if app.sure:
        return
    from casactl.actions.message.send import audience_of

    with app.read() as reader:
        today = app.today(reader)
        filters = filters_from(app.filters, reader, today)
        audience = audience_of(reader, filters, channels=channels, today=today.isoformat())
    meant = audience.contacts + audience.left_out.total()
    count = "1 contact" if audience.contacts == 1 else f"{audience.contacts:,} contacts"
    if not app.flag("quiet"):
        for line in audience_lines(audience.contacts, audience.by, audience.left_out):
            say(line)
    if app.interactive and audience.contacts:
        app.asks = lambda outcome: f"Send it to {whom_of(outcome)}?"
    elif not app.interactive and (not app.filters or meant >= MANY):
        raise failure("usage.confirmation-needed", what=f"Broadcast to {count}")


def read(
    ctx: Ctx,
    refs: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID…|REF", help="Messages by number, or everything that somebody wrote, by their e-mail "
                       "or name.", show_default=False),
    ] = None,
    contact: Annotated[
        str | None, option("--contact", help="Everything that this contact wrote.", metavar="REF")
    ] = None,
) -> None:  # fmt: skip
    """Mark what people wrote in the portal as read."""
    from casactl.actions.message.read import read_messages

    if not refs and contact is None:
        missing = UsageFault("Which messages? Give their numbers.", hint=Remedy("message list", unread=True))
        refs = numbers_needed(ctx.obj, "refs", "Which messages", missing)

    def act(work: UnitOfWork) -> Outcome:
        return read_messages(work, refs or [], contact=resolve(work.reader, contact) if contact else None)

    change(ctx.obj, act)


DIRECTIONS = ("in", "out")


def list_(
    ctx: Ctx,
    ref: Whose = None,
    since: Since = None,
    direction: Annotated[
        str | None,
        option("--direction", help="in or out.", metavar="WAY", autocompletion=choices(*DIRECTIONS)),
    ] = None,
    unread: Annotated[bool, flag("--unread", help="What people wrote in the portal and nobody has read yet.")] = False,
    limit: Limit = None,
    after: After = None,
) -> None:
    """List messages, of one contact or of all, the newest first."""
    way = one_of([direction], DIRECTIONS, "--direction")[0] if direction is not None else None

    def query(at: Asked) -> list[MessageRow]:
        return messages(at.reader, contact=at.contact, since=at.since(since), direction=way, limit=at.most,
                        after=at.after, unread=unread)  # fmt: skip

    listing(
        ctx.obj, MessageRow, query, lambda view, _: message_columns(view, one=ref is not None), of=ref, limit=limit,
        after=after, footer=counted,
    )  # fmt: skip


def show(ctx: Ctx, message: Number) -> None:
    """Show a message."""
    app = ctx.obj
    which = number(message, "ID") or 0
    with app.read() as reader:
        app.today(reader)
        row = find_one(next(iter(messages(reader, number=which)), None), "message", which)
    if not show_object(app.view, record(row), MessageRow):
        show_message(app.view, record(row), row.display_name)


SAMPLE = "(the text)"
TemplateName = Annotated[
    str,
    typer.Argument(
        metavar="TEMPLATE",
        help=f"One of {', '.join(ABOUT_CONTACTS)}.",
        autocompletion=choices(*ABOUT_CONTACTS),
        show_default=False,
    ),
]


def preview(
    ctx: Ctx,
    template: TemplateName,
    ref: Ref,
    subject: Subject = None,
    text: Annotated[str, option("--text", help="The text that it would carry.")] = SAMPLE,
    channel: Annotated[
        str, option("--channel", help="email or sms.", metavar="CHANNEL", autocompletion=choices(*CHANNELS))
    ] = "email",
    html: Annotated[bool, flag("--html", help="The HTML in place of the text.")] = False,
    pdf: Pdf = None,
) -> None:
    """Show how a letter to a contact would read."""
    from casactl.actions.message.preview import draw_preview, preview_letter

    app = ctx.obj
    name = one_of([template.replace("_", "-")], ABOUT_CONTACTS, "TEMPLATE")[0]
    way = one_of([channel], CHANNELS, "--channel")[0]
    target = placed_target(app, pdf, "--pdf") if pdf is not None else None
    folder = app.places.existing().folder
    with app.read() as reader:
        today, contact = app.today(reader), contact_to_show(app, reader, ref)
        made = preview_letter(reader, folder, contact, name, channel=way, subject=subject, text=text, today=today)
        drawn = draw_preview(reader, made, today=today) if target else None
    if drawn and target:
        write_pdf(app, target, drawn, whose=[contact])
        return
    show_preview(app.view, record(made), html=html)
