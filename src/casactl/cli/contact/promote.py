"""`contact promote`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.completion import choices
from casactl.cli.options import Ctx, Reason, Refs, option
from casactl.cli.selecting import agree, arguments, check_selection, chosen_for_writing
from casactl.domain.contact_types import TYPES


def promote(
    ctx: Ctx,
    refs: Refs = None,
    to: Annotated[
        str | None,
        option(
            "--to",
            help="The new type; the next rung by default.",
            metavar="TYPE",
            autocompletion=choices(*TYPES),
        ),
    ] = None,
    reason: Reason = "",
) -> None:
    """Move contacts forward: lead, prospect, client, and on."""
    from casactl.actions.contact.promote import promote_contacts

    app = ctx.obj
    words = check_selection(app, refs)
    agree(app, "Promote", words)
    app.change(
        "contact.promote",
        arguments(app, words, to=to, reason=reason),
        lambda work: promote_contacts(work, chosen_for_writing(app, work.reader, work.today, words), to=to),
        reason=reason,
    )
