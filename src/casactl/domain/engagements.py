"""Work for a contact: one table of kinds, with what each has, what its states are called, and whom it concerns.

Nouns, options, lists and sentences about work come from this table; it is imported by every start, so plain data.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from casactl.records import dataclass

OPEN, DONE, CANCELLED = STATES = ("open", "done", "cancelled")


class EngagementKind(StrEnum):
    """The five kinds; each is a noun of the command line."""

    TASK = "task"
    PROJECT = "project"
    EVENT = "event"
    PLAN = "plan"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class WorkKind:
    """One kind of work."""

    name: str
    plural: str
    one: str
    """With its article, for sentences."""
    about: str
    """What it is, in a line of help."""
    closing: str
    """What `done` says of it, in a line of help."""
    fields: frozenset[str]
    """What it has beside contact, title, text, property, site and assignee."""
    words: Mapping[str, str]
    """What people call its states."""
    day: tuple[str, ...] = ("due", "starts")
    """The columns of which the first that is filled says when it is to be looked at."""
    timed: bool = False
    """Whether `starts` and `due` may carry a time of day."""
    told: str = "assignee"
    """Who is notified: the `assignee`, or the `contact`, who signs."""
    passes: bool = False
    """Whether it is over once its day has passed."""


def _words(*words: str) -> Mapping[str, str]:
    return dict(zip(STATES, words, strict=True))


def _fields(*more: str) -> frozenset[str]:
    return frozenset({"starts", "due", "amount", *more})


KINDS: Mapping[str, WorkKind] = {
    kind.name: kind
    for kind in (
        WorkKind("task", "tasks", "a task", "Tasks: what is to be done for a contact, by whom, until when.",
             "Say that tasks are done.", _fields(), _words("open", "done", "cancelled")),
        WorkKind("project", "projects", "a project", "Projects for contacts, in progress and completed.",
             "Say that projects are completed.", _fields(), _words("in progress", "completed", "cancelled")),
        WorkKind("event", "events", "an event", "Events with contacts: visits, viewings, meetings; for calendars, too.",
             "Say that events were held.", _fields(), _words("planned", "held", "cancelled"),
             day=("starts", "due"), timed=True, passes=True),
        WorkKind("plan", "service plans", "a service plan", "Service plans: visits at an interval, and a renewal.",
             "End service plans.", _fields("every", "next_visit", "renews"), _words("running", "ended", "cancelled"),
             day=("next_visit", "due", "starts")),
        WorkKind("contract", "contracts", "a contract", "Contracts that contacts sign.",
             "Record that contracts were signed.", _fields("signs_without_login", "document"),
             _words("to be signed", "signed", "cancelled"), told="contact"),
    )
}  # fmt: skip

FIELDS = frozenset().union(*(kind.fields for kind in KINDS.values()))
"""What any kind has beside what all have."""


def is_over(kind: str, state: str, *, starts: str | None, due: str | None, today: str) -> bool:
    """Whether nothing is left to do: closed, or of a kind that passes and its last day (ISO) has passed."""
    if state != OPEN:
        return True
    last = due or starts
    return KINDS[kind].passes and last is not None and last[:10] < today


def other_name(typed: str) -> str:
    """What is said of a contract that was signed under a name of which the office knows no word."""
    return f"signed as '{typed}', not the name that the office has"
