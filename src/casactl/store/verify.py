"""Proving the log: every change against its commitment, every operation against the chain.

What is blank must be accounted for: some operation has a change of the log's own tables that names it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from hashlib import sha256

from casactl.records import dataclass
from casactl.store.encoding import encode_row
from casactl.store.journal import (
    ACCOUNTED,
    ANEW,
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


OF_LOG = "b.table_name in ('change', 'operation')"
"""The condition of the index that these go by: SQLite has to find it in the statement, word for word."""
BLANKED = (
    f"exists (select 1 from change b where {OF_LOG} and b.table_name = '{{}}' and b.row_id = t.id and b.after is null)"
)
SEALED_ANEW = (
    f"(select b.after from change b where {OF_LOG} and b.table_name = 'operation' and b.row_id = t.id "
    "and b.after is not null order by b.id desc limit 1)"
)
OPERATION_SQL = (
    f"select {', '.join(f't.{column}' for column in HASHED)}, t.payload, t.payload_salt, t.previous, t.hash, "
    "{}, {} from operation t where t.id > :after order by t.id limit 500"
)
CHANGE_SQL = (
    "select t.operation_id, t.id, t.contact_id, t.table_name, t.row_id, t.before, t.after, t.salt, t.digest, {} "
    "from change t order by t.operation_id, t.id"
)
RESTORED = (
    f"select t.id from change b join {{0}} t on t.id = b.row_id where {OF_LOG} and b.table_name = '{{0}}' "
    "and b.after is null and t.{1} is not null order by t.id limit 1"
)


def _operations(reader: Reader, count: _Count) -> Iterator[str]:
    after, accounted = 0, _accounts_for_blanks(reader)
    sql = OPERATION_SQL.format(*((BLANKED.format("operation"), SEALED_ANEW) if accounted else ("1 = 1", "null")))
    with closing(_Changes(reader, count, accounted=accounted)) as changes:
        while rows := reader.rows(sql, {"after": after}):
            for row in rows:
                _check_operation(row, changes, count)
                yield count.head
            after = rows[-1][0]
        changes.expect_end()
    if accounted:
        _check_erased(reader)


def _accounts_for_blanks(reader: Reader) -> bool:
    """Whether the log has come to a revision that writes down what it blanks: until then any blank passes."""
    newest = reader.one("select revision from operation order by id desc limit 1")
    return newest is not None and str(newest[0]) >= ACCOUNTED


def _check_erased(reader: Reader) -> None:
    """What was blanked stays so: words that were put back are not what was erased, or should not be there."""
    for table, column in (("change", "salt"), ("operation", "payload_salt")):
        if row := reader.one(RESTORED.format(table, column)):
            raise _Broken(f"{table} {row[0]} was erased, and holds something again")


def _check_operation(row: Row, changes: _Changes, count: _Count) -> None:
    columns, (payload, salt, previous, stored, blanked, anew) = row[: len(HASHED)], row[len(HASHED) :]
    number, digest = columns[0], columns[-1]
    if number != count.operations + 1:
        raise _Broken(f"operation {count.operations + 1} is missing")
    if previous != count.head:
        raise _Broken(f"operation {number} does not follow on operation {number - 1}")
    if payload is None and salt is None:
        if not blanked:
            raise _Broken(f"the payload of operation {number} is blank, and no erasure accounts for it")
        count.erased += 1
    elif payload_digest(salt or "", payload or "") != digest:
        raise _Broken(f"the payload of operation {number} was altered")
    link = operation_hash(columns, changes.digest_of(number), previous)
    if link != stored and (anew is None or encode_row({ANEW: link}) != anew):
        raise _Broken(f"operation {number} or the list of its changes was altered")
    count.operations, count.head = number, stored


class _Changes:
    """All changes in the log's order, handed out operation by operation."""

    def __init__(self, reader: Reader, count: _Count, *, accounted: bool) -> None:
        self._rows = _generator(reader, CHANGE_SQL.format(BLANKED.format("change") if accounted else "1 = 1"))
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
        _, number, contact, table, row_id, before, after, salt, digest, blanked = row
        self._count.changes += 1
        if salt is None and before is None and after is None:
            if not blanked:
                raise _Broken(f"change {number} ({table} {row_id}) is blank, and no erasure accounts for it")
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


def _generator(reader: Reader, sql: str) -> Generator[Row, None, None]:
    yield from reader.stream(sql)


def _check_end(reader: Reader, count: _Count) -> None:
    row = reader.one("select head, numbers from chain where id = 1")
    if row is None:
        raise _Broken("the chain row is missing")
    if row[0] != count.head:
        raise _Broken("the newest operation is not the one that the chain row names: the tail was cut off")
