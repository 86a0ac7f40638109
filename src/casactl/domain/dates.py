"""Calendar dates as people write them, and moments as the store keeps them.

A date belongs to the workspace's time zone and has no time of day. A moment is UTC text of a fixed
width, so that sorting the text sorts the time. Nothing here reads a clock: `today` is handed in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from casactl.errors import InvalidValue

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo  # whoever has a zone to hand in has loaded it

FIRST_YEAR = 1900
LAST_YEAR = 9999
GRAMMAR_HINT = "write 2026-12-31, today, tomorrow, +30d, +2w, +1m, +1y, eom, eoq, eoy or a weekday"

STYLES = {
    "iso": "{year:04}-{month:02}-{day:02}",
    "day-first": "{day} {name} {year}",
    "month-first": "{name} {day}, {year}",
}

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# Patterns stay text until a date is read: compiling them costs a start more than this module does.
_ISO = r"([0-9]{4,})-([0-9]{2})-([0-9]{2})"
_LOOSE_ISO = r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
_OTHER_ORDER = r"[0-9]+([/.])[0-9]+\1[0-9]+\.?"
_DAY_AND_MONTH = r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})"
_OFFSET = r"([+-])([0-9]+)([dwmy])"
_MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
_LONGEST_OFFSET = 7  # digits: more days than lie between the first and the last year


class InvalidDate(InvalidValue):
    """Text that names no day, or none that this program keeps."""

    code = "usage.invalid-date"


class Today(date):
    """The day on an office's calendar, which knows how dates are written there."""

    style: str = "iso"

    @classmethod
    def of(cls, day: date, style: str) -> Today:
        """That day, in an office that writes dates in one of `STYLES`."""
        today = cls(day.year, day.month, day.day)
        today.style = style
        return today


def parse_date(text: str, today: date) -> date:
    """Read a date as an option or a cell holds it; offsets and names count from `today`.

    `31/12/2026` is read where an office writes its dates day or month first. Raises InvalidDate with the way out as its
    hint.
    """
    word = text.strip().casefold()
    if named := _NAMED.get(word):
        return _within(named(today), text)
    if iso := re.fullmatch(_ISO, word):
        return _calendar_day(*(_number(part) for part in iso.groups()))
    if offset := re.fullmatch(_OFFSET, word):
        return _shifted(today, text, *offset.groups())
    style = today.style if isinstance(today, Today) else "iso"
    if style != "iso" and (said := re.fullmatch(_DAY_AND_MONTH, word)):
        first, second, year = (_number(said[part]) for part in (1, 3, 4))
        month, day = (second, first) if style == "day-first" else (first, second)
        if month > 12 >= day > 0:
            raise InvalidDate(f"there is no month {month}", hint=_swapped(style, year, month=day, day=month))
        return _calendar_day(year, month, day)
    raise InvalidDate(f"{_quoted(text)} is not a date", hint=_way_out(word))


def local_midnight(day: date, zone: ZoneInfo) -> str:
    """The moment at which `day` begins in `zone`.

    Where clocks skip midnight, the day begins when they have jumped; where midnight strikes twice, it
    begins at the first stroke; a day that a zone left out begins with the day after it.
    """
    midnight = datetime.combine(day, time.min, tzinfo=zone)
    guess = midnight.astimezone(UTC)
    if guess.astimezone(zone).replace(tzinfo=None) == midnight.replace(tzinfo=None):
        return moment(guess)
    return moment(_first_second(guess, lambda instant: instant.astimezone(zone).date() >= day))


def moment(dt: datetime) -> str:
    """A point in time as the store keeps it: `2026-12-31T23:59:59.000000Z`, always 27 characters."""
    if dt.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return dt.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse_moment(text: str) -> datetime:
    """Read back what `moment` wrote; raises InvalidDate for anything else."""
    if not re.fullmatch(_MOMENT, text):
        raise InvalidDate(f"{_quoted(text)} is not a moment", hint="write 2026-12-31T23:59:59.000000Z")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise InvalidDate(f"{_quoted(text)} is a moment that does not exist") from None


def calendar_date(dt: datetime, zone: ZoneInfo) -> date:
    """The day that people in `zone` have on their calendars at that time."""
    if dt.tzinfo is None:
        raise ValueError("a calendar date needs a time with a time zone")
    return dt.astimezone(zone).date()


def show_date(day_iso: str, style: str) -> str:
    """A stored date for people to read, in one of `STYLES`; month names are English."""
    day = date.fromisoformat(day_iso)
    return STYLES[style].format(year=day.year, month=day.month, day=day.day, name=_MONTHS[day.month - 1][:3])


def years_after(day: date, years: int) -> date:
    """The same day so many years on, 28 February for a leap day; the calendar's last day beyond its end."""
    try:
        return _add_months(day, 12 * years)
    except OverflowError:
        return date(LAST_YEAR, 12, 31)


def _calendar_day(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidDate(f"the year {year} is outside {FIRST_YEAR} to {LAST_YEAR}")
    if not 1 <= month <= 12:
        raise InvalidDate(f"there is no month {month}", hint="write year-month-day, as in 2026-12-31")
    if not 1 <= day <= _days_in(year, month):
        raise InvalidDate(f"{day} {_MONTHS[month - 1]} {year} does not exist")
    return date(year, month, day)


def _shifted(today: date, text: str, sign: str, digits: str, unit: str) -> date:
    count = _number(digits) if sign == "+" else -_number(digits)
    try:
        shifted = _STEPS[unit](today, count)
    except (OverflowError, ValueError):
        raise _out_of_range(text) from None
    return _within(shifted, text)


def _add_months(day: date, count: int) -> date:
    """The same day so many months on, or the month's last where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OverflowError
    return date(year, month + 1, min(day.day, _days_in(year, month + 1)))


def _days_in(year: int, month: int) -> int:
    if month == 2:
        return (date(year, 3, 1) - timedelta(days=1)).day
    return 30 if month in (4, 6, 9, 11) else 31


def _add_days(day: date, count: int) -> date:
    return day + timedelta(days=count)


def _month_end(day: date, months_in_period: int) -> date:
    last = -(-day.month // months_in_period) * months_in_period
    return date(day.year, last, _days_in(day.year, last))


def _next_weekday(today: date, weekday: int) -> date:
    return _add_days(today, (weekday - today.weekday() - 1) % 7 + 1)


def _weekday(number: int) -> Callable[[date], date]:
    return lambda today: _next_weekday(today, number)


_STEPS: dict[str, Callable[[date, int], date]] = {
    "d": _add_days,
    "w": lambda day, count: _add_days(day, 7 * count),
    "m": _add_months,
    "y": lambda day, count: _add_months(day, 12 * count),
}

_NAMED: dict[str, Callable[[date], date]] = {
    "today": lambda today: date(today.year, today.month, today.day),
    "tomorrow": lambda today: _add_days(today, 1),
    "yesterday": lambda today: _add_days(today, -1),
    "eom": lambda today: _month_end(today, 1),
    "eoq": lambda today: _month_end(today, 3),
    "eoy": lambda today: _month_end(today, 12),
    **{name: _weekday(number) for number, name in enumerate(_WEEKDAYS)},
    **{name[:3]: _weekday(number) for number, name in enumerate(_WEEKDAYS)},
}


def _first_second(near: datetime, reached: Callable[[datetime], bool]) -> datetime:
    """The first whole second around `near` from which on `reached` holds."""
    low, high = int(near.timestamp()) - 2 * 86_400, int(near.timestamp()) + 2 * 86_400
    while low < high:
        middle = (low + high) // 2
        if reached(datetime.fromtimestamp(middle, UTC)):
            high = middle
        else:
            low = middle + 1
    return datetime.fromtimestamp(low, UTC)


def _number(digits: str) -> int:
    """The number, or one that is too large whatever it counts: `int` refuses text without end."""
    return int(digits) if len(digits.lstrip("0")) <= _LONGEST_OFFSET else 10**_LONGEST_OFFSET


def _within(day: date, text: str) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _out_of_range(text)
    return day


def _out_of_range(text: str) -> InvalidDate:
    return InvalidDate(f"{_quoted(text)} leads outside the years {FIRST_YEAR} to {LAST_YEAR}")


def _way_out(word: str) -> str:
    if loose := re.fullmatch(_LOOSE_ISO, word):
        return f"write {loose[1]}-{loose[2]:0>2}-{loose[3]:0>2}"
    if said := re.fullmatch(_DAY_AND_MONTH, word):
        first, second, year = (_number(said[part]) for part in (1, 3, 4))
        orders = ((second, first), (first, second))[: 1 if said[2] == "." else 2]  # with dots it is the day's
        meant = [
            f"{year}-{month:02}-{day:02}"
            for month, day in dict.fromkeys(orders)
            if 1 <= month <= 12 and 1 <= day <= _days_in(year, month)
        ]
        if len(meant) == 1:
            return f"write {meant[0]}"
        if meant:
            return f"write {' or '.join(meant)}: which number is the month differs by country"
    if re.fullmatch(_OTHER_ORDER, word):
        return "write year-month-day, as in 2026-12-31: which number is the month differs by country"
    return GRAMMAR_HINT


def _swapped(style: str, year: int, *, month: int, day: int) -> str:
    """What would be written here for a day that was typed the other way round."""
    first, second, where = (day, month, "day") if style == "day-first" else (month, day, "month")
    return f"the {where} comes first here: {first}/{second}/{year}, or {year}-{month:02}-{day:02}"


def _quoted(text: str) -> str:
    return f'"{text}"' if len(text) <= 40 else f'"{text[:39]}…"'
