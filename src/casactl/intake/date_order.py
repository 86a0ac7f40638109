"""Dates as other programs write them; which of two numbers is the month is told, or proved by the column itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from casactl.domain.dates import FIRST_YEAR, InvalidDate, parse_date
from casactl.domain.names import fold
from casactl.errors import UsageFault

ORDERS = DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "dmy", "mdy", "ymd"
OF_SETTING = {"day-first": DAY_FIRST, "month-first": MONTH_FIRST}
"""What the workspace's `date_format` says of it."""
_NUMBERS = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})\.?")
_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}\.?")
"""Dots part day, month and year in that order wherever they are written."""
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NAMED = re.compile(r"(\d{1,2})\.?[ \-/]([^\W\d_]{3,})\.?,?[ \-/](\d{4})")
_NAMED_FIRST = re.compile(r"([^\W\d_]{3,})\.? (\d{1,2}),? (\d{4})")
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}.*$")
_RELATIVE = re.compile(r"(?i)[+-]\d+[dwmy]|[a-z]+")
_SERIAL = re.compile(r"\d{5}")
_MONTHS = {
    name: n
    for n, names in enumerate(
        (
            "jan januar january janvier enero gennaio januari",
            "feb februar february fevrier febrero febbraio februari",
            "mar mrz marz march mars marzo maart", "apr april avril abril aprile", "may mai mayo maggio mei",
            "jun juni june juin junio giugno", "jul juli july juillet julio luglio",
            "aug august aout agosto augustus", "sep sept september septembre septiembre settembre",
            "oct okt october oktober octobre octubre ottobre", "nov november novembre noviembre",
            "dec dez december dezember decembre diciembre dicembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DateOrder:
    """The order of day and month in a file; empty where nothing says it."""

    order: str = ""

    def read(self, cell: str, today: date) -> date:
        """The day that a cell names: never a day counted from today, never the number of a spreadsheet's day.

        Raises InvalidDate.
        """
        text = _TIME.sub("", cell.strip())
        if parts := _NUMBERS.fullmatch(text) or _COMPACT.fullmatch(text):
            order = replace(self, order=self.order or DAY_FIRST) if _DOTTED.fullmatch(text) else self
            return order._of_numbers(cell, *[part for part in parts.groups() if part.isdecimal()])
        if named := _NAMED.fullmatch(text):
            return _day(cell, int(named[3]), _month(cell, named[2]), int(named[1]))
        if named := _NAMED_FIRST.fullmatch(text):
            return _day(cell, int(named[3]), _month(cell, named[1]), int(named[2]))
        if _SERIAL.fullmatch(text):
            raise InvalidDate(
                f'"{cell}" is the number of a day in a spreadsheet', hint="format the column as a date there"
            )
        if _RELATIVE.fullmatch(text):
            raise InvalidDate(f'"{cell[:40]}" is no day of the calendar', hint="write 2026-12-31")
        return parse_date(text, today)

    def _of_numbers(self, cell: str, one: str, two: str, three: str) -> date:
        if len(one) == 4:
            return _day(cell, int(one), int(two), int(three))
        if len(three) != 4:
            raise InvalidDate(f'"{cell}" does not say its century', hint="write the year with four digits")
        first, second = int(one), int(two)
        if first > 12 or (self.order == DAY_FIRST and second <= 12):
            return _day(cell, int(three), second, first)
        if second > 12 or self.order == MONTH_FIRST:
            return _day(cell, int(three), first, second)
        if first == second:
            return _day(cell, int(three), first, second)
        raise InvalidDate(f'"{cell}" could be two days', hint="--date-format dmy or mdy says which")


UNKNOWN = DateOrder()


def told_order(text: str | None) -> DateOrder | None:
    """The order of `--date-format`.

    Raises UsageFault.
    """
    if text is None:
        return None
    if text not in ORDERS:
        raise UsageFault(f"--date-format takes one of {', '.join(ORDERS)}, not '{text}'.")
    return DateOrder(text)


def proved_order(cells: Iterable[str], setting: str) -> DateOrder:
    """What a column's cells prove: a 13 or more in one place, never in both; else what the workspace says."""
    first = second = False
    for cell in cells:
        parts = _NUMBERS.fullmatch(_TIME.sub("", cell.strip()))
        if parts and len(parts[1]) < 3 and len(parts[4]) == 4:
            first |= int(parts[1]) > 12
            second |= int(parts[3]) > 12
    if first != second:
        return DateOrder(DAY_FIRST if first else MONTH_FIRST)
    return DateOrder("" if first else OF_SETTING.get(setting, ""))


def _month(cell: str, name: str) -> int:
    number = _MONTHS.get(fold(name))
    if number is None:
        raise InvalidDate(f'"{cell[:40]}" names no month', hint="write 2026-12-31")
    return number


def _day(cell: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise InvalidDate(f'"{cell}" does not exist') from None
    if year < FIRST_YEAR:
        raise InvalidDate(f"the year {year} is before {FIRST_YEAR}")
    return found
