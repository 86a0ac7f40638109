"""Dated work that has a reason to exist, and that which has lost it: a plan may wait, but not for nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from casactl.domain.abilities import Reason
from casactl.domain.facts import Facts
from casactl.domain.moves import UNARCHIVE, Move
from casactl.domain.remedy import Remedy

OPEN = ("pending", "blocked")
"""The states of a plan that is still to be carried out."""

Planned = tuple[Move, str | None]
"""What else is planned for a contact, with its day (ISO); None is as soon as nothing blocks it."""


def moot(plan: Planned, facts: Facts, reasons: Sequence[Reason], others: Sequence[Planned]) -> list[Reason]:
    """Why a plan is for nothing; empty while it has a reason to exist.

    `reasons` is what forbids it today. Another plan may bring the reason about before its day.
    """
    move, on = plan
    if move.erases:
        return [no_date(move, facts.id)]
    if lost := [reason for reason in reasons if reason.moot]:
        brought_back = any(other is UNARCHIVE and _not_after(day, on) for other, day in others)
        return [] if brought_back and all(reason.code == "archived" for reason in lost) else lost
    if move.holds(facts) and not any(other.axis == move.axis for other, _ in others):
        return [Reason(None, "nothing-left", f"{facts.display_name} {move.so_already}")]
    return []


def _not_after(day: str | None, other: str | None) -> bool:
    return day is None or (other is not None and day <= other)


def no_date(move: Move, contact: int) -> Reason:
    """Why a plan to forget somebody is not carried out: what cannot be taken back is done by somebody who is there."""
    message = f"{move} takes no date any more: where it is still meant, do it now"
    return Reason(None, "no-date", message, Remedy(f"contact {move}", contact), moot=True)


def too_long(on: str, days: int) -> Reason:
    """Why a plan that was blocked all the time is given up."""
    message = f"blocked since {on}, longer than the {days} days of the setting plan_days"
    return Reason(None, "blocked-too-long", message)


def waited_too_long(on: str | None, today: str, days: int) -> bool:
    """Whether a plan of the day `on` has been tried for as long as it may be."""
    return on is not None and date.fromisoformat(today) > date.fromisoformat(on) + timedelta(days=days)


def in_words(verb: str, on: str | None, whom: str) -> str:
    """A plan in a sentence: `the plan to archive Joe Bloggs (17) on 2026-12-31`."""
    return f"the plan to {VERBS.get(verb, verb)} {whom} {f'on {on}' if on else 'as soon as nothing blocks it'}"


VERBS = {"handover": "hand over"}


def leads_back(move: Move, on: str | None, planned: Iterable[Planned]) -> list[int]:
    """Which of the plans would take a move back that is made, or planned for `on`, without an end."""
    return [n for n, (other, day) in enumerate(planned) if other.verb == move.back and not (on and day and day <= on)]
