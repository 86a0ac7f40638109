"""What people hear of letters that leave: after the command that queued them, and on their own account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from casactl.domain.remedy import Remedy, Sentence
from casactl.errors import Busy, CasaError, Exit

if TYPE_CHECKING:
    from casactl.actions.outbox.send import Tally
    from casactl.cli.context import App


class NotDelivered(CasaError):
    """Letters that could not be handed over and need somebody; whatever caused them stands."""

    exit = Exit.DELIVERY
    code = "outbox.not-delivered"


def send_after(app: App, letters: Sequence[int], *, tell: bool = True) -> CasaError | None:
    """Send what a command has queued, after its commit; gives what went wrong, for the caller to raise last.

    Without `tell` nothing is said unless a letter is in trouble.
    """
    if not letters or app.dry_run:
        return None
    from casactl.render.outbox import SendReport

    report = SendReport(app.view, silent=True)
    try:
        tally = app.office.deliver(app.who, report.add, letters)
    except Busy:
        waiting = "note: the letters wait in the outbox, because another command is writing: "
        app.tell(app.wording.text(Sentence(waiting, Remedy("outbox send"))))
        return None
    if tell or tally.troubled:
        report.say(tally)
    return failure_of(tally)


def failure_of(tally: Tally) -> CasaError | None:
    """The error of a run: letters that no later run will send by itself."""
    if not tally.troubled:
        return None
    what = "1 letter" if tally.troubled == 1 else f"{tally.troubled:,} letters"
    state = "failed" if tally.counts["failed"] else "unknown"
    return NotDelivered(
        f"{what} could not be handed over{' for certain' if state == 'unknown' else ''}.",
        hint=Remedy("outbox list", state=state),
    )
