"""Leases: active, run out by their date, or ended early; nothing has to run for one to expire."""

from __future__ import annotations

from enum import StrEnum

OPEN = "9999-12-31"
"""The last day of a lease without an agreed end, and of an attachment without any, in the order of days."""


class LeaseStatus(StrEnum):
    """Where a lease stands on a day; one that starts later is active, too."""

    ACTIVE = "active"
    EXPIRED = "expired"
    TERMINATED = "terminated"


class LeaseDays:
    """The days of a lease: `ends` is the agreed last one, `terminated_on` the last where that is another."""

    __slots__ = ()
    starts: str
    ends: str
    terminated_on: str | None

    @property
    def last(self) -> str:
        """The last day."""
        return self.terminated_on or self.ends

    @property
    def began(self) -> bool:
        """Whether it ever runs: one that was withdrawn ends before it starts."""
        return self.starts <= self.last


def status_on(day: str, *, ends: str, terminated_on: str | None) -> LeaseStatus:
    """The status on a day (ISO): an end agreed for later leaves a lease active until then."""
    if (terminated_on or ends) >= day:
        return LeaseStatus.ACTIVE
    return LeaseStatus.TERMINATED if terminated_on else LeaseStatus.EXPIRED


def until_words(last: str) -> str:
    """The last day (ISO) in words."""
    return "without an end" if last == OPEN else f"until {last}"


def overlap(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two spans of days share one, first and last day (ISO) included."""
    return one[0] <= other[1] and other[0] <= one[1]
