"""Proving every row against the log: what its changes come to, told from the first to the last, is what it is.

Rows and changes are walked side by side, in constant memory. Versions and moments of change are counted
along; what is not journalled at all is proved elsewhere, by computing it again.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from contextlib import closing
from functools import cache
from typing import Any

from casactl.store.encoding import row_encoder
from casactl.store.journal import ACCOUNTED
from casactl.store.reader import Reader, Row
from casactl.store.schema import SPECS
from casactl.store.seal import COUNTED, SEALED, holds
from casactl.store.table_spec import TableSpec

JOURNALLED = sorted(name for name, spec in SPECS.items() if spec.journalled)
"""In the order in which databases sort their names."""


class Told:
    """What the log says of one row, change by change."""

    def __init__(self, table: str, row: int) -> None:
        self.key = (table, row)
        self.added_as: tuple[str, str] | None = None
        """The text and the moment of a row's adding, where nothing has come after it."""
        self._there: bool | None = False
        """None when what the log said of the row was erased and not said anew."""
        self._seal = ""
        self._values: dict[str, Any] = {}
        self._sealed: dict[str, Any] = {}
        """What columns that have changed since the seal were, when it was set."""
        self._counted: dict[str, Any] = {}
        self._garbled = False

    def follow(self, before: str | None, after: str | None, *, erased: bool, at: str, counts: bool) -> None:
        """Take in the next change; one without a value, a mention, changes nothing unless it `counts`."""
        if self.added_as:
            text, moment = self.added_as
            self.added_as = None
            self._begin(self._read(text), moment)
        if after is None:
            self._there, self._seal, self._values = None if erased else False, "", {}
        elif before is None:
            self._begin(self._read(after), at)
        elif after != "{}" or counts:
            for column, value in self._read(before).items() if self._seal else ():
                self._sealed.setdefault(column, value)
            self._values |= self._read(after)
            version = self._counted.get("version")
            self._counted = {"version": version + 1 if isinstance(version, int) else None, "updated_at": at}

    def _read(self, text: str) -> dict[str, Any]:
        """Columns with their values; whoever edits the log may have left anything there."""
        try:
            read = json.loads(text)
        except ValueError:
            read = None
        self._garbled = self._garbled or not isinstance(read, dict)
        return read if isinstance(read, dict) else {}

    def _begin(self, new: dict[str, Any], at: str) -> None:
        self._there, self._sealed, self._seal = True, {}, str(new.get(SEALED, ""))
        self._values = {} if self._seal else new
        self._counted = (
            {column: new.get(column) for column in COUNTED} if self._seal else {"version": 1, "updated_at": at}
        )

    def agrees(self, spec: TableSpec, row: Row) -> bool:
        """Whether a row is to the letter what was added, which most of them are: this takes the least time."""
        if self.added_as is None or row_encoder(spec)(row) != self.added_as[0]:
            return False
        counted = (1, self.added_as[1])
        return all(row[spec.columns.index(c)] == counted[n] for n, c in enumerate(COUNTED) if c in spec.columns)

    def problem(self, spec: TableSpec, row: dict[str, Any] | None) -> str | None:
        """What is wrong with the row as it stands, None when it is what the log says."""
        if self.added_as:
            self.follow("{}", "{}", erased=False, at="", counts=False)
        called = _called(*self.key)
        if self._garbled:
            return f"what the log says of {called} cannot be read"
        if self._there is None:
            return f"what the log says of {called} was blanked by no erasure" if row else None
        if row is None:
            return f"{called} is missing: the log does not say that it was removed" if self._there else None
        if not self._there:
            return f"{called} is there, though the log says that it was removed"
        told = self._values if self._seal else _as_added(spec) | self._values
        changed = [column for column in spec.recorded if column in told and told[column] != row[column]]
        changed += [c for c in COUNTED if c in spec.columns and row[c] != self._counted.get(c)]
        if changed:
            return f"{called} has another {' and '.join(changed)} than the log says"
        if self._seal and not holds(spec, row | self._sealed, self._seal):
            return f"{called} is not what the log vouches for"
        return None


@cache
def _as_added(spec: TableSpec) -> dict[str, Any]:
    """What the columns of a new row hold that says nothing of them."""
    return {column: spec.defaults.get(column) for column in spec.recorded}


def rows(reader: Reader) -> Iterator[str]:
    """Every row of every journalled table, those that are not there included."""
    with closing(_all_told(reader)) as told:
        following = next(told, None)
        for table in JOURNALLED:
            spec = SPECS[table]
            with closing(_rows(reader, spec)) as held:
                for row in held:
                    while following and following.key < (table, row[0]):
                        yield from _found(following.problem(SPECS[following.key[0]], None))
                        following = next(told, None)
                    if following is None or following.key != (table, row[0]):
                        yield f"{_called(table, row[0])} is there, though the log never added it"
                        continue
                    if not following.agrees(spec, row):
                        yield from _found(following.problem(spec, dict(zip(spec.columns, row, strict=True))))
                    following = next(told, None)
        while following:
            yield from _found(following.problem(SPECS[following.key[0]], None))
            following = next(told, None)


def _called(table: str, row: int) -> str:
    return f"{table.replace('_', ' ')} {row}"


def _found(problem: str | None) -> Iterator[str]:
    if problem:
        yield problem


def _rows(reader: Reader, spec: TableSpec) -> Generator[Row, None, None]:
    yield from reader.stream(f"select {', '.join(spec.columns)} from {spec.name} order by id")


CHANGES = (  # older revisions counted a version up where they undid a mention
    "select g.table_name, g.row_id, g.before, g.after, g.salt is null, o.at, "
    "o.undoes is not null and o.revision < :accounted from change g join operation o on o.id = g.operation_id "
    "where {} order by g.table_name, g.row_id, g.id"
)


def _all_told(reader: Reader) -> Generator[Told, None, None]:
    """What the log says, row by row, in the order of tables and numbers."""
    told: Told | None = None
    bound = {"tables": reader.bind(JOURNALLED), "accounted": ACCOUNTED}
    sql = CHANGES.format(reader.among("g.table_name", "tables"))
    change: Row
    for change in reader.stream(sql, bound):
        table, row, before, after, erased, at, counts = change
        if told is None or told.key != (table, row):
            if told:
                yield told
            told = Told(table, row)
            if before is None and after is not None:
                told.added_as = (after, at)
                continue
        told.follow(before, after, erased=bool(erased), at=at, counts=bool(counts))
    if told:
        yield told
