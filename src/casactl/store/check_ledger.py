"""Proving the ledger: entries agree with their kind, with what reversed them, and with the log.

Money is never changed or removed, so that every entry is still what the log says was posted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from casactl.domain.ledger import SIGN
from casactl.store.reader import Reader

POSTED = ("kind", "on_date", "due", "amount", "reverses")
"""What nothing changes once it is posted; a merge gives entries to another contact."""


def ledger(reader: Reader) -> Iterator[str]:
    """Every entry, against itself, its reversals and the log."""
    yield from _signs(reader)
    yield from _reversals(reader)
    yield from _voids(reader)
    yield from _posted(reader)
    yield from _unknown(reader)


def _signs(reader: Reader) -> Iterator[str]:
    signs = " or ".join(
        f"(e.kind = '{kind}' and e.amount {'<=' if sign > 0 else '>='} 0)" for kind, sign in SIGN.items()
    )
    for number, kind, amount in reader.stream(f"select e.id, e.kind, e.amount from ledger_entry e where {signs}"):
        yield f"ledger entry {number}, a {kind}, has an amount of {amount} minor units"


def _reversals(reader: Reader) -> Iterator[str]:
    sql = (
        "select r.id, r.reverses from ledger_entry r left join ledger_entry e on e.id = r.reverses "
        "where (r.kind = 'reversal' and e.id is null) or (r.kind <> 'reversal' and r.reverses is not null) "
        "or r.amount <> -e.amount or r.contact_id <> e.contact_id order by r.id"
    )
    for number, other in reader.stream(sql):
        yield f"ledger entry {number} is not the reverse of entry {other}"


def _voids(reader: Reader) -> Iterator[str]:
    reversed_ = "exists (select 1 from ledger_entry r where r.reverses = e.id and r.voided = 0)"
    sql = (
        f"select e.id, e.voided from ledger_entry e where (e.voided = 1 and not {reversed_}) "
        f"or (e.voided = 0 and {reversed_}) order by e.id"
    )
    for number, voided in reader.stream(sql):
        yield f"ledger entry {number} counts as {'voided' if voided else 'standing'}, which its reversals contradict"


def _posted(reader: Reader) -> Iterator[str]:
    """Each entry as the log has it; what was erased from the log is not compared.

    One that came to nothing goes with a contact whose own adding is undone.
    """
    gone = (
        "case when e.id is null then (select max(d.id) from change d where d.table_name = 'ledger_entry' "
        "and d.row_id = g.row_id and d.after is null and d.before is not null "
        "and not exists (select 1 from contact c where c.id = d.contact_id)) end"
    )
    sql = (
        f"select g.row_id, g.after, e.id, {gone}, {', '.join(f'e.{column}' for column in POSTED)} from change g "
        "left join ledger_entry e on e.id = g.row_id "
        "where g.table_name = 'ledger_entry' and g.before is null and g.after is not null order by g.id"
    )
    for number, after, there, undone, *values in reader.stream(sql):
        logged = json.loads(after)
        if there is None:
            if undone:
                continue
            yield f"ledger entry {number} was removed"
        elif changed := [c for c, value in zip(POSTED, values, strict=True) if logged.get(c) != value]:
            yield f"ledger entry {number} has another {' and '.join(changed)} than was posted"


def _unknown(reader: Reader) -> Iterator[str]:
    sql = (
        "select e.id from ledger_entry e where e.id not in "
        "(select g.row_id from change g where g.table_name = 'ledger_entry') order by e.id"
    )
    for (number,) in reader.stream(sql):
        yield f"ledger entry {number} was never posted: the log does not know it"
