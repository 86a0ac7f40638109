"""From numbers to work of one kind; a number of another kind leads to that kind's command."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.domain.abilities import Reason
from casactl.domain.engagements import KINDS, WorkKind
from casactl.domain.outcomes import REFUSED, Result
from casactl.domain.remedy import Remedy
from casactl.errors import CasaError, NotFound
from casactl.records import dataclass
from casactl.store.queries.engagements import EngagementRow, engagements_by_number
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Found:
    """The work that numbers mean, each once, in their order, and the numbers that mean none of the kind."""

    rows: tuple[EngagementRow, ...]
    faults: tuple[Result, ...] = ()

    def __len__(self) -> int:
        return len(self.rows) + len(self.faults)


def find_work(reader: Reader, kind: WorkKind, number: int) -> EngagementRow:
    """One piece of work, within the reader's scope.

    Raises NotFound.
    """
    return find_each(reader, kind, [number]).rows[0]


def find_each(reader: Reader, kind: WorkKind, numbers: Sequence[int]) -> Found:
    """The work with these numbers; those that are not found become refused results.

    Raises NotFound when none is found.
    """
    listed = list(dict.fromkeys(numbers))
    held = engagements_by_number(reader, listed)
    rows = tuple(held[number] for number in listed if number in held and held[number].kind == kind.name)
    missing = {number: _not_one(kind, number, held.get(number)) for number in listed}
    faults = {number: fault for number, fault in missing.items() if fault}
    if faults and not rows:
        raise next(iter(faults.values()))
    return Found(rows, tuple(_refused(number, fault) for number, fault in faults.items()))


def _not_one(kind: WorkKind, number: int, row: EngagementRow | None) -> CasaError | None:
    code = f"{kind.name}.not-found"
    if row is None:
        return NotFound(f"No {kind.name} {number}.", code=code, hint=Remedy(f"{kind.name} list", state="all"))
    if row.kind == kind.name:
        return None
    other = KINDS[row.kind]
    return NotFound(f"{number} is {other.one}, not {kind.one}.", code=code, hint=Remedy(f"{other.name} show", number))


def _refused(number: int, fault: CasaError) -> Result:
    return Result(str(number), None, REFUSED, reasons=(Reason.of(fault),))
