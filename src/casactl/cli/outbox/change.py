"""`outbox retry` and `outbox cancel`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.cli.completion import choices
from casactl.cli.options import Ctx, NoSend, flag, number, one_of, option
from casactl.cli.selecting import read_refs
from casactl.errors import UsageFault

AGAIN = ("failed", "retry")
Numbers = Annotated[
    list[str] | None,
    typer.Argument(metavar="ID", help="Numbers of letters; - reads them from stdin.", show_default=False),
]


def retry(
    ctx: Ctx,
    ids: Numbers = None,
    state: Annotated[
        str | None,
        option("--state", help="All in this state: failed, retry.", metavar="STATE", autocompletion=choices(*AGAIN)),
    ] = None,
    unknown: Annotated[
        bool, flag("--unknown", help="Those that may have left already, too: they may arrive twice.")
    ] = False,
    no_send: NoSend = False,
) -> None:
    """Send letters again: some, or all in a state."""
    from casactl.actions.outbox.change import retry_letters

    numbers = numbers_of(ids) if ids else None
    if ids and state:
        raise UsageFault("Give numbers or --state, not both.")
    if not ids and not state and not unknown:
        raise UsageFault("Which letters? Give numbers, --state failed, --state retry or --unknown.")
    states = [*one_of([state] if state else [], AGAIN, "--state"), *(["unknown"] if unknown else [])]
    ctx.obj.change(
        "outbox.retry",
        {"ids": numbers, "states": states},
        lambda work: retry_letters(work, numbers, states=states, unknown=unknown),
        send=not no_send,
    )


def cancel(ctx: Ctx, ids: Numbers = None) -> None:
    """Cancel letters that have not left."""
    from casactl.actions.outbox.change import cancel_by_number

    if not ids:
        raise UsageFault("Which letters? Give their numbers.", hint="casactl outbox list --state pending")
    numbers = numbers_of(ids)
    ctx.obj.change("outbox.cancel", {"ids": numbers}, lambda work: cancel_by_number(work, numbers))


def numbers_of(ids: list[str] | None) -> list[int]:
    """The numbers as typed, or from standard input.

    Raises UsageFault.
    """
    return [number(word, "ID") or 0 for word in read_refs(ids)]
