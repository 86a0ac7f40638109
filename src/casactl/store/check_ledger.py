"""Proving the ledger: entries agree with their kind and with what reversed them."""

from __future__ import annotations

from collections.abc import Iterator

from casactl.domain.ledger import SIGN
from casactl.store.reader import Reader


def ledger(reader: Reader) -> Iterator[str]:
    """Every entry, against itself and its reversals."""
    yield from _signs(reader)
    yield from _reversals(reader)
    yield from _voids(reader)


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
