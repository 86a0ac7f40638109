"""Copying every row of a store into another, each compared with what was sent before anything is committed."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from casactl.domain.failures import failure
from casactl.records import dataclass
from casactl.store.engine import LOCK_WAIT, taking, transaction
from casactl.store.location import Location
from casactl.store.opening import (
    build_schema,
    is_empty,
    lock_chain,
    locked,
    making,
    unmade_on_failure,
)
from casactl.store.reader import Reader, check_revision, connect_for_reading, revision_of
from casactl.store.schema import HEAD, ORDER, SPECS
from casactl.store.snapshot import snapshot
from casactl.store.verify import verify_log

BATCH = 2000
WHOLE = "a workspace is copied whole"


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy brought over; `aside` is where what was there before has been kept, `operation` tells of it there.

    `missing` are the rows whose bytes did not come along, `foreign_tables` what somebody else had in the source,
    `revived` the contacts that had been erased at the target.
    """

    head: str
    rows: dict[str, int]
    aside: Path | None = None
    operation: int | None = None
    missing: tuple[str, ...] = ()
    foreign_tables: tuple[str, ...] = ()
    revived: tuple[int, ...] = ()


def copy_over(source: Location, target: Location, *, wait: float = LOCK_WAIT) -> Copied:
    """Put a store's rows into another, replacing what that holds, all or nothing."""
    with making(target), locked(target, verb="workspace.restore", wait=wait), reading(source) as reader:
        return fill(reader, target, wait=wait, dry_run=False)


@contextmanager
def reading(source: Location) -> Iterator[Reader]:
    """A reader that sees one state of a store of this revision."""
    reader = Reader(connect_for_reading(source), source.dialect)
    try:
        with snapshot(reader):
            check_revision(revision_of(reader, source), source)
            yield reader
    finally:
        reader.close()


def fill(
    reader: Reader,
    target: Location,
    *,
    wait: float,
    dry_run: bool,
    then: Callable[[Reader], int | None] = lambda sink: None,
) -> Copied:
    """Copy all rows into a store under its lock, prove them equal, do what comes `then`, and only then commit."""
    with unmade_on_failure(target, always=dry_run):
        fresh = is_empty(target)
        with transaction(target, wait=wait, references=False) as opened:
            sink = opened.unfenced(WHOLE)
            _make_room(sink, fresh)
            for table in ORDER:
                _copy_table(reader, sink, table)
            rows = {table: _compare_table(reader, sink, table) for table in ORDER}
            _check_references(sink)
            verdict = verify_log(sink)
            if not verdict.ok:
                raise failure("workspace.copy-differs", f"The log does not verify where it arrived: {verdict.problem}.")
            noted = then(sink)
            if not dry_run:
                sink.connection.commit()
    return Copied(verdict.head, rows, operation=None if dry_run else noted)


def _make_room(sink: Reader, fresh: bool) -> None:
    if fresh:
        build_schema(sink)
        sink.execute("delete from chain")
        return
    lock_chain(sink)
    if sink.rows("select version_num from alembic_version") != [(HEAD,)]:
        from casactl.store.migrate import upgrade

        upgrade(sink)
    if sink.dialect == "postgresql":
        sink.execute(f"truncate {', '.join(ORDER)}")
        return
    for table in ORDER:
        sink.execute(f"delete from {table}")


def _check_references(sink: Reader) -> None:
    """SQLite has not looked at foreign keys while the rows came in; PostgreSQL has."""
    if sink.dialect == "sqlite" and (dangling := sink.one("pragma foreign_key_check")):
        raise failure("workspace.copy-differs", f"{dangling[0]}: row {dangling[1]} refers to nothing.")


def _rows(reader: Reader, table: str) -> Generator[Sequence[Any], None, None]:
    """Every row of a table in the order of its key."""
    spec = SPECS[table]
    sql = f"select {', '.join(spec.columns)} from {table} order by {spec.in_order}"
    yield from reader.unfenced(WHOLE).stream(sql)


def _copy_table(reader: Reader, sink: Reader, table: str) -> None:
    columns = ", ".join(SPECS[table].columns)
    with closing(_rows(reader, table)) as rows:
        if sink.dialect == "postgresql":
            statement = f"copy {table} ({columns}) from stdin"
            with taking(table), sink.connection.cursor() as cursor, cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join("?" * len(SPECS[table].columns))
        statement = f"insert into {table} ({columns}) values ({marks})"
        while batch := list(islice(rows, BATCH)):
            with taking(table):
                sink.connection.executemany(statement, batch)


def _compare_table(reader: Reader, sink: Reader, table: str) -> int:
    """Every row arrived as it was sent; gives how many."""
    count = 0
    with closing(_rows(reader, table)) as sent, closing(_rows(sink, table)) as arrived:
        for one, other in zip_longest(sent, arrived):
            if one is None or other is None or tuple(one) != tuple(other):
                raise failure("workspace.copy-differs", f"{table}: row {count + 1} is not what was sent.")
            count += 1
    return count
