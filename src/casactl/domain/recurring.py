"""What comes round: the days of its periods, when each is due, and what a lease's first and last month come to.

Every period is a day of the rhythm, counted from the first one, so that the 31st stays the 31st behind a shorter
month. A rent goes by calendar months: the first charge is dated on the first day, the others on the rent day.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from casactl.domain.dates import LAST_YEAR, InvalidDate, parse_date, years_after
from casactl.domain.failures import failure
from casactl.domain.visits import is_of, next_visit, parse_interval
from casactl.records import dataclass

NO_MORE = "9999-12-31"
"""Where the calendar ends before the next period."""
YEARS_BACK = 10
"""From how long ago at most something may come round."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """From which day, how often, and until when; `rent_day` makes the periods calendar months."""

    starts: date
    every: str
    until: date | None = None
    rent_day: int | None = None

    def after(self, day: date) -> date | None:
        """The period behind one, whether it still comes or not; None past the end of the calendar."""
        if self.rent_day is None:
            return _following(self.starts, self.every, day)
        return _rent_day(_next_month(day), self.rent_day, self.until)

    def coming_after(self, day: date) -> str:
        """The period behind one as it is stored."""
        following = self.after(day)
        return following.isoformat() if following else NO_MORE

    def comes(self, day: date) -> bool:
        """Whether a period of that day comes before the end."""
        return self.until is None or day <= self.until

    def has(self, day: date) -> bool:
        """Whether a day may be one of its periods; of a rent, whose days its lease may have cut short, it is any."""
        return self.rent_day is not None or is_of(self.starts, self.every, day)

    def within_month(self, day: date) -> date:
        """Of a rent, the day of its charge in the month of a day that is not its first: another end moves it."""
        if self.rent_day is None or day == self.starts:
            return day
        return _rent_day(day.replace(day=1), self.rent_day, self.until) or day

    def share(self, day: date, amount: int) -> int:
        """What is charged for the period of a day: of a rent's first and last month the days that the lease holds.

        Parts of one month come to the whole, to the cent: each is what is due through its last day without what is
        due through the day before its first.
        """
        if self.rent_day is None:
            return amount
        days, month = monthrange(day.year, day.month)[1], day.replace(day=1)
        through = min(self.until or date.max, month.replace(day=days)) - month
        before = max(self.starts, month) - month
        return max(_part(amount, through.days + 1, days) - _part(amount, before.days, days), 0)


def _part(amount: int, held: int, days: int) -> int:
    """So many days' part of a month's amount, to the nearest cent."""
    return (2 * amount * max(held, 0) + days) // (2 * days)


@lru_cache(maxsize=4096)  # thousands of rents have the same days
def _following(first: date, every: str, day: date) -> date | None:
    return next_visit(day, every, day, first=first)


@lru_cache(maxsize=4096)
def _rent_day(month: date | None, day: int, until: date | None) -> date | None:
    if month is None:
        return None
    on = month.replace(day=min(day, monthrange(month.year, month.month)[1]))
    return min(on, until) if until and (until.year, until.month) == (month.year, month.month) else on


def is_rent_day(on: date, day: int) -> bool:
    """Whether a day is the day of its month on which a rent is charged."""
    return _rent_day(on.replace(day=1), day, None) == on


def _next_month(day: date) -> date | None:
    first = day.replace(day=1)
    return (first + timedelta(days=31)).replace(day=1) if day.year < LAST_YEAR else None


def check_first(starts: date, today: date) -> None:
    """Raise InvalidValue for what would come round from too long ago."""
    if years_after(starts, YEARS_BACK) < today:
        raise failure("ledger.too-long-ago", starts=starts, years=YEARS_BACK)


def parse_due(text: str) -> str:
    """When a period is due, in the form to store: so long after its day (`+14d`), or on a day of the month (`5`).

    Raises InvalidValue.
    """
    word = text.strip().casefold()
    if word.startswith("+") and len(word) > 1:
        return f"+{parse_interval(word[1:])}"
    return str(parse_month_day(word, "--due"))


def parse_month_day(text: str, name: str) -> int:
    """A day of the month; one that a month lacks is its last.

    Raises InvalidValue.
    """
    word = text.strip()
    if not (word.isascii() and word.isdigit() and 1 <= int(word[:3]) <= 31):
        raise failure("ledger.no-day-of-month", name=name, text=text[:20])
    return int(word)


@lru_cache(maxsize=4096)
def due_on(rule: str | None, on: date) -> date | None:
    """The day by which a period is to be paid; None is its own."""
    if rule is None:
        return None
    if rule.startswith("+"):
        try:
            return parse_date(rule, on)
        except InvalidDate:
            return None
    month = on.replace(day=1)
    found = _rent_day(month, int(rule), None)
    return found if found and found >= on else _rent_day(_next_month(on), int(rule), None)


def by_largest_remainder(total: int, shares: list[int]) -> list[int]:
    """A total spread by shares, to the cent: the largest remainders take what is left over, the first of equal ones.

    Raises ValueError where the shares come to nothing.
    """
    whole = sum(shares)
    if whole <= 0:
        raise ValueError("the shares come to nothing")
    parts = [divmod(total * share, whole) for share in shares]
    order = sorted(range(len(parts)), key=lambda n: (-parts[n][1], n))
    more = set(order[: total - sum(part for part, _ in parts)])
    return [part + (n in more) for n, (part, _) in enumerate(parts)]
