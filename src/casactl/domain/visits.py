"""Visits at an interval: `3m` is every three months, counted from the visit that was planned."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from casactl.domain.dates import FIRST_YEAR, InvalidDate, parse_date
from casactl.domain.failures import failure

MOST_STEPS_BACK = 12
"""Behind so many steps every month that a rhythm of months has was there."""
_INTERVAL = r"([1-9][0-9]{0,3})([dwmy])"
_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}


def parse_interval(text: str) -> str:
    """An interval in the form to store: a number and d, w, m or y.

    Raises InvalidValue.
    """
    word = text.strip().casefold()
    if not re.fullmatch(_INTERVAL, word):
        raise failure("usage.invalid-interval", f'"{text[:40]}" is not an interval')
    return word


def interval_in_words(every: str) -> str:
    """An interval for people: `every 3 months`, `every year`."""
    count, unit = int(every[:-1]), _UNITS[every[-1]]
    return f"every {unit}" if count == 1 else f"every {count} {unit}s"


def next_visit(planned: date | None, every: str, visited: date, *, first: date | None = None) -> date | None:
    """The first day of the rhythm after a visit: the planned day moves on at least once, and past the visit.

    Days are counted from the `first` of the rhythm where the planned one is of it, so that the 31st stays the 31st
    behind a shorter month (M5); else from the planned one. Without that the rhythm begins with the visit. None when it
    leads past the calendar's end.
    """
    count, unit = int(every[:-1]), every[-1]
    if planned is None:
        return _on(visited, count, unit)
    start = first if first and _is_of(first, count, unit, planned) else planned
    return _on(start, _steps_past(start, count, unit, max(planned, visited)) * count, unit)


def rhythm_from(first: date | None, planned: date, every: str) -> date:
    """The day from which a rhythm counts once its next visit is planned for a day: the first, where that is of it.

    Where only the interval has changed, an earlier day that leads to the planned one and has the first one's day of
    the month, so that the 31st stays the 31st; else the planned day itself.
    """
    count, unit = int(every[:-1]), every[-1]
    if first is None or _is_of(first, count, unit, planned):
        return first or planned
    if unit not in "my" or planned.day != min(first.day, monthrange(planned.year, planned.month)[1]):
        return planned
    months = count * (12 if unit == "y" else 1)
    for step in range(1, MOST_STEPS_BACK + 1):
        year, month = divmod(planned.year * 12 + planned.month - 1 - step * months, 12)
        if year < FIRST_YEAR:
            break
        if monthrange(year, month + 1)[1] >= first.day:
            return date(year, month + 1, first.day)
    return planned


def is_of(first: date, every: str, day: date) -> bool:
    """Whether a day is of the rhythm that begins with the first."""
    return _is_of(first, int(every[:-1]), every[-1], day)


def _is_of(first: date, count: int, unit: str, day: date) -> bool:
    """Whether a day is of the rhythm that begins with the first."""
    if day <= first:
        return day == first
    return _on(first, (_steps_past(first, count, unit, day) - 1) * count, unit) == day


def _steps_past(start: date, count: int, unit: str, visited: date) -> int:
    """How many intervals lead past the visit, counted each from the planned day: no month's end is lost."""
    longest = count * {"d": 1, "w": 7, "m": 31, "y": 366}[unit]
    steps = max(1, (visited - start).days // longest)
    while True:
        day = _on(start, steps * count, unit)
        if day is None or day > visited:
            return steps
        steps += 1


def _on(day: date, count: int, unit: str) -> date | None:
    try:
        return parse_date(f"+{count}{unit}", day)
    except InvalidDate:
        return None
