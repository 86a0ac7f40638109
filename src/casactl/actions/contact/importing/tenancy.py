"""The columns of a tenancy: when somebody moved in and out, their lease with its rent, their deposit, how they stand.

With a unit, lease dates or a rent make its lease; days of moving alone say when somebody was there. Whoever is past was
there until they moved out; who stays on past the agreed last day has a lease without an end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

from casactl.domain.contact_types import ContactType
from casactl.domain.dates import InvalidDate
from casactl.domain.leases import OPEN, LeaseDays, overlap
from casactl.domain.money import InvalidAmount
from casactl.domain.names import clean, fold
from casactl.intake.amount_cell import AmountCells, amount_fault, is_nothing
from casactl.intake.date_order import UNKNOWN, DateOrder, is_no_day
from casactl.intake.engine import RowFault
from casactl.records import dataclass

T = TypeVar("T")
TENANT, UNIT = str(ContactType.TENANT), "unit"
Place = tuple[str, str, str]
"""(path key, path, role)."""
DATES = MOVE_IN, MOVE_OUT, LEASE_FROM, LEASE_TO = "move_in", "move_out", "lease_from", "lease_to"
OF_LEASE = (LEASE_FROM, LEASE_TO, "rent", "rent_day")
"""What only a lease has."""
OF_PLACE = (*DATES, "rent", "rent_day")
"""What is of one place; of several, the parts of a cell are in their order."""
FIELDS = frozenset({*OF_PLACE, "deposit", "status"})
STATUSES = CURRENT, NOTICE, PAST, FUTURE = "current", "notice", "past", "future"
_RENT_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?")


@dataclass(frozen=True, slots=True)
class LeaseTerms(LeaseDays):
    """A lease as a row says it, days in ISO; `ends` is the agreed last one, `terminated_on` an earlier one."""

    starts: str
    ends: str = OPEN
    terminated_on: str | None = None
    rent: int | None = None
    rent_day: int | None = None
    assumed_start: bool = False
    """Whether no day says when it began."""
    assumed_end: bool = False
    """Whether none says when they moved out."""
    agreed: str | None = None
    """The agreed last day as it was said, of a lease that runs on behind it."""


@dataclass(frozen=True, slots=True)
class Stay:
    """The time at a place; None where a row does not say it."""

    key: str
    path: str
    role: str
    first: str | None
    last: str | None
    lease: LeaseTerms | None = None

    def over(self, today: str) -> bool:
        """Whether it is past."""
        return self.last is not None and self.last < today


@dataclass(frozen=True, slots=True)
class Tenancy:
    """All that a row says of it."""

    stays: tuple[Stay, ...] = ()
    deposit: int | None = None
    past: bool = False

    def check_units(self, kinds: Mapping[str, str | None]) -> None:
        """Raise RowFault for the lease of what is no unit, by the kind of each place."""
        for stay in self.stays:
            if stay.lease and (kind := kinds[stay.key]) != UNIT:
                raise RowFault("not-a-unit", f"'{stay.path}' is a {kind}, and a lease is of a unit")

    def present(self, places: Sequence[Place], today: str) -> list[Place]:
        """The places where somebody still is, or will be."""
        return [place for place, stay in zip(places, self.stays, strict=True) if not stay.over(today)]


class TenancyReader:
    """Reads these columns of rows."""

    def __init__(
        self, columns: Sequence[str | None], *, today: date, dates: DateOrder = UNKNOWN, amounts: AmountCells,
        warn: Callable[[int, str], None],
    ) -> None:  # fmt: skip
        """`warn` takes a line, and what is odd about it."""
        self._today, self._dates, self._amounts, self._warn = today, dates, amounts, warn
        self._fields = FIELDS & set(filter(None, columns))

    def read(self, line: int, said: Mapping[str, str], places: Sequence[Place], *, leases: bool) -> Tenancy | None:
        """What a row says, None for nothing; without `leases`, of another person of it, only the time.

        Raises RowFault.
        """
        if not any(name in said for name in self._fields):
            return None
        faults: list[RowFault] = []
        status = self._judged(faults, self._status, said.get("status", ""))
        deposit = self._judged(faults, self._amount, said.get("deposit", "")) if leases else None
        if not places:
            faults += self._placeless(line, said)
        cells = self._judged(faults, lambda _: self._apart(said, len(places)), "") or []
        stays = []
        for place, of_place in zip(places, cells, strict=False):
            about = _Place(place, of_place, status or "", leases=leases)
            try:
                stays.append(self._stay(line, about))
            except RowFault as fault:
                faults.append(fault)
        faults += _overlaps(stays)
        if faults:
            raise RowFault.several(faults)
        return Tenancy(tuple(stays), deposit, status == PAST)

    @staticmethod
    def _judged(faults: list[RowFault], judge: Callable[[str], T], text: str) -> T | None:
        try:
            return judge(text)
        except RowFault as fault:
            faults.append(fault)
            return None

    def _status(self, text: str) -> str:
        word = fold(text)
        if word and word not in STATUSES:
            raise RowFault(
                "invalid-status",
                f"'{clean(text)[:40]}' does not say how the tenancy stands: {', '.join(STATUSES)}; what another system "
                f'means: --value "status:{clean(text)[:40]}=past", or --map leaves the column out',
            )
        return word

    def _placeless(self, line: int, said: Mapping[str, str]) -> list[RowFault]:
        """What says a lease or a deposit says it of a unit; days alone are left out."""
        needing = [name for name in (*OF_LEASE, "deposit") if name in said and not is_nothing(said[name])]
        if needing:
            named = " and ".join(name.replace("_", " ") for name in needing)
            return [RowFault("missing-unit", f"there is no unit that the {named} could be of")]
        if days := [name for name in (MOVE_IN, MOVE_OUT) if name in said]:
            named = " and ".join(name.replace("_", "-") for name in days)
            self._warn(line, f"there is no property, so {named} was left out")
        return []

    @staticmethod
    def _apart(said: Mapping[str, str], count: int) -> list[dict[str, str]]:
        """What is said of each place; what of several is said once could be of any."""
        found: list[dict[str, str]] = [{} for _ in range(count)]
        for name in OF_PLACE:
            parts = [said.get(name, "")] if count == 1 else said.get(name, "").split(";")
            if count > 1 and len(parts) != count and parts != [""]:
                raise RowFault(
                    "lease-of-which-unit",
                    f"there are {count} properties, and {name} says {len(parts)}: one for each, parted by ;",
                )
            for cells, part in zip(found, parts if len(parts) == count else [""] * count, strict=True):
                cells[name] = part.strip()
        return found

    def _stay(self, line: int, about: _Place) -> Stay:
        """The time at one place, and its lease.

        Raises RowFault.
        """
        faults: list[RowFault] = []
        moved_in, moved_out, first, agreed = (self._judged(faults, self._day, about.said[name]) for name in DATES)
        rent = self._judged(faults, self._amount, about.said["rent"])
        rent_day = self._judged(faults, _rent_day, about.said["rent_day"])
        key, path, role = about.place
        days = _Days(moved_in, moved_out, first, agreed)
        faults += _refused(days, about, rent, rent_day)
        if faults:
            raise RowFault.several(faults)
        days = self._settled(line, days, about.status)
        if role != TENANT or not any((first, agreed, rent)):  # moving in says since when, and agrees nothing
            return Stay(key, path, role, _iso(days.entered), _iso(days.left or (days.agreed if days.closed else None)))
        terms = self._terms(line, days, rent, rent_day)
        earliest = min(terms.starts, _iso(moved_in) or terms.starts)
        return Stay(
            key, path, role, earliest, None if terms.last == OPEN else terms.last, terms if about.leases else None
        )

    def _settled(self, line: int, days: _Days, status: str) -> _Days:
        """The days as they hold of whoever is past, and of whoever stays behind the agreed last day."""
        today, over = self._today, days.agreed is not None and days.agreed < self._today
        if status == PAST and days.left is None and not over:
            if days.begins and days.begins >= today:
                raise RowFault("moves-out-before-in", f"is past, and {days.begins} is not")
            if days.begins is None:
                self._warn(line, "is past, and no day says from when until when: not attached")
            else:
                self._warn(line, "is past, and no day says when they moved out: yesterday was taken")
            return days.until(today - timedelta(days=1))
        if status == PAST and days.left is None:
            return days.ending()
        if status in (CURRENT, NOTICE) and over and days.left is None:
            self._warn(
                line,
                f"is {status}, and the lease was agreed until a day that is past: a new one runs on without an end",
            )
            return days.running_on()
        if over and days.left is None:
            self._warn(line, "no day says when they moved out: the agreed last day was taken")
        return days.ending() if over else days

    def _terms(self, line: int, days: _Days, rent: int | None, rent_day: int | None) -> LeaseTerms:
        begins, left = days.begins, days.left
        agreed = None if days.runs_on else days.agreed
        if begins is None:
            if (end := left or agreed) and end < self._today:
                raise RowFault("missing-lease-start", "no day says when the lease began: lease_from or move_in")
            self._warn(line, "no day says when the lease began: today was taken")
        ends = max(agreed, left or agreed).isoformat() if agreed else OPEN
        early = left is not None and left.isoformat() < ends
        return LeaseTerms(
            (begins or self._today).isoformat(), ends, _iso(left) if early else None, rent, rent_day,
            assumed_start=begins is None, assumed_end=days.assumed, agreed=_iso(days.agreed) if days.runs_on else None,
        )  # fmt: skip

    def _day(self, text: str) -> date | None:
        try:
            return self._dates.read(text, self._today) if text and not is_no_day(text) else None
        except InvalidDate as fault:
            raise RowFault.of(fault, "invalid-date") from None

    def _amount(self, text: str) -> int | None:
        try:
            return None if is_nothing(text) else self._amounts.read(text)
        except InvalidAmount as fault:
            raise amount_fault(fault) from None


@dataclass(frozen=True, slots=True)
class _Place:
    """A place of a row and what is said of it."""

    place: Place
    said: Mapping[str, str]
    status: str
    leases: bool


@dataclass(frozen=True, slots=True)
class _Days:
    """The days of a stay as they are said."""

    entered: date | None
    left: date | None
    first: date | None
    agreed: date | None
    assumed: bool = False
    """Whether the day of moving out was."""
    runs_on: bool = False
    closed: bool = False
    """Whether the agreed last day was the last one, although nobody says so."""

    @property
    def begins(self) -> date | None:
        """When the lease begins."""
        return self.first or self.entered

    def until(self, day: date) -> _Days:
        return _Days(self.entered or self.first, day, self.first, self.agreed, assumed=True)

    def ending(self) -> _Days:
        return _Days(self.entered or self.first, self.left, self.first, self.agreed, closed=True)

    def running_on(self) -> _Days:
        return _Days(self.entered, None, self.first, self.agreed, runs_on=True)


def _refused(days: _Days, about: _Place, rent: int | None, rent_day: int | None) -> list[RowFault]:
    """All that makes no sense of a place."""
    faults: list[RowFault] = []
    path, role = about.place[1:]
    if about.leases and role != TENANT and (named := [name for name in OF_LEASE if about.said[name]]):
        what = " and ".join(name.replace("_", " ") for name in named)
        faults.append(RowFault("not-a-tenant", f"the {what} is a tenant's, and the row is {role} of {path}"))
    if days.agreed and days.begins and days.agreed < days.begins:
        faults.append(
            RowFault(
                "lease-ends-before-start",
                f"the lease would end on {days.agreed}, before it starts on {days.begins}",
            )
        )
    starts = max(filter(None, (days.entered, days.first)), default=None)
    if days.left and starts and days.left < starts:
        faults.append(RowFault("moves-out-before-in", f"they would move out on {days.left}, before {starts}"))
    if rent_day and rent is None:
        faults.append(RowFault("missing-rent", f"on day {rent_day} a rent would come round, and there is none"))
    return faults


def _rent_day(text: str) -> int | None:
    found = _RENT_DAY.fullmatch(fold(text))
    if text and not (found and 1 <= int(found[1]) <= 31):
        raise RowFault("invalid-rent-day", f"'{clean(text)[:20]}' is no day of the month, 1 to 31")
    return int(found[1]) if found else None


def _overlaps(stays: Sequence[Stay]) -> Iterator[RowFault]:
    """Two leases of one unit, or two times at one place, on the same days."""
    for n, stay in enumerate(stays):
        for held in stays[:n]:
            if (stay.key, stay.role) != (held.key, held.role):
                continue
            lease, other = stay.lease, held.lease
            if lease and other:
                if overlap((lease.starts, lease.last), (other.starts, other.last)):
                    yield RowFault(
                        "lease-overlaps", f"two leases of one unit from {lease.starts} and from {other.starts} on"
                    )
            elif stay != held and overlap((stay.first or "", stay.last or OPEN), (held.first or "", held.last or OPEN)):
                yield RowFault("times-overlap", f"two times as {stay.role} of {stay.path} on the same days")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
