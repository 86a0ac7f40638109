"""Accounting for what is blank in the log of an older store, once for all, when it is migrated.

A log of before `ACCOUNTED` says nowhere what its erasures blanked. Whatever is blank when it is migrated
counts as erased then, is named once for all, and the rows that the log can tell no more of are sealed as they
stand. Request ids stood in the chain's links in plain text; they are hidden, and those links sealed anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from casactl.store.encoding import encode_row
from casactl.store.hiding import hide
from casactl.store.journal import (
    ACCOUNTED,
    Entry,
    request_digest,
)
from casactl.store.reader import BATCH, Reader, Row
from casactl.store.schema import SPECS
from casactl.store.seal import seal
from casactl.store.work import UnitOfWork


def account(work: UnitOfWork) -> None:
    """Write down, in the work's operation, what is blank in a log that has never said so."""
    newest = work.store.one("select revision from operation order by id desc limit 1")
    if newest is None or newest[0] >= ACCOUNTED:
        return
    work.journal.begin().payload["workspace"] = work.workspace_id
    _record_balances(work)
    _name_blanks(work)
    _vouch(work)
    _hide_requests(work)


def _name_blanks(work: UnitOfWork) -> None:
    for table, salt in (("change", "salt"), ("operation", "payload_salt")):
        for numbers in _pages(work.store, f"select id from {table} where {salt} is null"):
            work.journal.record(table, [(row[0], None, None, None) for row in numbers])


def _record_balances(work: UnitOfWork) -> None:
    """Say what was owed at each step on the ladder, which older revisions did not record."""
    for found in _pages(work.store, "select id, contact_id, balance from arrears_step where balance is not null"):
        entries: list[Entry] = [(n, who, NO_BALANCE, encode_row({"balance": owed})) for n, who, owed in found]
        work.journal.record("arrears_step", entries)


NO_BALANCE = encode_row({"balance": None})


def _vouch(work: UnitOfWork) -> None:
    """Say of each row that has a change without content what it is now, or that it is gone."""
    for table, spec in SPECS.items():
        sql = (
            f"select row_id, max(contact_id) from change where table_name = '{table}' "
            "and before is null and after is null group by row_id order by row_id"
        )
        found = work.store.stream(sql) if spec.journalled else iter(())
        part: dict[int, int | None]
        while part := dict(islice(found, BATCH)):
            held = {row["id"]: row for row in work.fetch(table, list(part))}
            entries: list[Entry] = [
                (number, held.get(number, {}).get(spec.contact or "", contact), None,
                 seal(spec, held[number]) if number in held else None)
                for number, contact in part.items()
            ]  # fmt: skip
            work.journal.record(table, entries)


def _hide_requests(work: UnitOfWork) -> None:
    """Put digests in place of request ids."""
    for found in _pages(work.store, "select id, request_id from operation where request_id is not null"):
        for number, request in found:
            hide(work, number, "request_id", request_digest(work.workspace_id, str(request)))


def _pages(reader: Reader, sql: str) -> Iterator[list[Row]]:
    """Rows page by page in the order of their numbers: what is written meanwhile is no matter."""
    after = 0
    while found := reader.rows(f"{sql} and id > :after order by id limit {BATCH}", {"after": after}):
        yield found
        after = found[-1][0]
