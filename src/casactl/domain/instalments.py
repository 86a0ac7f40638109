"""Instalments: when each falls due, how much it is, and which have been missed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from casactl.domain.dates import InvalidDate, parse_date
from casactl.domain.failures import failure
from casactl.records import dataclass

MOST = 600
"""So many instalments a plan may have: fifty years of months."""


@dataclass(frozen=True, slots=True)
class Instalment:
    """One of a plan: its day and its amount in minor units."""

    on: date
    amount: int


def instalments(total: int, amount: int, every: str, first: date) -> list[Instalment]:
    """The instalments until `total` is paid; the last is what is left. Counted from the first day (M5).

    Raises InvalidValue where there would be too many of them.
    """
    count = -(-total // amount)
    if count > MOST:
        raise failure("arrears.plan-too-long", count=f"{count:,}", most=MOST)
    number, unit = int(every[:-1]), every[-1]
    days = [first if n == 0 else _later(first, n * number, unit) for n in range(count)]
    return [Instalment(day, min(amount, total - n * amount)) for n, day in enumerate(days)]


def _later(first: date, count: int, unit: str) -> date:
    try:
        return parse_date(f"+{count}{unit}", first)
    except InvalidDate:
        raise failure("arrears.plan-too-long", count="more than the calendar has", most=MOST) from None


def missed(plan: Sequence[Instalment], paid: int, *, today: date, grace: int) -> list[Instalment]:
    """Those whose day has passed by more than `grace` days, and which what was paid does not reach."""
    found, needed = [], 0
    for each in plan:
        needed += each.amount
        if each.on + timedelta(days=grace) < today and paid < needed:
            found.append(each)
    return found


def next_open(plan: Sequence[Instalment], paid: int) -> Instalment | None:
    """The first that is not paid in full."""
    needed = 0
    for each in plan:
        needed += each.amount
        if paid < needed:
            return each
    return None
