"""What has to be taken back before an operation can be: found by taking it back for trial, in one transaction.

The steps come in an order that works: each has been tried after the ones before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from functools import partial

from casactl.actions.arrears.following import after_money
from casactl.domain.abilities import Reason
from casactl.domain.remedy import Remedy
from casactl.errors import CasaError
from casactl.records import dataclass
from casactl.store.built_upon import BuiltUpon
from casactl.store.queries.log import head
from casactl.store.work import UnitOfWork

Undo = Callable[[int, UnitOfWork], object]
"""Takes one operation back; raises BuiltUpon, Contradicted, CasaError."""


@dataclass(frozen=True, slots=True)
class Clearing:
    """What has to be done about a contact before an operation can be taken back, and why."""

    contact: int
    reason: Reason
    act: Callable[[UnitOfWork], object]
    instead: int = 0
    """The operation to take back where that cannot be done."""


class Contradicted(Exception):
    """Taking an operation back would leave contacts in standings that no verb leads to."""

    def __init__(self, operations: Mapping[int, str], clearings: Sequence[Clearing], stuck: Sequence[Reason]) -> None:
        super().__init__(operations, clearings, stuck)
        self.operations = operations
        """Later operations without which it would not be so, and what would be wrong."""
        self.clearings = clearings
        self.stuck = stuck
        """What nothing clears."""


Voiding = Callable[[int, int, set[int]], list[Clearing]]
"""For what should be taken back, an operation in its way, and the money of that which is: what else to do about it."""


@dataclass(slots=True)
class WayBack:
    """What is to be done, in order, the operation itself at the end."""

    operation: int
    voiding: Voiding
    newest: int
    """The last operation that there is: what follows from the trial itself has later numbers."""
    wanted: set[int] = field(default_factory=set)
    why: dict[int, str] = field(default_factory=dict)
    clearings: dict[int, dict[str, Clearing]] = field(default_factory=dict)
    """What comes just before an operation is taken back, by its words."""
    stuck: list[Reason] = field(default_factory=list)
    """What cannot be tried: it has to be cleared by whoever knows how, or nothing clears it."""
    stuck_at: int = 0

    @property
    def hopeless(self) -> bool:
        """Whether nothing leads there."""
        return any(reason.remedy is None for reason in self.stuck)

    @property
    def order(self) -> list[int]:
        """The operations to take back, the newest first, the one that was asked for last."""
        return sorted(self.wanted | {self.operation}, reverse=True)

    def steps(self) -> list[int | Reason]:
        """All that comes before the operation itself."""
        listed: list[int | Reason] = []
        for number in self.order:
            listed += [each.reason for each in self.clearings.get(number, {}).values()]
            listed += self.stuck if number == self.stuck_at else ()
            listed.append(number)
        return listed[:-1]

    def found(self, at: int, fault: Exception) -> None:
        """Take in what kept one of the operations from being taken back."""
        self.stuck_at = at
        before = self.wanted, {number: set(each) for number, each in self.clearings.items()}
        if isinstance(fault, BuiltUpon):
            later = {number for number in fault.operations if at < number <= self.newest}
            if not later - before[0] and max(fault.operations, default=0) > self.newest:
                self.stuck.append(_follows(at, sorted(self.wanted, reverse=True)))
                return
            voids = self._voids(at, fault)
            self.wanted = self.wanted | (later - {each.instead for each in voids.values()})
            if voids:
                self.clearings.setdefault(at, {}).update(voids)
            elif not later - before[0]:
                self.stuck += [_unexplained(at, each) for each in fault.unexplained or ("something",)]
        elif isinstance(fault, Contradicted):
            self.wanted = self.wanted | fault.operations.keys()
            self.why |= fault.operations
            new = {each.reason.message: each for each in fault.clearings}
            self.clearings.setdefault(at, {}).update(new)
            self.stuck += fault.stuck
            if not (fault.operations.keys() - before[0] or new.keys() - before[1].get(at, set())):
                self.stuck += [replace(each.reason, remedy=None) for each in fault.clearings]
        elif isinstance(fault, CasaError):
            self.stuck.append(_dead_end(at, fault))
        if self.wanted != before[0]:
            self.clearings.clear()  # what is taken back first may have cleared it

    def _voids(self, at: int, fault: BuiltUpon) -> dict[str, Clearing]:
        """The money to void where more was posted with it than stands in the way; none that has been tried."""
        tried = self.clearings.get(at, {})
        found = [each for number, rows in fault.entries.items() for each in self.voiding(at, number, rows)]
        return {each.reason.message: each for each in found if each.reason.message not in tried}


def _follows(at: int, before: Sequence[int]) -> Reason:
    listed = ", ".join(map(str, before))
    message = f"what follows from the money once {listed} were taken back stands in the way of operation {at}"
    return Reason(None, "built-upon", message)


def _unexplained(at: int, what: str) -> Reason:
    message = f"{what} is not as operation {at} left it, and no operation that can be taken back made it so"
    return Reason(None, "built-upon", message)


def _dead_end(at: int, fault: CasaError) -> Reason:
    if fault.code == "undo.nothing":
        return Reason(None, "built-upon", f"operation {at}, which reaches farther than you do, has built on it")
    return Reason(None, "built-upon", f"operation {at} has built on it and stays: {fault.message.rstrip('.')}")


def way_back(work: UnitOfWork, operation: int, first: Exception, undo: Undo, voiding: Voiding) -> WayBack:
    """What to do before `operation` can be taken back, `first` being what kept it."""
    way = WayBack(operation, voiding, head(work.store)[1])
    way.found(operation, first)
    while not way.stuck:
        kept = _tried(work, way, undo)
        if kept is None:
            break
        at, fault = kept
        if isinstance(fault, CasaError) and fault.code == "undo.already":
            way.wanted.discard(at)  # another step has taken it back
        else:
            way.found(at, fault)
    return way


def _tried(work: UnitOfWork, way: WayBack, undo: Undo) -> tuple[int, Exception] | None:
    """Go the whole way for trial; gives the operation that cannot be taken back yet, and why."""
    with work.rehearsing() as another:
        for number in way.order:
            try:
                for clearing in way.clearings.get(number, {}).values():
                    if instead := _cleared(another(), clearing):
                        return number, BuiltUpon({instead})
                _run(another(), partial(undo, number))
            except (BuiltUpon, Contradicted, CasaError) as fault:
                return number, fault
    return None


def _cleared(trial: UnitOfWork, clearing: Clearing) -> int:
    """Do it for trial; gives the operation to take back instead where it cannot be done.

    Raises CasaError where nothing stands for it.
    """
    try:
        _run(trial, clearing.act)
    except CasaError:
        if not clearing.instead:
            raise
        return clearing.instead
    return 0


def _run(trial: UnitOfWork, act: Callable[[UnitOfWork], object]) -> None:
    act(trial)
    if trial.moved_money:
        after_money(trial)
    trial.finish()


def undo_step(number: int, words: str) -> Reason:
    """One operation that has to be taken back before."""
    return Reason(None, "built-upon", words, Remedy("undo", number))
