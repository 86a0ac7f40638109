"""What every state verb of `contact` does once its selection is checked: confirm, move, show."""

from __future__ import annotations

from casactl.cli.options import Ctx, day
from casactl.cli.selecting import agree, arguments, chosen_for_writing
from casactl.domain.standing import Verb


def move(
    ctx: Ctx,
    verb: Verb,
    *,
    words: tuple[str, ...],
    on: str | None = None,
    until: str | None = None,
    when_clear: bool = False,
    reason: str = "",
) -> None:
    """Make one verb's move for everybody selected (`words` as checked): now, on a day, or when nothing blocks it."""
    from casactl.actions.contact.move import When, move_contacts

    app = ctx.obj
    agree(app, str(verb).capitalize(), words)
    app.change(
        f"contact.{verb}",
        arguments(app, words, on=on, until=until, when_clear=when_clear, reason=reason),
        lambda work: move_contacts(
            work, verb, chosen_for_writing(app, work.reader, work.today, words),
            when=When(day(on, work.today), when_clear, day(until, work.today)), reason=reason,
        ),
        reason=reason,
    )  # fmt: skip
