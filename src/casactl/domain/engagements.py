"""Work for a contact: one table of kinds, with what each has, what its states are called, and whom it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

OPEN, DONE, CANCELLED = STATES = ("open", "done", "cancelled")


class EngagementKind(StrEnum):
    """The five kinds; each is a noun of the command line."""

    TASK = "task"
    PROJECT = "project"
    EVENT = "event"
    PLAN = "plan"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work."""

    name: str
    plural: str
    fields: frozenset[str]
    """What it has beside contact, title, text, property, site and assignee."""
    words: Mapping[str, str]
    """What people call its states."""
    timed: bool = False
    """Whether `starts` and `due` may carry a time of day."""
    told: str = "assignee"
    """Who is notified: the `assignee`, or the `contact`, who signs."""
    passes: bool = False
    """Whether it is over once its day has passed."""


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("task", "tasks", frozenset({"starts", "due", "amount"}),
             {OPEN: "open", DONE: "done", CANCELLED: "cancelled"}),
        Kind("project", "projects", frozenset({"starts", "due", "amount"}),
             {OPEN: "in progress", DONE: "completed", CANCELLED: "cancelled"}),
        Kind("event", "events", frozenset({"starts", "due", "amount"}),
             {OPEN: "planned", DONE: "held", CANCELLED: "cancelled"}, timed=True, passes=True),
        Kind("plan", "service plans", frozenset({"starts", "due", "amount", "every", "next_visit", "renews"}),
             {OPEN: "running", DONE: "ended", CANCELLED: "cancelled"}),
        Kind("contract", "contracts", frozenset({"starts", "due", "amount", "signs_without_login"}),
             {OPEN: "to be signed", DONE: "signed", CANCELLED: "cancelled"}, told="contact"),
    )
}  # fmt: skip


def is_over(kind: str, state: str, *, starts: str | None, due: str | None, today: str) -> bool:
    """Whether nothing is left to do: closed, or of a kind that passes and its last day (ISO) has passed."""
    if state != OPEN:
        return True
    last = due or starts
    return KINDS[kind].passes and last is not None and last[:10] < today
