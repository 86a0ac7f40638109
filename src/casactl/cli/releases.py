"""Before a command releases a plan: it is said, and asked about where somebody is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from casactl.cli.asking import confirm
from casactl.render.view import sanitize, say
from casactl.store.queries.due import anything_open

if TYPE_CHECKING:
    from casactl.cli.context import App
    from casactl.domain.outcomes import Outcome
    from casactl.domain.remedy import Line
    from casactl.store.work import UnitOfWork


class Releasing(Exception):
    """Work that releases plans, taken back to ask about it first."""

    def __init__(self, sentences: Sequence[Line]) -> None:
        super().__init__()
        self.sentences = sentences


def say_what_is_released(app: App, work: UnitOfWork, outcome: Outcome | None = None, *, asking: bool = False) -> None:
    """Say which plans this work releases: as a warning, and in the outcome's results where there are any.

    Raises Releasing where somebody is to be asked about them.
    """
    if not anything_open(work.store):  # nothing is planned in most offices, and nothing more is loaded
        return
    from casactl.actions.contact.standing.releasing import in_sentences, releases, say_releases

    with app.office.as_it_was() as before:
        released = releases(work, before)
    if released:
        sentences = in_sentences(work, released)
        if asking:
            raise Releasing(sentences)
        work.warnings += sentences
        if outcome is not None:
            say_releases(outcome, released)


def ask_to_release(app: App, sentences: Sequence[Line]) -> None:
    """Say which plans are released, each with the command that stops it, and ask.

    Raises Declined.
    """
    for each in sentences:
        say(sanitize(app.wording.text(each)))
    confirm("Go on?")
