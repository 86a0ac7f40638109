"""The columns of leases and deposits in an export: of several places a part for each, in the order of the paths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casactl.domain.contact_types import ContactType
from casactl.domain.leases import OPEN, overlap
from casactl.domain.listed import listed
from casactl.domain.money import format_amount
from casactl.domain.properties import path_key, path_order
from casactl.records import dataclass
from casactl.store.queries.export import PlacesOut
from casactl.store.queries.tenancies import (
    HeldLease,
    any_deposit,
    any_lease,
    any_time,
    deposits_taken,
    leases_of,
    times_of,
)
from casactl.store.reader import Reader, Row

OF_PLACES = ("move_in", "move_out")
OF_LEASES = (*OF_PLACES, "lease_from", "lease_to", "rent", "rent_day")
DEPOSIT = "deposit"
TENANT = str(ContactType.TENANT)


def _by_place(time: Row) -> tuple[str, str, str]:
    return path_order(path_key(time[3])), time[4], time[5]


def tenancy_columns(reader: Reader) -> list[str]:
    """Those that anybody has something for."""
    times = OF_LEASES if any_lease(reader) else OF_PLACES if any_time(reader) else ()
    return [*times, *([DEPOSIT] if any_deposit(reader) else [])]


@dataclass(frozen=True, slots=True)
class _Line:
    """A place, and the lease there."""

    path: str
    role: str
    since: str
    until: str | None
    lease: HeldLease | None


class TenanciesOut:
    """Fills these columns, and those of the places, for stretches of contacts."""

    def __init__(self, reader: Reader, *, today: str, currency: str) -> None:
        self._reader, self._today, self._currency = reader, today, currency

    def of(self, ids: Sequence[int], places: PlacesOut) -> dict[int, dict[str, str | None]]:
        """For each with a lease or a deposit the columns; `places` is what the others have.

        A deposit stands where a place does: an import takes none without.
        """
        reader = self._reader
        leases: dict[int, list[HeldLease]] = {}
        for lease in leases_of(reader, ids):
            leases.setdefault(lease.contact, []).append(lease)
        times: dict[int, list[Row]] = {}
        for time in times_of(reader, sorted(leases)) if leases else ():
            if (time[6] or OPEN) >= self._today:
                times.setdefault(time[0], []).append(time)
        found = {
            number: self._columns(list(self._lines(times.get(number, ()), held))) for number, held in leases.items()
        }
        for number, _, left in deposits_taken(reader, ids):
            if left > 0 and (found.get(number, {}).get("property") or number in places.paths):
                found.setdefault(number, {})[DEPOSIT] = format_amount(left, self._currency)
        return found

    def _lines(self, times: Sequence[Row], leases: Sequence[HeldLease]) -> Iterator[_Line]:
        """Where somebody is or will be, each place with its lease; of whoever is nowhere, the last lease."""
        began = [lease for lease in leases if lease.began]
        left = [lease for lease in began if lease.last >= self._today]
        if not times and not left and began:
            left = [max(began, key=lambda lease: (lease.last, lease.id))]
        for _, _, place, path, role, starts, ends in sorted(times, key=_by_place):
            span = starts, ends or OPEN
            there = (each for each in left if each.property_id == place and overlap((each.starts, each.last), span))
            lease = next(there, None) if role == TENANT else None
            if lease:
                left.remove(lease)
            yield _Line(path, role, starts, ends, lease)
        for lease in left:
            yield _Line(lease.path, TENANT, lease.starts, None, lease)

    def _columns(self, lines: Sequence[_Line]) -> dict[str, str | None]:
        if not lines:
            return {}
        parts = [self._cells(line) for line in lines]
        joined = {name: [cells[name] or "" for cells in parts] for name in ("property", "role", *OF_LEASES)}
        return {name: listed(cells) if any(cells) else None for name, cells in joined.items()}

    def _cells(self, line: _Line) -> dict[str, str | None]:
        cells: dict[str, str | None] = dict.fromkeys(OF_LEASES) | {"property": line.path, "role": line.role}
        if lease := line.lease:
            cells |= {
                "move_in": line.since if line.since < lease.starts else None,
                "move_out": lease.terminated_on,
                "lease_from": lease.starts,
                "lease_to": None if lease.ends == OPEN else lease.ends,
                "rent": None if lease.rent is None else format_amount(lease.rent, self._currency),
                "rent_day": None if lease.rent_day is None else str(lease.rent_day),
            }
        else:
            cells |= {"move_in": line.since, "move_out": line.until}
        return cells
