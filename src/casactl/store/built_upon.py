"""What stands in the way of an undo: the rows say that something does, the log says which operation put it there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from operator import eq
from typing import Any

from casactl.domain.properties import join
from casactl.domain.ties import way
from casactl.records import dataclass
from casactl.store.queries.links import onward_from
from casactl.store.queries.log import is_undone
from casactl.store.table_spec import TableSpec
from casactl.store.work import UnitOfWork

MONEY = "ledger_entry"
GONE = object()
"""What a column holds of a row that is not there."""


class BuiltUpon(Exception):
    """Later work rests on what should be undone: its operations, and what the log does not explain."""

    def __init__(
        self, operations: set[int], unexplained: Sequence[str] = (), entries: Mapping[int, set[int]] | None = None
    ) -> None:
        super().__init__(operations, unexplained)
        self.operations, self.unexplained = operations, unexplained
        self.entries = entries or {}
        """Of operations that are in the way by nothing but money that they posted: which."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One recorded change of a row."""

    number: int
    operation: int
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None

    def touches(self, column: str) -> bool:
        """Whether it says something about a column: one that adds or removes a row says it about all."""
        return self.before is None or self.after is None or column in self.after

    def values(self, column: str) -> tuple[object, object]:
        """What the column held before it, and after it."""
        before, after = (GONE if side is None else side.get(column) for side in (self.before, self.after))
        return before, after


Finder = Callable[[Sequence[_Entry]], list[int] | None]
"""The operations to take back among those that touched a row; None where they do not explain it."""


@dataclass(frozen=True, slots=True)
class _Obstacle:
    """A row that is not as the undo needs it, since a certain change."""

    row: int
    since: int
    find: Finder


class Obstacles:
    """What keeps an operation from being undone, as it is found."""

    def __init__(self, work: UnitOfWork, operation: int, ceiling: int) -> None:
        self._work, self._operation, self._ceiling = work, operation, ceiling
        self._found: dict[str, list[_Obstacle]] = {}
        self._standing: dict[int, bool] = {}

    def __bool__(self) -> bool:
        return bool(self._found)

    def changed(
        self, table: str, row: int, *, since: int, wanted: Mapping[str, object], now: Mapping[str, Any] | None
    ) -> None:
        """A row holds other values than the wanted ones, or is gone."""

        def find(entries: Sequence[_Entry]) -> list[int] | None:
            ways = [
                self._way(entries, column, GONE if now is None else now[column], value)
                for column, value in wanted.items()
            ]
            return None if None in ways else [number for way in ways for number in way or ()]

        self._add(table, row, since, find)

    def given(self, table: str, row: int, *, since: int, column: str, same: Callable[[object], bool]) -> None:
        """A row holds a value that is in the way: `same` knows it."""

        def find(entries: Sequence[_Entry]) -> list[int] | None:
            giving = (each for each in entries if each.after is not None and each.touches(column))
            return self._latest(each for each in giving if same((each.after or {}).get(column)))

        self._add(table, row, since, find)

    def there(self, table: str, row: int, *, since: int) -> None:
        """A row is there again that is about to come back."""
        self._add(table, row, since, lambda entries: self._latest(each for each in entries if each.before is None))

    def removed(self, table: str, row: int, *, since: int) -> None:
        """A row is gone that something has to refer to."""
        self._add(table, row, since, lambda entries: self._latest(each for each in entries if each.after is None))

    def _add(self, table: str, row: int, since: int, find: Finder) -> None:
        self._found.setdefault(table, []).append(_Obstacle(row, since, find))

    def resolved(self) -> BuiltUpon:
        """All of it as operations."""
        operations: set[int] = set()
        posted: dict[int, set[int]] = {}
        others: set[int] = set()
        unexplained: dict[str, None] = {}
        for table, found in self._found.items():
            log = self._log_of(table, found)
            for each in found:
                entries = [entry for entry in log.get(each.row, ()) if entry.number > each.since]
                numbers = each.find(entries)
                if numbers is None:
                    unexplained[f"{table} {each.row}"] = None
                operations.update(numbers or ())
                if table == MONEY and numbers == [entry.operation for entry in entries if entry.before is None]:
                    posted.setdefault(numbers[0], set()).add(each.row)
                else:
                    others.update(numbers or ())
        entries_of = {number: rows for number, rows in posted.items() if number not in others}
        return BuiltUpon(operations - {self._operation}, list(unexplained), entries_of)

    def _log_of(self, table: str, found: Sequence[_Obstacle]) -> dict[int, list[_Entry]]:
        sql = (
            "select row_id, id, operation_id, before, after from change where id > :since and table_name = :table "
            f"and salt is not null and {self._work.reader.among('row_id', 'rows')} order by id"
        )
        rows = self._work.reader.bind({each.row for each in found})
        params = {"since": min(each.since for each in found), "table": table, "rows": rows}
        log: dict[int, list[_Entry]] = {}
        for row, number, operation, before, after in self._work.store.rows(sql, params):
            log.setdefault(row, []).append(_Entry(number, operation, _read(before), _read(after)))
        return log

    def _way(self, entries: Sequence[_Entry], column: str, value: object, wanted: object) -> list[int] | None:
        """The operations whose undo, the newest first, leads from a value back to the wanted one.

        As few as do: what changed it and changed it back again is left out.
        """
        numbers: list[int] = []
        while value != wanted:
            step = next(self._leading_to(entries, column, value), None)
            if step is None:
                return None
            entries, operation, value = step
            numbers.append(operation)
        return numbers

    def _leading_to(
        self, entries: Sequence[_Entry], column: str, value: object
    ) -> Iterator[tuple[Sequence[_Entry], int, object]]:
        for n, entry in enumerate(entries):
            if entry.touches(column):
                before, after = entry.values(column)
                if after == value and before != value and self._stands(entry.operation):
                    yield entries[:n], entry.operation, before

    def _latest(self, entries: Iterable[_Entry]) -> list[int] | None:
        """The last of the operations that brought it about, where one of them stands."""
        return next(([each.operation] for each in reversed(list(entries)) if self._stands(each.operation)), None)

    def _stands(self, operation: int) -> bool:
        """Whether an operation can be taken back: one that was undone nets to nothing together with its undo."""
        if operation == self._operation:
            return True
        if operation not in self._standing:
            stands = operation <= self._ceiling and is_undone(self._work.reader, operation) is None
            self._standing[operation] = stands
        return self._standing[operation]


def _read(text: str | None) -> Mapping[str, Any] | None:
    return json.loads(text) if text is not None else None


def first_values(work: UnitOfWork, spec: TableSpec, since: Mapping[int, int]) -> dict[int, dict[str, Any]]:
    """For rows that have changed after a certain change each: what those columns held then."""
    sql = (
        "select row_id, id, before from change where id > :since and table_name = :table and before is not null "
        f"and after is not null and {work.reader.among('row_id', 'rows')} order by id"
    )
    params = {"since": min(since.values()), "table": spec.name, "rows": work.reader.bind(since)}
    values: dict[int, dict[str, Any]] = {}
    for row, number, before in work.store.rows(sql, params):
        if number > since[row]:
            values[row] = json.loads(before) | values.get(row, {})
    return values


def misplaced(work: UnitOfWork, operation: int, obstacles: Obstacles) -> None:
    """Properties that stand elsewhere than their path says, once an operation has been taken back."""
    touched = "select h.row_id from change h where h.operation_id = :operation and h.table_name = 'property'"
    sql = (
        "select p.id, p.path, p.name, above.id, above.path, (select min(h.id) from change h "
        "where h.operation_id = :operation and h.table_name = 'property') from property p "
        f"join property above on above.id = p.parent_id where p.id in ({touched}) or above.id in ({touched})"
    )
    for number, path, name, parent, above, since in work.store.rows(sql, {"operation": operation}):
        if join(above, name) != path:
            obstacles.given("property", number, since=since, column="path", same=partial(eq, path))
            obstacles.given("property", parent, since=since, column="path", same=partial(eq, above))


def looping(work: UnitOfWork, operation: int, obstacles: Obstacles) -> None:
    """Ties that would lead back to where they begin, once an operation has been taken back: those made since."""
    touched = (
        "select h.row_id, min(h.id) from change h where h.operation_id = :operation and h.table_name = 'link' "
        "group by h.row_id"
    )
    since: dict[int, int] = dict(work.store.rows(touched, {"operation": operation}))
    for tie in work.fetch("link", sorted(since)):
        onward = [each for each in onward_from(work.store, [tie["other_id"]]) if each["kind"] == tie["kind"]]
        back = set(pairwise(way(onward, tie["other_id"], tie["contact_id"])))
        for each in onward:
            if (each["contact_id"], each["other_id"]) in back and each["id"] not in since:
                same = partial(eq, each["other_id"])
                obstacles.given("link", each["id"], since=since[tie["id"]], column="other_id", same=same)
