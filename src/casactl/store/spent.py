"""What nets to nothing: money that was voided, with what voided it, and plans that ended without having run.

None of it stands in the way of an undo. It goes along with a contact that goes, into the log only; where a contact
stays, the money stays in its ledger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from casactl.store.table_spec import TableSpec
from casactl.store.work import UnitOfWork

WHERE = {
    "ledger_entry": "voided = 1 or reverses is not null",
    "scheduled": "state in ('cancelled', 'lapsed')",
}
"""What is spent, by table."""


def is_spent(table: str, row: Mapping[str, Any] | None) -> bool:
    """Whether a row that an operation added has come to nothing by itself."""
    return table == "scheduled" and row is not None and row["state"] in ("cancelled", "lapsed")


def follow(work: UnitOfWork, entries: Mapping[int, int]) -> None:
    """Let what was posted against entries since, and came to nothing, go with them to their earlier contacts."""
    while entries:
        sql = f"select id, reverses, contact_id from ledger_entry where {work.reader.among('reverses', 'entries')}"
        against = work.store.rows(sql, {"entries": work.reader.bind(entries)})
        going = {row: entries[entry] for row, entry, contact in against if contact != entries[entry]}
        work.update("ledger_entry", [{"id": row, "contact_id": contact} for row, contact in going.items()])
        entries = going


def let_go(work: UnitOfWork, spec: TableSpec, ids: Sequence[int]) -> None:
    """Let go of what is spent and refers to rows that are about to be removed."""
    for table, column in spec.referred_by:
        if table not in WHERE or table == spec.name:
            continue
        sql = f"select id from {table} where {work.reader.among(column, 'ids')} and ({WHERE[table]}) order by id"
        rows = [row[0] for row in work.store.rows(sql, {"ids": work.reader.bind(ids)})]
        if spec.name == "contact":
            work.delete(table, rows)
        else:
            work.update(table, [{"id": number, column: None} for number in rows])
