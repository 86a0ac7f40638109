"""From the command line to a selection: references, a list on standard input, or filters; and asking about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from casactl.cli.lines import read_stdin
from casactl.cli.needing import needed
from casactl.domain.failures import failure
from casactl.domain.remedy import Remedy
from casactl.errors import UsageFault

if TYPE_CHECKING:
    from datetime import date

    from casactl.actions.selection import Chosen
    from casactl.cli.context import App
    from casactl.store.reader import Reader

MANY = 3
"""From this many contacts on, a verb asks, or needs --yes where nobody can be asked."""


def read_refs(app: App, name: str, refs: list[str] | None) -> tuple[str, ...]:
    """The references, `-` replaced by the lines of standard input; they stand as the parameter `name`."""
    words: list[str] = []
    for ref in refs or ():
        if ref == "-":
            words += [line.strip() for line in read_stdin().splitlines() if line.strip()]
        else:
            words.append(ref)
    if any(not word.strip() for word in words):
        raise UsageFault("A reference is empty.")
    app.call.says(**{name: words})
    return tuple(words)


def check_selection(app: App, refs: list[str] | None) -> tuple[str, ...]:
    """The references that were given, before anything is opened.

    Raises UsageFault when there is neither a reference nor a filter, or both.
    """
    words = read_refs(app, "refs", refs)
    if words and app.filters:
        raise UsageFault("Give references or filters, not both.")
    if not words and not app.filters:
        if refs:
            return ()
        if app.interactive:
            said = needed(app, None, "refs", "Which contact (number, e-mail, phone or name)")
            app.call.says(refs=[said])
            return (said,)
        raise UsageFault(
            "Which contacts? Give references, - for a list on stdin, or a filter.",
            hint=Remedy("help", "selection"),
        )
    return words


def meant(app: App, word: str) -> str:
    """A reference, by its number where somebody who is there had to say whom it means."""
    if not app.interactive:
        return word
    from casactl.cli.answers import contact

    return contact(app, word)


def refs_and_path(app: App, refs: list[str] | None, path: str | None) -> tuple[tuple[str, ...], str]:
    """The references that were given and, behind them, the path of a property; a single word is a reference.

    Raises UsageFault, as `check_selection`, and where no path is given and nobody can be asked.
    """
    if path is not None and not refs and not app.filters:
        refs, path = [meant(app, path)], None
        app.call.says(refs=refs, property="")
    words = check_selection(app, refs)
    hint = Remedy(app.call.verb.replace(".", " "), help=True)
    return words, needed(app, path, "property", "Property (its path)", hint)


def contact_to_show(app: App, reader: Reader, ref: str) -> int:
    """The contact that `ref` means; a merged one leads to whom it was merged into, and that is said."""
    from casactl.actions.selection import look_up

    asked, shown = look_up(reader, ref)
    if shown != asked:
        app.tell(f"note: {asked} was merged into {shown}")
    return shown


def chosen_for_writing(app: App, reader: Reader, today: date, words: tuple[str, ...]) -> Chosen:
    """The contacts that a verb is about to change."""
    from casactl.actions.selection import Chosen, Selection, choose
    from casactl.cli.filters import filters_from

    if not words and not app.filters:
        return Chosen(())
    filters = filters_from(app.filters, reader, today)
    return choose(reader, Selection(words, filters), today=today.isoformat())


def confirm_verb(
    app: App, what: str, chosen: Chosen, *, always: bool = False, changed: Callable[[], int] | None = None
) -> None:
    """Have it asked before contacts change: on a terminal always, with what it comes to (`cli/judging.py`); off it only
    from three on, and then by `--yes`. `changed` counts those that are not left out."""
    count = len(chosen)
    if app.sure or not count:
        return
    if app.interactive:
        app.asks = what
    elif always or count >= MANY:
        count = changed() if changed else count
        if not count:
            return
        whom = "1 contact" if count == 1 else f"{count:,} contacts"
        raise failure("usage.confirmation-needed", what=f"{what} {whom}")


def agree(app: App, what: str, words: tuple[str, ...], *, always: bool = False, one_freely: bool = False) -> None:
    """Confirm a verb before its transaction begins; counts the selection only where the count matters.

    With `one_freely` nobody is asked about a single contact that was named.
    """
    if app.sure or (one_freely and len(words) == 1):
        return
    if app.interactive:
        app.asks = what
        return
    if not always and words and len(words) < MANY:
        return
    with app.read() as reader:
        chosen = chosen_for_writing(app, reader, app.today(reader), words)
    confirm_verb(app, what, chosen, always=always)
