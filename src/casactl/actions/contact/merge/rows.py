"""Moving what hangs on a contact to another: every table that declares `Merge.MOVE`, set by set."""

from __future__ import annotations

from collections.abc import Mapping

from casactl.domain.merge_rows import MERGERS, MergedRows, Pair
from casactl.store.queries.links import ties_around
from casactl.store.queries.merges import hanging_on
from casactl.store.schema import SPECS
from casactl.store.table_spec import Merge, TableSpec
from casactl.store.work import UnitOfWork


def move_belongings(work: UnitOfWork, pair: Pair) -> None:
    """Make everything of the loser the winner's; what says the same twice goes."""
    for spec in SPECS.values():
        if spec.merge is Merge.MOVE:
            merged = _looked_at(work, spec, pair) if spec.name in MERGERS else _moved(work, spec, pair)
            _write(work, spec, merged)


def _looked_at(work: UnitOfWork, spec: TableSpec, pair: Pair) -> MergedRows:
    both = [pair.keep.id, pair.lose]
    ids = {number for column in _whose(spec) for number in hanging_on(work.reader, spec.name, column, both)}
    if spec.name == "link":
        ids |= ties_around(work.reader, both)
    return MERGERS[spec.name](work.fetch(spec.name, sorted(ids)), pair)


def _moved(work: UnitOfWork, spec: TableSpec, pair: Pair) -> MergedRows:
    merged = MergedRows()
    for column in _whose(spec):
        for number in hanging_on(work.reader, spec.name, column, [pair.lose]):
            merged.change({"id": number}, **{column: pair.keep.id})
    return merged


def _whose(spec: TableSpec) -> list[str]:
    """The columns of a table that name a contact."""
    return [column for column, target in spec.references if target == "contact"]


def _write(work: UnitOfWork, spec: TableSpec, merged: MergedRows) -> None:
    """Drop first: what goes may hold what only one row may have. Before that, what refers to it follows."""
    if merged.instead:
        _refer_to_those_that_stay(work, spec, merged.instead)
    work.delete(spec.name, merged.drops)
    work.update(spec.name, [{"id": number, **new} for number, new in merged.changes.items()])
    work.insert(spec.name, merged.adds)


def _refer_to_those_that_stay(work: UnitOfWork, spec: TableSpec, instead: Mapping[int, int]) -> None:
    for name, column in spec.referred_by:
        numbers = hanging_on(work.reader, name, column, list(instead))
        rows = work.fetch(name, numbers, ("id", column))
        work.update(name, [{"id": row["id"], column: instead[row[column]]} for row in rows])
