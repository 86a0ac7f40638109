"""`contact merge` and `contact duplicates`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casactl.actions.selection import Selection, choose, resolve
from casactl.cli.asking import confirm
from casactl.cli.changing import change
from casactl.cli.completion import complete_contacts
from casactl.cli.contact.list import standing
from casactl.cli.context import App
from casactl.cli.filters import filters_from
from casactl.cli.listing import ON_A_TERMINAL
from casactl.cli.needing import needed
from casactl.cli.options import Ctx, Reason, Refs, flag, number, option
from casactl.cli.selecting import read_refs
from casactl.domain.failures import failure
from casactl.domain.outcomes import Outcome
from casactl.domain.remedy import Blank, Remedy, Sentence
from casactl.domain.shapes import record
from casactl.errors import UsageFault
from casactl.render.contact import show_duplicates
from casactl.store.queries.contacts import by_ids
from casactl.store.reader import Reader

if TYPE_CHECKING:
    from casactl.render.view import View
    from casactl.store.work import UnitOfWork


TELL_APART = Remedy("contact duplicates", Blank("A"), Blank("B"), not_duplicate=True)
"""What says of two likely doubles that they are two."""

Keep = Annotated[
    str,
    typer.Argument(
        metavar="KEEP", help="The contact that stays.", autocompletion=complete_contacts, show_default=False,
    ),
]  # fmt: skip
Losers = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="LOSE", help="Those that are merged into it; - reads them from stdin.",
        autocompletion=complete_contacts, show_default=False,
    ),
]  # fmt: skip


def merge(ctx: Ctx, keep: Keep, lose: Losers = None, reason: Reason = "") -> None:
    """Merge contacts into one that takes over everything of theirs."""
    from casactl.actions.contact.merge.merge import merge_contacts
    from casactl.render.contact import show_merges

    app = ctx.obj
    kept, *losers = read_refs(app, "lose", [keep, *(lose or ())]) or ("",)
    app.call.says(keep=kept, lose=losers)
    if not losers:
        if not app.interactive:
            raise UsageFault("Which contacts are merged into it? Give KEEP, then at least one LOSE.")
        losers = [needed(app, None, "lose", "Who is merged into it (number, e-mail, phone or name)")]
        app.call.says(lose=losers)

    def action(work: UnitOfWork) -> Outcome:
        keeps = resolve(work.reader, kept)  # named first, where there is neither
        chosen = choose(work.reader, Selection(tuple(losers)), today=work.today.isoformat())
        outcome = merge_contacts(work, keeps, chosen)
        if work.dry_run and not app.flag("quiet"):
            show_merges(app.view, outcome.of("merged"))
        return outcome

    if not app.flag("yes") and not app.dry_run:
        _agree(app, action)
    change(app, action)


def _agree(app: App, action: Callable[[UnitOfWork], Outcome]) -> None:
    """Merge, show what becomes of each field, take it back, and ask.

    Raises UsageFault where nobody can be asked, Declined.
    """
    if not app.interactive:
        raise failure(
            "usage.confirmation-needed",
            what="Merging contacts",
            hint="add --dry-run to see what it would do",
        )
    with app.office.rehearse(app.who, app.command()) as work:
        merges = action(work).of("merged")
    if merges:
        whom = f"{merges[0].id} {merges[0].name}" if len(merges) == 1 else f"{len(merges):,} contacts"
        confirm(f"Merge {whom} {merges[0].note}?")


def duplicates(
    ctx: Ctx,
    refs: Refs = None,
    threshold: Annotated[
        str | None, option("--threshold", help="Only pairs that score so much, up to 100 (60).", metavar="N")
    ] = None,
    limit: Annotated[
        str | None, option("--limit", help="At most so many pairs (50 on a terminal).", metavar="N")
    ] = None,
    not_duplicate: Annotated[bool, flag("--not-duplicate", help="Remember that these two contacts are two.")] = False,
) -> None:
    """Find contacts that are likely entered twice."""
    words = read_refs(ctx.obj, "refs", refs)
    if not_duplicate:
        if threshold or limit or ctx.obj.filters:
            raise UsageFault("--not-duplicate takes two references and nothing else.")
        _tell_apart(ctx.obj, words)
    elif refs:
        raise UsageFault(
            "References go with --not-duplicate; filters say among whom to look.",
            hint=TELL_APART,
        )
    else:
        _find(ctx.obj, _threshold(threshold), number(limit, "--limit"))


def _threshold(text: str | None) -> int | None:
    wanted = number(text, "--threshold", lowest=0)
    if wanted is not None and wanted > 100:
        raise UsageFault(f"--threshold takes a whole number from 0 to 100, not '{text}'.")
    return wanted


def _find(app: App, threshold: int | None, limit: int | None) -> None:
    from casactl.actions.contact.duplicates.pairs import THRESHOLD, find_duplicates

    most = ON_A_TERMINAL if limit is None and app.view.terminal else limit
    with app.read() as reader:
        today = app.today(reader)
        filters = filters_from(app.filters, reader, today)
        pairs = find_duplicates(
            reader, filters, today=today.isoformat(), limit=most,
            threshold=THRESHOLD if threshold is None else threshold,
        )  # fmt: skip
        numbers = {number for each in pairs for number in (each.a, each.b)}
        people = _people(app.view, reader, sorted(numbers))
    shown = f"{len(pairs)} likely doubles" if len(pairs) != 1 else "1 likely double"
    more = f", the best (--limit {most})" if len(pairs) == most else ""
    show_duplicates(
        app.view, [each.as_dict() for each in pairs], people,
        Sentence(f"{shown}{more} · two all the same? ", TELL_APART),
    )  # fmt: skip


def _people(view: View, reader: Reader, numbers: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What the table says of each contact of a pair."""
    rows = by_ids(reader, list(numbers))
    return {
        number: {"name": row.display_name, "email": row.email, "standing": standing(record(row, "GBP"), view),
                 "lifecycle": row.lifecycle}
        for number, row in rows.items()
    }  # fmt: skip


def _tell_apart(app: App, words: tuple[str, ...]) -> None:
    if len(words) != 2:
        raise UsageFault(f"--not-duplicate takes two references, not {len(words)}.")
    app.permit(app.call.writes)  # finding them takes a look only
    from casactl.actions.contact.duplicates.pairs import tell_apart
    from casactl.actions.selection import resolve

    change(
        app,
        lambda work: tell_apart(work, words[0], resolve(work.reader, words[0]), resolve(work.reader, words[1])),
    )
