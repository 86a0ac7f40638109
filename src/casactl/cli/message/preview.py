"""`message preview`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.cli.completion import choices
from casactl.cli.message.writing import Subject
from casactl.cli.options import Ctx, Ref, flag, one_of, option
from casactl.cli.selecting import contact_to_show
from casactl.domain.letters import CHANNELS, KINDS
from casactl.render.message import show_preview

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
