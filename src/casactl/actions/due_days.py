"""A run of what is due, day by day: what comes round first, then what is planned for that day."""

from __future__ import annotations

from casactl.actions.due import DueResult, run_batch
from casactl.actions.recurring.posting import post_batch
from casactl.store.queries.due import planned_days
from casactl.store.queries.recurring import any_coming
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork

START = ("", 0)


class DueDays:
    """Where a run stands: the days that are left, and what is done of the first of them.

    Run late, an archive of Monday must not meet the rent of Tuesday: what is left is taken in the order of its days.
    """

    def __init__(self, reader: Reader, as_of: str) -> None:
        self._as_of, self._charges, self._after = as_of, any_coming(reader, as_of), START
        planned = planned_days(reader, as_of) if self._charges else []
        self._days = list(dict.fromkeys([*planned, as_of]))
        self.done = False

    def next_batch(self, work: UnitOfWork) -> list[DueResult]:
        """The next transaction's worth of it."""
        day = self._days[0]
        if self._charges:
            posted = post_batch(work, day)
            self._charges = posted.more
            if posted.more:
                return posted.results
        batch = run_batch(work, self._as_of, self._after, until=day)
        if batch.last is not None:
            self._after = batch.last
            return batch.results
        self._days.pop(0)
        self._charges = True
        self.done = not self._days
        return batch.results
