"""What has to be there: given on the line, else asked for by one rule, judged and completed as its option is (T13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from casactl.cli.answers import answer_to
from casactl.cli.asking import Judge, ask, ask_at_length, tell
from casactl.cli.line_editor import edits
from casactl.cli.options import number
from casactl.errors import UsageFault

if TYPE_CHECKING:
    from casactl.cli.context import App
    from casactl.domain.outcomes import Outcome
    from casactl.domain.remedy import Advice
    from casactl.store.work import UnitOfWork

ANY = "…"
"""What stands for an answer that nobody has given yet."""


def needed(
    app: App, value: str | None, option: str, question: str, hint: Advice | None = None, *, judge: Judge | None = None,
    first: Callable[[UnitOfWork], Outcome] | None = None,
) -> str:  # fmt: skip
    """A value that has to be there: given, else asked for; an answer stands as if it had been given.

    It is judged, and completed on Tab, as the option of that name takes it. `first` is the command with anything for an
    answer: what it refuses all the same is said instead of asking. Raises UsageFault, naming the option, where nobody
    can be asked.
    """
    if not (value and value.strip()):
        value = None
        if not app.interactive:
            raise UsageFault(f"{option} is missing.", hint=hint or f"give it with {option}")
        if first:
            from casactl.cli.changing import refuse_first

            refuse_first(app, first)
        kind = answer_to(app, app.call.param(option))
        kind.tell()
        while not value:
            value = ask(question, judge=judge or kind.judge, offers=kind.offers)
    app.call.says(**{option.strip("-").replace("-", "_"): value})
    return value


def numbers_needed(app: App, name: str, question: str, fault: UsageFault) -> list[str]:
    """Numbers that have to be there, asked for on one line.

    Raises `fault` where nobody can be asked.
    """
    if not app.interactive:
        raise fault

    def judge(text: str) -> str:
        for word in text.replace(",", " ").split():
            number(word, "ID")
        return text

    while not (words := ask(f"{question} (numbers)", judge=judge).replace(",", " ").split()):
        pass
    app.call.says(**{name: words})
    return words


def needed_text(app: App, value: str | None, option: str, question: str) -> str:
    """A long text that has to be there: as `needed`, of as many lines as are typed or pasted."""
    if not value and app.interactive:
        tell(f"{LINES} {BY_EDITOR}" if edits() else BY_EDITOR)
        while not value:
            value = ask_at_length(question)
    return needed(app, value, option, question)


LINES = "Alt-Enter begins another line; a paste is one answer."
BY_EDITOR = "With --editor it is written in your editor."
