"""Proving the log: every change against its commitment, every operation against the chain."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256

from casactl.store.journal import (
    GENESIS,
    HASHED,
    change_digest,
    change_line,
    operation_hash,
    payload_digest,
)
from casactl.store.reader import Reader, Row
from casactl.store.snapshot import snapshot


@dataclass(frozen=True, slots=True)
class LogVerdict:
    """What a verification found; `problem` names the first row that does not hold."""

    operations: int
    changes: int
    erased: int
    head: str
    problem: str | None = None

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return self.problem is None


class _Broken(Exception):
    """The first thing that does not hold."""


class _Count:
    """Running totals of a verification."""

    def __init__(self) -> None:
        self.operations = self.changes = self.erased = 0
        self.head = GENESIS


def verify_log(reader: Reader, *, expect_head: str | None = None) -> LogVerdict:
    """Walk the whole log in constant memory; `expect_head` also finds a cut-off tail."""
    count, reader = _Count(), reader.unfenced("the log is a chain of all operations, of which none can be left out")
    problem: str | None = None
    seen = expect_head is None or expect_head == GENESIS
    try:
        with snapshot(reader):
            for hash_ in _operations(reader, count):
                seen = seen or hash_ == expect_head
            _check_end(reader, count)
        if not seen:
            raise _Broken(f"the expected head {expect_head} is not in the log: its tail was cut off or rewritten")
    except _Broken as broken:
        problem = str(broken)
    return LogVerdict(count.operations, count.changes, count.erased, count.head, problem)


OPERATION_SQL = (
    f"select {', '.join(HASHED)}, payload, payload_salt, previous, hash from operation "
    "where id > :after order by id limit 500"
)
CHANGE_SQL = (
    "select operation_id, id, contact_id, table_name, row_id, before, after, salt, digest "
    "from change order by operation_id, id"
)


def _operations(reader: Reader, count: _Count) -> Iterator[str]:
    after = 0
    with closing(_Changes(reader, count)) as changes:
        while rows := reader.rows(OPERATION_SQL, {"after": after}):
            for row in rows:
                _check_operation(row, changes, count)
                yield count.head
            after = rows[-1][0]
        changes.expect_end()


def _check_operation(row: Row, changes: _Changes, count: _Count) -> None:
    columns, (payload, salt, previous, stored) = row[: len(HASHED)], row[len(HASHED) :]
    number, digest = columns[0], columns[-1]
    if number != count.operations + 1:
        raise _Broken(f"operation {count.operations + 1} is missing")
    if previous != count.head:
        raise _Broken(f"operation {number} does not follow on operation {number - 1}")
    if payload is None and salt is None:
        count.erased += 1
    elif payload_digest(salt or "", payload or "") != digest:
        raise _Broken(f"the payload of operation {number} was altered")
    if operation_hash(columns, changes.digest_of(number), previous) != stored:
        raise _Broken(f"operation {number} or the list of its changes was altered")
    count.operations, count.head = number, stored


class _Changes:
    """All changes in the log's order, handed out operation by operation."""

    def __init__(self, reader: Reader, count: _Count) -> None:
        self._rows = _generator(reader)
        self._next = next(self._rows, None)
        self._count = count

    def digest_of(self, operation: int) -> str:
        """The digest over the changes of one operation, each checked against its own."""
        total = sha256()
        while self._next is not None and self._next[0] <= operation:
            if self._next[0] < operation:
                raise _Broken(f"change {self._next[1]} belongs to no operation")
            total.update(self._line(self._next))
            self._next = next(self._rows, None)
        return total.hexdigest()

    def _line(self, row: Row) -> bytes:
        _, number, contact, table, row_id, before, after, salt, digest = row
        self._count.changes += 1
        if salt is None and before is None and after is None:
            self._count.erased += 1
        elif change_digest(salt or "", before, after) != digest:
            raise _Broken(f"change {number} ({table} {row_id}) was altered")
        return change_line(number, contact, table, row_id, digest)

    def close(self) -> None:
        """Let go of the rows that were not looked at."""
        self._rows.close()

    def expect_end(self) -> None:
        """Nothing may stand behind the last operation."""
        if self._next is not None:
            raise _Broken(f"change {self._next[1]} belongs to no operation")


def _generator(reader: Reader) -> Generator[Row, None, None]:
    yield from reader.stream(CHANGE_SQL)


def _check_end(reader: Reader, count: _Count) -> None:
    row = reader.one("select head, numbers from chain where id = 1")
    if row is None:
        raise _Broken("the chain row is missing")
    if row[0] != count.head:
        raise _Broken("the newest operation is not the one that the chain row names: the tail was cut off")
