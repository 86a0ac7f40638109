"""The verbs of `message`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from casactl.actions.selection import resolve
from casactl.cli.asking import confirm, needed
from casactl.cli.completion import choices, complete_contacts
from casactl.cli.filters import filters_from
from casactl.cli.options import Ctx, NoSend, Ref, Refs, day, flag, number, one_of, option
from casactl.cli.selecting import MANY, agree, arguments, check_selection, chosen_for_writing, contact_to_show
from casactl.domain.dates import local_midnight
from casactl.domain.letters import CHANNELS, KINDS
from casactl.errors import UsageFault
from casactl.render.message import MESSAGE_FIELDS, audience_lines, message_columns, show_preview
from casactl.render.records import show_records
from casactl.render.view import say
from casactl.store.queries.messages import messages
from casactl.store.queries.settings import all_settings

if TYPE_CHECKING:
    from casactl.actions.message.deliver import Words
    from casactl.cli.context import App


Subject = Annotated[str | None, option("--subject", help="One line that says what it is about.")]
Text = Annotated[str | None, option("--text", help="The text; - reads it from stdin.", metavar="TEXT|-")]
Channel = Annotated[
    str,
    option("--channel", help="email, sms, or both: email,sms.", metavar="CHANNEL", autocompletion=choices(*CHANNELS)),
]


def channels_from(text: str) -> tuple[str, ...]:
    """The channels of `--channel`, each once, in their order.

    Raises UsageFault, listing them.
    """
    words = [word for word in text.split(",") if word.strip()]
    if not words:
        raise UsageFault(f"--channel takes one of {', '.join(CHANNELS)}, or both.")
    asked = one_of(words, CHANNELS, "--channel")
    return tuple(channel for channel in CHANNELS if channel in asked)


def check_stdin_is_read_once(refs: list[str] | None, text: str | None) -> None:
    """Raise UsageFault when standard input is asked for the references and for the text."""
    if text == "-" and "-" in (refs or ()):
        raise UsageFault(
            "Standard input holds the references or the text, not both.", hint="give the text itself with --text"
        )


def words_from(app: App, subject: str | None, text: str | None) -> Words:
    """Subject and text: given, asked for, or the text from standard input.

    Raises UsageFault, naming the option, for what is missing where nobody can be asked.
    """
    from casactl.actions.message.deliver import words_of

    asking = app.interactive
    subject = needed(subject, "--subject", "Subject", interactive=asking)
    text = _stdin() if text == "-" else needed(text, "--text", "Text", interactive=asking)
    return words_of(subject, text)


def _stdin() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError:
        raise UsageFault("Standard input is not UTF-8 text.", code="input.bad-encoding") from None


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
    from casactl.actions.message.send import receive_message

    app = ctx.obj
    check_stdin_is_read_once([ref], text)
    words = words_from(app, subject, text)
    app.change(
        "message.receive",
        {"ref": ref, "digest": words.digest},
        lambda work: receive_message(work, ref, resolve(work.reader, ref), words),
    )


def broadcast(
    ctx: Ctx, subject: Subject = None, text: Text = None, channel: Channel = "email", no_send: NoSend = False
) -> None:
    """Send one text to many: every active contact whom it reaches, or those that the filters find."""
    from casactl.actions.message.send import broadcast_message

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
    from casactl.actions.message.send import audience_of

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


DIRECTIONS = ("in", "out")
ON_A_TERMINAL = 50


def list_(
    ctx: Ctx,
    ref: Annotated[
        str | None,
        typer.Argument(
            metavar="REF", help="Whose; everybody's by default.", autocompletion=complete_contacts, show_default=False
        ),
    ] = None,
    since: Annotated[str | None, option("--since", help="On that day or later.", metavar="DATE")] = None,
    direction: Annotated[
        str | None,
        option("--direction", help="in or out.", metavar="WAY", autocompletion=choices(*DIRECTIONS)),
    ] = None,
    limit: Annotated[str | None, option("--limit", help="At most so many (50 on a terminal).", metavar="N")] = None,
    after: Annotated[str | None, option("--after", help="Continue behind this message.", metavar="N")] = None,
) -> None:
    """List messages, of one contact or of all, the newest first."""
    app = ctx.obj
    view = app.view
    way = one_of([direction], DIRECTIONS, "--direction")[0] if direction is not None else None
    most = number(limit, "--limit") or (ON_A_TERMINAL if view.terminal else None)
    behind = number(after, "--after")
    with app.read() as reader:
        first = day(since, app.today(reader))
        zone = ZoneInfo(all_settings(reader)["timezone"])
        rows = messages(
            reader, contact=contact_to_show(app, reader, ref) if ref is not None else None,
            since=local_midnight(first, zone) if first else None, direction=way, limit=most, after=behind,
            scope=reader.scope,
        )  # fmt: skip
    table = view.format == "table" and not view.fields
    records = [{**row.as_dict(), "display_name": row.display_name} if table else row.as_dict() for row in rows]
    more = f"more: --after {rows[-1].id}" if most and len(rows) == most else ""
    show_records(
        view, records, message_columns(view, one=ref is not None), fields=MESSAGE_FIELDS,
        footer=" · ".join(filter(None, [f"{len(rows)} shown", more])),
    )  # fmt: skip


SAMPLE = "(the text)"
TemplateName = Annotated[
    str,
    typer.Argument(
        metavar="TEMPLATE", help=f"One of {', '.join(KINDS)}.", autocompletion=choices(*KINDS), show_default=False
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
) -> None:
    """Show how a letter to a contact would read."""
    from casactl.actions.message.preview import preview_letter

    app = ctx.obj
    name = one_of([template.replace("_", "-")], tuple(KINDS), "TEMPLATE")[0]
    way = one_of([channel], CHANNELS, "--channel")[0]
    folder = app.existing_workspace().folder
    with app.read() as reader:
        contact = contact_to_show(app, reader, ref)
        made = preview_letter(reader, folder, contact, name, channel=way, subject=subject, text=text)
    show_preview(app.view, made.as_dict(), html=html)
