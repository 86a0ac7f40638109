"""What people hear of letters that leave: after the command that queued them, and on their own account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from casactl.domain.remedy import Remedy, Sentence
from casactl.errors import Busy, CasaError, Exit

if TYPE_CHECKING:
    from casactl.actions.outbox.send import Tally
    from casactl.cli.context import App
    from casactl.render.outbox import SendReport
    from casactl.store.queries.outbox import LetterState


class NotDelivered(CasaError):
    """Letters that could not be handed over and need somebody; whatever caused them stands."""

    exit = Exit.DELIVERY
    code = "outbox.not-delivered"


class Sending:
    """The letters that a command has queued, sent after its commit: run, then, once its results are shown, ended."""

    def __init__(self, app: App, letters: Sequence[int]) -> None:
        self._app = app
        self._letters = () if app.dry_run else letters
        self._report: SendReport
        self._tally: Tally | None = None
        self.states: list[LetterState] = []
        """What has become of them, as far as whoever acts may see."""

    def run(self) -> None:
        """Let them leave."""
        if not self._letters:
            return
        from casactl.render.outbox import SendReport
        from casactl.store.queries.outbox import letter_states

        app = self._app
        self._report = SendReport(app.view, silent=True)
        try:
            self._tally = app.office.deliver(app.who, self._report.add, self._letters)
        except Busy:
            waiting = "note: the letters wait in the outbox, because another command is writing: "
            app.tell(app.wording.text(Sentence(waiting, Remedy("outbox send"))))
        with app.read() as reader:
            self.states = letter_states(reader, "id", self._letters)

    def end(self, *, tell: bool = True) -> CasaError | None:
        """Say how it went, without `tell` only what is in trouble; gives what went wrong, for the caller to raise."""
        if self._tally is None:
            return None
        if tell or self._tally.troubled:
            self._report.say(self._tally)
        return failure_of(self._tally)


def send_after(app: App, letters: Sequence[int], *, tell: bool = True) -> CasaError | None:
    """Send what a command has queued, its results being shown; gives what went wrong, for the caller to raise last."""
    sending = Sending(app, letters)
    sending.run()
    return sending.end(tell=tell)


def failure_of(tally: Tally) -> CasaError | None:
    """The error of a run: letters that no later run will send by itself."""
    if not tally.troubled:
        return None
    return not_delivered(tally.troubled, state="failed" if tally.counts["failed"] else "unknown")


def not_delivered(count: int, *, state: str = "failed") -> CasaError:
    """The error of so many letters that somebody has to look at."""
    what = "1 letter" if count == 1 else f"{count:,} letters"
    return NotDelivered(
        f"{what} could not be handed over{' for certain' if state == 'unknown' else ''}.",
        hint=Remedy("outbox list", state=state),
    )
