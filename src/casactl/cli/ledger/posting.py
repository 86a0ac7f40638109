"""The arguments that the verbs of `ledger` share, and the way from them to an entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casactl.actions.selection import resolve
from casactl.cli.completion import complete_properties
from casactl.cli.options import Ctx, option

if TYPE_CHECKING:
    from casactl.actions.ledger.post import Posting

Amount = Annotated[str, typer.Argument(metavar="AMOUNT", help="Decimal text, such as 120.00.", show_default=False)]
OnDay = Annotated[str | None, option("--on", help="The day it happened (today).", metavar="DATE")]
Due = Annotated[str | None, option("--due", help="The day by which it is to be paid.", metavar="DATE")]
ForText = Annotated[str | None, option("--for", help="What it is for, as the contact reads it.")]
At = Annotated[
    str | None,
    option("--property", help="The property it is about.", metavar="PATH", autocompletion=complete_properties),
]


def post(
    ctx: Ctx, verb: str, ref: str, words: Mapping[str, Any], make: Callable[[date], Posting], *, reason: str = ""
) -> None:
    """Post the entry that `make` gives for today, and show it; `words` are what the log keeps."""
    from casactl.actions.ledger.post import post_entry

    ctx.obj.change(
        f"ledger.{verb}",
        {"ref": ref} | {key: value for key, value in words.items() if value},
        lambda work: post_entry(work, ref, resolve(work.reader, ref), make(work.today)),
        reason=reason,
    )
