"""The unit of work: one command, one transaction, one writer, everything journalled.

`UnitOfWork` is the only writer. `insert`, `update` and `delete` take sets of rows (one contact is a set
of one), check versions and record every change: nobody can forget to. Facts for a decision come
from `queries/` on the work's own connection (`work.reader`). Actions never commit and never read
the clock.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from itertools import chain, repeat
from operator import itemgetter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from casactl.domain.dates import Today, calendar_date, moment
from casactl.domain.failures import failure
from casactl.domain.remedy import Line, Remedy
from casactl.store import derived
from casactl.store.blobs import Incoming, keep
from casactl.store.encoding import encode_row, insert_statement, row_encoder
from casactl.store.journal import TOUCHED, Draft, Entry, Journal, Origin
from casactl.store.location import Location
from casactl.store.reader import BATCH, CorruptStore, Reader
from casactl.store.schema import SPECS
from casactl.store.table_spec import TableSpec

MARK = "rehearsal"
SLICE = 2000
"""So many rows are made whole at a time when they are added."""
TOGETHER = 50
"""So many rows go in by one statement: what a table's checks take is taken once for each statement."""

Values = Mapping[str, object]
Pairs = tuple[tuple[str, object], ...]
Afterwards = Callable[[Location, Path | None, float], list[str]]
"""Called with the store's location, the workspace's folder, and how long to wait for others; gives warnings."""


def chunks(items: Sequence[Any], size: int = BATCH) -> Iterable[Sequence[Any]]:
    """Slices of at most `size` items."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _numbers_in(text: str) -> dict[str, int]:
    """The number to be given next in each table, as the chain's row keeps them.

    Raises CorruptStore, where there is no such row or something else has been written there.
    """
    try:
        numbers = json.loads(text)
    except ValueError:
        numbers = None
    if not isinstance(numbers, dict) or not all(isinstance(number, int) for number in numbers.values()):
        raise CorruptStore("The log does not say which numbers are free.", hint=Remedy("workspace check"))
    return numbers


class UnitOfWork:
    """A transaction that is open on a workspace, and the journal that goes with it."""

    def __init__(self, reader: Reader, origin: Origin, *, now: datetime, dry_run: bool) -> None:
        self.reader = reader
        self.origin = origin
        self.dry_run = dry_run
        self.moment = now
        self.now = reader.now = moment(now)
        self.store = reader.unfenced("the writer keeps rows whole, with their journal and all that follows from them")
        self.result: Any = None
        self.letters: list[int] = []
        """The letters that the work has queued: they leave after the commit."""
        self.warnings: list[Line] = []
        """What people should hear beside the outcome."""
        self.moved_money: set[int] = set()
        """Whose balance may have changed: their statuses are judged again before the commit."""
        self.lowered: set[int] = set()
        """Those among them of whose debt something was taken away, or put off."""
        self.revived: set[int] = set()
        """Those among them of whom a payment, or what else had lowered a debt, was taken back."""
        self.case_news: dict[str, set[int]] = {}
        """What has happened in cases, by kind: numbers of contacts, or of cases that were closed."""
        self.with_statement: set[int] = set()
        """Of whom the letter that brings an attorney the case carries the statement."""
        self.folder: Path | None = None
        """Where the workspace keeps its files on this machine."""
        self.incoming: list[Incoming] = []
        """Bytes that rows of this work name: they are put in place just before the commit."""
        self.afterwards: list[Afterwards] = []
        """What is done to files once the work is committed, before another writer comes; gives warnings."""
        self.mark = "%s" if reader.dialect == "postgresql" else "?"
        row = reader.one("select workspace, head, numbers from chain where id = 1") or ("", "", "")
        self.workspace_id: str = row[0]
        self._numbers = _numbers_in(row[2])
        self._numbers_before = row[2]
        self.journal = Journal(
            self.add, self._numbers, row[1], at=self.now, origin=origin,
            workspace=self.workspace_id,
        )  # fmt: skip
        self.settings: dict[str, str] = dict(reader.rows("select name, value from setting"))

    @property
    def zone(self) -> ZoneInfo:
        """The workspace's time zone."""
        from casactl.store.queries.settings import zone_in

        return zone_in({"timezone": self.setting("timezone")})

    @property
    def today(self) -> date:
        """The workspace's calendar date."""
        return Today.of(calendar_date(self.moment, self.zone), self.setting("date_format"))

    def setting(self, name: str) -> str:
        """A shared setting, or its default."""
        from casactl.domain.settings import SETTINGS

        return str(self.settings.get(name, SETTINGS[name].default))

    @property
    def operation(self) -> int | None:
        """The number under which this command's changes stand, None when it changed nothing."""
        return self.journal.current.id if self.journal.current and self.journal.begun else None

    def begin_part(self, origin: Origin) -> bytearray:
        """Go on as one of several commands that are one operation; gives whom those before it concern."""
        self.origin, self.letters, self.warnings = origin, [], []
        return self.journal.begin_part()

    def end_part(self, whole: Origin, before: bytearray) -> None:
        """Count a command's part in with those before it; what follows from it has followed."""
        self.origin = whole
        self.moved_money, self.lowered, self.revived, self.case_news = set(), set(), set(), {}
        self.journal.end_part(before)

    def hear(self, kind: str, number: int) -> None:
        """Remember something that the attorney of a case is told of."""
        self.case_news.setdefault(kind, set()).add(number)

    def take(self, table: str, count: int = 1) -> int:
        """Reserve numbers of a table and give the first."""
        return self.journal.take(table, count)

    def insert(self, table: str, rows: Sequence[Values]) -> list[int]:
        """Add rows, each complete but for what defaults and numbers fill in; gives their ids."""
        spec = SPECS[table]
        stamps: dict[str, Any] = {name: self.now for name in ("created_at", "updated_at") if name in spec.columns}
        filled: dict[str, Any] = {**spec.defaults, **stamps}
        blank = {**dict.fromkeys(spec.columns), **filled}
        ids: list[int] = []
        for part in chunks(rows, SLICE):
            said = filled.keys() | {spec.columns[0]}.union(*part)
            if said - blank.keys():
                raise KeyError(f"{table} has no column {said - blank.keys()}")
            columns = tuple(column for column in spec.columns if column in said)
            ids += self._insert_part(spec, columns, [{**blank, **row} for row in part])
        return ids

    def _insert_part(self, spec: TableSpec, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> list[int]:
        ids = self._number(spec, rows) if spec.numbered else []
        written = self.put(spec, rows, columns)
        if spec.journalled:
            whose = map(itemgetter(spec.contact), rows) if spec.contact else repeat(None)
            after = map(row_encoder(spec, columns), written)
            self.journal.record(spec.name, list(zip(ids, whose, repeat(None), after, strict=False)))
        derived.after_insert(self, spec, rows)
        return ids

    def _number(self, spec: TableSpec, rows: Sequence[dict[str, Any]]) -> list[int]:
        """Number the rows that have no number yet; gives the numbers of all."""
        bare = [row for row in rows if row["id"] is None]
        if bare:
            first = self.take(spec.name, len(bare))
            for number, row in enumerate(bare, first):
                row["id"] = number
        return [row["id"] for row in rows]

    def put(
        self, spec: TableSpec, rows: Sequence[Mapping[str, Any]], columns: tuple[str, ...] | None = None
    ) -> list[tuple[Any, ...]]:
        """Add rows without recording it: for what has been recorded, or follows; gives them as written.

        `columns` leaves out those that are null in every row: nulls to bind cost as much as values.
        """
        columns = columns or spec.columns
        pick = itemgetter(*columns)
        values: list[tuple[Any, ...]] = [pick(row) for row in rows]
        self.add(spec, columns, values)
        return values

    def add(self, spec: TableSpec, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
        """Write rows as they are, and nothing else."""
        together = len(rows) - len(rows) % TOGETHER
        if together:
            packed = [tuple(chain.from_iterable(rows[n : n + TOGETHER])) for n in range(0, together, TOGETHER)]
            self.execute_many(insert_statement(spec, columns, self.mark, TOGETHER), packed)
        if rest := rows[together:]:
            self.execute_many(insert_statement(spec, columns, self.mark), rest)

    def update(self, table: str, rows: Sequence[Values]) -> list[int]:
        """Change rows (`id` and the new values, `version` to insist on one); gives the ids that differed.

        Raises Refused when a given version is not the current one.
        """
        spec = SPECS[table]
        changed: list[int] = []
        for part in chunks(rows):
            before, ids = self._update_part(spec, part)
            derived.after_update(self, spec, before, part, ids)
            changed += ids
        return changed

    def _update_part(self, spec: TableSpec, rows: Sequence[Values]) -> tuple[dict[int, dict[str, Any]], list[int]]:
        """Write one slice; gives what concerns it of the rows as they were, by id, and the ids that differed."""
        needed = {"id", "version", spec.contact}.union(*rows)
        columns = tuple(column for column in spec.columns if column in needed)
        current = {row["id"]: row for row in self.fetch(spec.name, [_id(row) for row in rows], columns)}
        entries: list[Entry] = []
        changes: list[tuple[int, Pairs]] = []
        encode = _Remembering()
        for row in rows:
            number = _id(row)
            held = current[number]
            if row.get("version", held.get("version")) != held.get("version"):
                raise failure(
                    "conflicting-edit",
                    f"It was changed meanwhile: the stored version is {held['version']}, not {row['version']}.",
                    hint="look at it again, then repeat the edit",
                )
            new = tuple((k, v) for k, v in row.items() if k not in ("id", "version") and held[k] != v)
            if new:
                before = encode(tuple((k, held[k]) for k, _ in new))
                entries.append((number, _contact(spec, held), before, encode(new)))
                changes.append((number, new))
        self.change(spec, changes)
        if entries and spec.journalled:
            self.journal.record(spec.name, entries)
        return current, [number for number, _ in changes]

    def change(self, spec: TableSpec, changes: Iterable[tuple[int, Pairs]]) -> None:
        """Write (id, new values) without recording it; what many rows share is one statement."""
        groups: dict[Pairs, list[int]] = {}
        for number, values in changes:
            groups.setdefault(values, []).append(number)
        stamps = tuple((name, self.now) for name in ("updated_at",) if name in spec.columns)
        many: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for values, ids in groups.items():
            names, bound = zip(*values, *stamps, strict=True)
            if len(ids) > 1:
                sets = _sets(spec, [f"{name} = :{name}" for name in names])
                among = self.reader.among("id", "ids")
                for part in chunks(ids):
                    params = dict(zip(names, bound, strict=True)) | {"ids": self.reader.bind(part)}
                    self.run(f"update {spec.name} set {sets} where {among}", **params)
            else:
                many.setdefault(names, []).append((*bound, ids[0]))
        for names, rows in many.items():
            sets = _sets(spec, [f"{name} = {self.mark}" for name in names])
            self.execute_many(f"update {spec.name} set {sets} where id = {self.mark}", rows)

    def touch(self, contacts: Iterable[int]) -> None:
        """Raise the version of contacts of whom other tables hold what has changed (A7)."""
        ids = sorted(contacts)
        self.count_up("contact", ids)
        if ids:
            self.journal.record("contact", [(number, number, TOUCHED, TOUCHED) for number in ids])

    def count_up(self, table: str, ids: Sequence[int]) -> None:
        """Raise the versions of rows whose columns stay as they are; whoever does so records it."""
        sets = _sets(SPECS[table], ["updated_at = :now"])
        for part in chunks(ids):
            among = self.reader.among("id", "ids")
            self.run(f"update {table} set {sets} where {among}", now=self.now, ids=self.reader.bind(part))

    def delete(self, table: str, ids: Sequence[int]) -> None:
        """Remove rows; their whole content stands in the journal."""
        spec = SPECS[table]
        encode = row_encoder(spec)
        for part in chunks(list(ids)):
            rows = self.fetch(table, part) if spec.journalled else []
            if table == "contact":
                derived.forget(self, list(part))
            self.run(f"delete from {table} where {self.reader.among('id', 'ids')}", ids=self.reader.bind(part))
            if rows:
                self.journal.record(
                    table, [(row["id"], _contact(spec, row), encode(tuple(row.values())), None) for row in rows]
                )
                derived.after_delete(self, spec, rows)

    def fetch(self, table: str, ids: Sequence[int], columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """Rows by id, whole ones unless `columns` says less, whoever may see them: for the journal, not for showing."""
        names = columns or SPECS[table].columns
        sql = f"select {', '.join(names)} from {table} where {self.reader.among('id', 'ids')}"
        found: list[dict[str, Any]] = []
        for part in chunks(list(ids)):
            rows = self.store.rows(sql, {"ids": self.reader.bind(part)})
            found += [dict(zip(names, row, strict=True)) for row in rows]
        return found

    def run(self, sql: str, **params: object) -> int:
        """One statement with `:name` parameters on the work's connection; gives the rows affected."""
        cursor = self.store.execute(sql, params)
        return int(cursor.rowcount)

    def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """The driver's `executemany`, positional parameters."""
        if self.reader.dialect == "postgresql":
            self.reader.connection.cursor().executemany(sql, rows)
        else:
            self.reader.connection.executemany(sql, rows)

    def undoing(self, operation: int) -> Draft:
        """Make this command's operation the one that undoes another."""
        arguments = dict(self.origin.arguments)
        self.journal.current = self.journal.open(
            self.origin.verb, self.origin.actor, {"arguments": arguments}, operation
        )
        return self.journal.current

    def summary(self, text: str) -> None:
        """A sentence for `log list`."""
        if self.journal.current:
            self.journal.current.payload["summary"] = text

    @contextmanager
    def marked(self) -> Iterator[None]:
        """Inside, `rehearsing` comes back to here."""
        self.run(f"savepoint {MARK}")
        yield
        self.run(f"release savepoint {MARK}")

    @contextmanager
    def rehearsing(self) -> Iterator[Callable[[], UnitOfWork]]:
        """Takes back what was done since the mark, and makes units of work that are taken back at the end as well.

        The caller has to fail: this unit of work does not know any more what it has written.
        """
        self.run(f"rollback to savepoint {MARK}")
        try:
            yield self._another
        finally:
            self.run(f"rollback to savepoint {MARK}")

    def _another(self) -> UnitOfWork:
        origin = replace(self.origin, request_id=None)
        another = UnitOfWork(self.reader, origin, now=self.moment, dry_run=True)
        another.folder = self.folder
        return another

    def finish(self) -> None:
        """Close the journal, move the chain's head, and put bytes in place that rows name; the caller commits."""
        if self.journal.current is not None and self.origin.request_id and self.result is not None:
            self.journal.current.payload["result"] = self.result
        self.journal.close()
        numbers = encode_row(self._numbers)
        if self.journal.drafts or numbers != self._numbers_before:
            self.run(
                "update chain set head = :head, numbers = :numbers where id = 1",
                head=self.journal.head,
                numbers=numbers,
            )
        for each in self.incoming:
            keep(each)


class _Remembering(dict[Pairs, str]):
    """Columns with their values as the journal keeps them; what many rows share is put into words once."""

    def __call__(self, pairs: Pairs) -> str:
        return self[pairs]

    def __missing__(self, pairs: Pairs) -> str:
        text = self[pairs] = encode_row(dict(pairs))
        return text


def _id(row: Values) -> int:
    number = row["id"]
    assert isinstance(number, int)
    return number


def _contact(spec: TableSpec, row: Mapping[str, Any]) -> int | None:
    return row[spec.contact] if spec.contact else None


def _sets(spec: TableSpec, values: Sequence[str]) -> str:
    return ", ".join([*values, "version = version + 1"] if "version" in spec.columns else values)
