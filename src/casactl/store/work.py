"""The unit of work: one command, one transaction, one writer, everything journalled.

`UnitOfWork` is the only writer. `insert`, `update` and `delete` take sets of rows (one contact is a set
of one), check versions and record every change: nobody can forget to. Facts for a decision come
from `queries/` on the work's own connection (`work.reader`). Actions never commit and never read
the clock.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session

from casactl.domain.dates import calendar_date, moment
from casactl.domain.remedy import Line
from casactl.errors import Refused
from casactl.store import derived
from casactl.store.blobs import Incoming, keep
from casactl.store.encoding import encode_row, whole_row_encoder
from casactl.store.journal import Draft, Entry, Journal, Origin
from casactl.store.location import Location
from casactl.store.reader import BATCH, Reader
from casactl.store.schema import SPECS, TableSpec
from casactl.store.table_class import table_class

DEFAULTS: dict[str, object] = {
    "version": 1, "lifecycle": "active", "portal": "not-invited", "locked": 0, "arrears": "current",
    "balance": 0, "retired": 0, "is_primary": 0, "voided": 0,
    "billing": 0, "site": 0, "signs_without_login": 0,
}  # fmt: skip

Values = Mapping[str, object]
Pairs = tuple[tuple[str, object], ...]
Afterwards = Callable[[Location, Path | None, float], list[str]]
"""Called with the store's location, the workspace's folder, and how long to wait for others; gives warnings."""


class EditConflict(Refused):
    """Somebody else changed the row since it was read."""

    code = "conflicting-edit"


def chunks(items: Sequence[Any], size: int = BATCH) -> Iterable[Sequence[Any]]:
    """Slices of at most `size` items."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


class UnitOfWork:
    """A transaction that is open on a workspace, and the journal that goes with it."""

    def __init__(self, session: Session, reader: Reader, origin: Origin, *, now: datetime, dry_run: bool) -> None:
        self.session = session
        self.reader = reader
        self.origin = origin
        self.dry_run = dry_run
        self.moment = now
        self.now = reader.now = moment(now)
        self.result: Any = None
        self.letters: list[int] = []
        """The letters that the work has queued: they leave after the commit."""
        self.warnings: list[Line] = []
        """What people should hear beside the outcome."""
        self.folder: Path | None = None
        """Where the workspace keeps its files on this machine."""
        self.incoming: list[Incoming] = []
        """Bytes that rows of this work name: they are put in place just before the commit."""
        self.afterwards: list[Afterwards] = []
        """What is done to files once the work is committed, before another writer comes; gives warnings."""
        self._mark = "%s" if reader.dialect == "postgresql" else "?"
        row = reader.one("select workspace, head, numbers from chain where id = 1")
        assert row is not None
        self.workspace_id: str = row[0]
        self._numbers: dict[str, int] = json.loads(row[2])
        self._numbers_before = row[2]
        self.journal = Journal(self.execute_many, self._numbers, row[1], at=self.now, origin=origin, mark=self._mark)
        self.settings: dict[str, str] = dict(reader.rows("select name, value from setting"))

    @property
    def zone(self) -> ZoneInfo:
        """The workspace's time zone."""
        return ZoneInfo(self.setting("timezone"))

    @property
    def today(self) -> date:
        """The workspace's calendar date."""
        return calendar_date(self.moment, self.zone)

    def setting(self, name: str) -> str:
        """A shared setting, or its default."""
        from casactl.domain.settings import SETTINGS

        return str(self.settings.get(name, SETTINGS[name].default))

    @property
    def operation(self) -> int | None:
        """The number under which this command's changes stand, None when it changed nothing."""
        return self.journal.current.id if self.journal.current else None

    def take(self, table: str, count: int = 1) -> int:
        """Reserve numbers of a table and give the first."""
        return self.journal.take(table, count)

    def insert(self, table: str, rows: Sequence[Values]) -> list[int]:
        """Add rows, each complete but for what defaults and numbers fill in; gives their ids."""
        if not rows:
            return []
        spec = SPECS[table]
        first = self.take(spec.name, len(rows))
        full = [self._complete(spec, row, first + n) for n, row in enumerate(rows)]
        self.session.connection().execute(insert(table_class(table)), full)
        self.journal.record(spec.name, [(row["id"], self._contact(spec, row), None, _json(spec, row)) for row in full])
        derived.after_insert(self, spec, full)
        return [row["id"] for row in full]

    def _complete(self, spec: TableSpec, row: Values, number: int) -> dict[str, Any]:
        stamps = {"id": number, "created_at": self.now, "updated_at": self.now}
        return {column: row.get(column, stamps.get(column, DEFAULTS.get(column))) for column in spec.columns}

    def update(self, table: str, rows: Sequence[Values]) -> list[int]:
        """Change rows (`id` and the new values, `version` to insist on one); gives the ids that differed.

        Raises EditConflict when a given version is not the current one.
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
        groups: dict[Pairs, list[int]] = {}
        encode = _Remembering()
        for row in rows:
            number = _id(row)
            held = current[number]
            if row.get("version", held.get("version")) != held.get("version"):
                raise EditConflict(
                    f"It was changed meanwhile: the stored version is {held['version']}, not {row['version']}.",
                    hint="look at it again, then repeat the edit",
                )
            new = {k: v for k, v in row.items() if k not in ("id", "version") and held[k] != v}
            if new:
                to = tuple(new.items())
                before, after = encode(tuple((k, held[k]) for k in new)), encode(to)
                entries.append((number, self._contact(spec, held), before, after))
                groups.setdefault(to, []).append(number)
        self._write_groups(spec, groups)
        if entries:
            self.journal.record(spec.name, entries)
        return current, [entry[0] for entry in entries]

    def _write_groups(self, spec: TableSpec, groups: Mapping[Pairs, list[int]]) -> None:
        table: Any = table_class(spec.name)
        stamp: dict[str, Any] = {"version": table.version + 1} if "version" in spec.columns else {}
        if "updated_at" in spec.columns:
            stamp["updated_at"] = self.now
        connection = self.session.connection()
        many: dict[tuple[str, ...], list[dict[str, object]]] = {}
        for values, ids in groups.items():
            if len(ids) > 1:
                connection.execute(update(table).where(table.id.in_(ids)).values(**dict(values), **stamp))
            else:
                columns = tuple(name for name, _ in values)
                many.setdefault(columns, []).append({f"new_{k}": v for k, v in values} | {"row": ids[0]})
        for columns, parameters in many.items():
            bound: dict[str, Any] = {name: bindparam(f"new_{name}") for name in columns}
            statement = update(table).where(table.id == bindparam("row")).values(**bound, **stamp)
            connection.execute(statement, parameters)

    def delete(self, table: str, ids: Sequence[int]) -> None:
        """Remove rows; their whole content stands in the journal."""
        spec = SPECS[table]
        for part in chunks(list(ids)):
            rows = self.fetch(table, part)
            if spec.name == "contact":
                derived.forget(self, list(part))
            self.run(f"delete from {spec.name} where {self.reader.among('id', 'ids')}", ids=self.reader.bind(part))
            self.journal.record(
                spec.name, [(row["id"], self._contact(spec, row), _json(spec, row), None) for row in rows]
            )

    def put(self, table: str, rows: Sequence[Values]) -> None:
        """Add rows of a derived table: not journalled, their source is."""
        if rows:
            self.session.connection().execute(insert(table_class(table)), [dict(row) for row in rows])

    def fetch(self, table: str, ids: Sequence[int], columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """Rows by id, whole ones unless `columns` says less, whoever may see them: for the journal, not for showing."""
        names = columns or SPECS[table].columns
        sql = f"select {', '.join(names)} from {table} where {self.reader.among('id', 'ids')}"
        found: list[dict[str, Any]] = []
        for part in chunks(list(ids)):
            rows = self.reader.rows(sql, {"ids": self.reader.bind(part)}, scope=self.reader.scope)
            found += [dict(zip(names, row, strict=True)) for row in rows]
        return found

    def run(self, sql: str, **params: object) -> int:
        """One statement with `:name` parameters on the work's connection; gives the rows affected."""
        cursor = self.reader.execute(sql, params, self.reader.scope)
        return int(cursor.rowcount)

    def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """The driver's `executemany`, positional parameters."""
        self.session.connection().exec_driver_sql(sql, list(rows))

    def insert_sql(self, table: str) -> str:
        """The driver's insert of whole rows of a table."""
        from casactl.store.journal import insert_sql

        return insert_sql(table, len(SPECS[table].columns), self._mark)

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

    @staticmethod
    def _contact(spec: TableSpec, row: Mapping[str, Any]) -> int | None:
        return row[spec.contact] if spec.contact else None


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


def _json(spec: TableSpec, row: Mapping[str, Any]) -> str:
    return whole_row_encoder(spec)(tuple(row[column] for column in spec.columns))
