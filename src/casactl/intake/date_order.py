"""Dates as other programs write them; which of two numbers is the month is told, or proved by the column itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from casactl.domain.dates import FIRST_YEAR, InvalidDate, parse_date
from casactl.domain.names import fold
from casactl.errors import UsageFault
from casactl.records import dataclass

ORDERS = DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "dmy", "mdy", "ymd"
OF_SETTING = {"day-first": DAY_FIRST, "month-first": MONTH_FIRST}
"""What the workspace's `date_format` says of it."""
_NUMBERS = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})\.?")
_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}\.?")
"""Dots part day, month and year in that order wherever they are written."""
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NAMED = re.compile(
    r"(?i)(\d{1,2})(?:\.|st|nd|rd|th|er|º|ª)?[ \-/](?:(?:of|de) )?([^\W\d_]{3,})\.?,?[ \-/](?:del? )?(\d{4})"
)
_NAMED_FIRST = re.compile(r"(?i)([^\W\d_]{3,})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_WEEKDAY = re.compile(r"^[^\W\d_]{2,}(?:-feira)?\.?,? (?=\d|[^\W\d_]{3,}\.? \d{1,2}\D)")
_WRITTEN = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_SHORT_YEAR = re.compile(r"\d{1,2}([./-])(?:\d{1,2}|[^\W\d_]{3,})\1\d{2}\.?")
_NO_DAY = re.compile(
    r"(0?1)([./-])\1\2(1900|0001)|(1900|0001)-01-0[01]|1899-12-3[01]|(00?)([./-])\5\6(00){1,2}|0000-00-00"
    r"|9999-12-31|31[./-]12[./-]9999|12/31/9999"
)
"""The days that programs write where none is known: the first or the last that they can count."""
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}.*$")
_RELATIVE = re.compile(r"(?i)[+-]\d+[dwmy]|[a-z]+")
_SERIAL = re.compile(r"\d{5}")
_MONTHS = {
    name: n
    for n, names in enumerate(
        (
            "jan januar jaenner janner january janv janvier ene enero gen gennaio januari stycznia styczen janeiro",
            "feb februar feber february fev fevr fevrier febrero febbraio februari lutego luty fevereiro",
            "mar mrz maerz marz march mars marzo maart mrt marca marzec marco",
            "apr april avr avril abr abril aprile kwietnia kwiecien",
            "may mai mayo mag maggio mei maja maj maio",
            "jun juni june juin junio giu giugno czerwca czerwiec junho",
            "jul juli july juil juillet julio lug luglio lipca lipiec julho",
            "aug august aout ago agosto augustus sierpnia sierpien",
            "sep sept september septembre septiembre set settembre wrzesnia wrzesien setembro",
            "oct okt october oktober octobre octubre ott ottobre pazdziernika pazdziernik out outubro",
            "nov november novembre noviembre listopada listopad novembro",
            "dec dez december dezember decembre dic diciembre dicembre grudnia grudzien dezembro",
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
        text = text if _NAMED_FIRST.fullmatch(text) else _WEEKDAY.sub("", text)
        if is_no_day(text):
            raise InvalidDate(f'"{cell}" is what programs write where no day is known', hint="empty the cell")
        if parts := _WRITTEN.fullmatch(text):
            return _day(cell, int(parts[1]), int(parts[2]), int(parts[3]))
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
        if _SHORT_YEAR.fullmatch(text):
            raise _century(cell)
        try:
            return parse_date(text, today)
        except InvalidDate as fault:  # what is counted from today is offered elsewhere
            raise InvalidDate(fault.message.replace(text, cell.strip(), 1), hint="write 2026-12-31") from None

    def _of_numbers(self, cell: str, one: str, two: str, three: str) -> date:
        if len(one) == 4:
            return _day(cell, int(one), int(two), int(three))
        if len(three) != 4:
            raise _century(cell)
        first, second = int(one), int(two)
        if first > 12 or (self.order == DAY_FIRST and second <= 12):
            return _day(cell, int(three), second, first)
        if second > 12 or self.order == MONTH_FIRST:
            return _day(cell, int(three), first, second)
        if first == second:
            return _day(cell, int(three), first, second)
        raise InvalidDate(f'"{cell}" could be two days', hint="--date-format dmy or mdy says which")


UNKNOWN = DateOrder()


def is_no_day(text: str) -> bool:
    """Whether a cell of a day says that none is known."""
    return _NO_DAY.fullmatch(text) is not None


def _century(cell: str) -> InvalidDate:
    return InvalidDate(f'"{cell}" does not say its century', hint="write the year with four digits")


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
