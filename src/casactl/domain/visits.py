"""Visits at an interval: `3m` is every three months, counted from the visit that was planned."""

from __future__ import annotations

import re
from datetime import date

from casactl.domain.dates import InvalidDate, parse_date
from casactl.domain.failures import failure

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


def next_visit(planned: date | None, every: str, visited: date) -> date | None:
    """The first day of the rhythm after a visit: the planned day moves on at least once, and past the visit.

    Without a planned day the rhythm begins with the visit. None when it leads past the calendar's end.
    """
    start = planned or visited
    count, unit = int(every[:-1]), every[-1]
    steps = 1 if planned is None else _steps_past(start, count, unit, visited)
    return _on(start, steps * count, unit)


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
