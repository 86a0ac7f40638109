"""From options and filters to the work of one kind that is meant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from casactl.actions.engagement.assignee import who_is
from casactl.actions.engagement.find import find_work
from casactl.cli.context import App
from casactl.cli.filters import filters_from
from casactl.cli.options import day
from casactl.cli.selecting import contact_to_show
from casactl.domain.engagements import Kind
from casactl.store.queries.engagements import Wanted
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the options of a list of work said, beside the filters of `contact list`."""

    states: tuple[str, ...] = ()
    contact: str | None = None
    assignee: str | None = None
    due_before: str | None = None
    due_since: str | None = None
    after: int | None = None

    def wanted(self, app: App, reader: Reader, kind: Kind, today: date) -> Wanted:
        """What to look for.

        Raises UsageFault, InvalidDate, ContactNotFound, ContactAmbiguous, WorkNotFound, and what filters raise.
        """
        about = filters_from(app.filters, reader, today)
        first, last = day(self.due_since, today), day(self.due_before, today)
        return Wanted(
            kind.name,
            self.states,
            replace(about, property=None),
            about.property,
            contact_to_show(app, reader, self.contact) if self.contact is not None else None,
            who_is(reader, self.assignee) if self.assignee is not None else None,
            last.isoformat() if last else None,
            first.isoformat() if first else None,
            find_work(reader, kind, self.after) if self.after is not None else None,
        )
