"""What the rules look at, gathered for many contacts at once."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.domain.abilities import AttachedTo, Facts
from casactl.domain.standing import Lifecycle
from casactl.store.reader import BATCH, Reader, Row
from casactl.store.scope import Scope


def facts_for(reader: Reader, ids: Sequence[int], *, today: str, scope: Scope) -> dict[int, Facts]:
    """Facts by contact number as of `today` (ISO); contacts out of scope are not there."""
    facts: dict[int, Facts] = {}
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        attached = _attached(reader, part, today)
        for row in _standings(reader, part, scope):
            before = Lifecycle(row[5]) if row[5] else None
            facts[row[0]] = Facts(
                row[0], row[1], row[2], row[3], Lifecycle(row[4]), before, row[6], attached.get(row[0], ())
            )
    return facts


def _standings(reader: Reader, ids: Sequence[int], scope: Scope) -> list[Row]:
    sql = (
        "select c.id, c.display_name, c.kind, c.type, c.lifecycle, c.lifecycle_before, c.version "
        f"from contact c where {reader.among('c.id', 'ids')} and {scope.predicate('c.id')}"
    )
    return reader.rows(sql, {"ids": reader.bind(ids)} | scope.params, scope=scope)


def _attached(reader: Reader, ids: Sequence[int], today: str) -> dict[int, tuple[AttachedTo, ...]]:
    sql = (
        "select a.contact_id, p.path, a.role from attachment a join property p on p.id = a.property_id "
        f"where {reader.among('a.contact_id', 'ids')} and (a.ends is null or a.ends >= :today) "
        "order by a.contact_id, p.path, a.id"
    )
    attached: dict[int, tuple[AttachedTo, ...]] = {}
    for contact, path, role in reader.rows(sql, {"ids": reader.bind(ids), "today": today}):
        attached[contact] = (*attached.get(contact, ()), AttachedTo(path, role))
    return attached
