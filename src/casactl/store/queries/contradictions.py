"""Standings that no verb leads to: what undo and merge refuse, and a check finds where it came about all the same."""

from __future__ import annotations

from casactl.store.queries.facts import NOT_OVER
from casactl.store.queries.log import is_undone
from casactl.store.reader import Reader

HANGING_ON = (
    "exists (select 1 from {attachment} a where a.contact_id = c.id and (a.ends is null or a.ends >= :today)) "
    "or exists (select 1 from {lease} l where l.contact_id = c.id and coalesce(l.terminated_on, l.ends) >= :today) "
    f"or exists (select 1 from {{engagement}} e where e.contact_id = c.id and {NOT_OVER}) "
    f"or exists (select 1 from {{engagement}} e where e.assignee_id = c.id and {NOT_OVER}) "
    "or exists (select 1 from {handover_case} h where h.contact_id = c.id and h.closed_at is null)"
)
"""What an archived contact is free of, beside money (MC-13 to MC-15)."""

SETTLED = "(c.arrears = 'settled' and c.balance > 0 and c.oldest_due <= :today)"
OTHERS = (
    f"{SETTLED} or (c.type = 'lead' and c.portal = 'invited') "
    "or (c.kind = 'person' and c.type in ('prospect', 'client') and c.email is null)"
)
"""Settled with a debt that is due (WU-11), an invited lead (SD-30), a prospect or client without an e-mail (SD-12)."""

HELD = "coalesce((select sum(d.amount) from {deposit} d where d.contact_id = c.id), 0)"
OVERDRAWN = f"{HELD} < 0"
"""More of a deposit was given back or applied than was taken (MC-12)."""

HERE = "c.lifecycle not in ('erased', 'merged')"
ARCHIVED = "c.lifecycle = 'archived' and c.lifecycle <> 'active'"
"""As the index of those who are not active has it."""
REFUSED = (
    f"{HERE} and ((c.lifecycle = 'archived' and (c.balance <> 0 or {HELD} <> 0 or {HANGING_ON})) "
    f"or {OTHERS} or {OVERDRAWN})"
)
TOUCHED = (
    "select h.contact_id from {change} h where h.operation_id = :operation and h.contact_id is not null union "
    "select e.assignee_id from {change} h join {engagement} e on e.id = h.row_id "
    "where h.operation_id = :operation and h.table_name = 'engagement' and e.assignee_id is not null"
)


def contradictory(reader: Reader, *, today: str, limit: int) -> list[int]:
    """Contacts in a standing that no verb leads to; who is archived may be in credit, by a payment (MC-12).

    Each kind is looked up where its index leads, for among a million nobody may be in any.
    """
    holding = "c.id in (select d.contact_id from {{deposit}} d group by d.contact_id having sum(d.amount) {compared})"
    kinds = (
        f"{ARCHIVED} and c.id in (select d.id from {{contact}} d where d.balance > 0)",
        f"{ARCHIVED} and ({HANGING_ON})",
        f"{ARCHIVED} and {holding.format(compared='<> 0')}",
        f"{HERE} and {holding.format(compared='< 0')}",
        f"{HERE} and c.arrears <> 'current' and {SETTLED}",
    )
    found = " union ".join(f"select c.id from {{contact}} c where {each}" for each in kinds)
    return [row[0] for row in reader.rows(f"{found} order by 1 limit :limit", {"today": today, "limit": limit})]


LATER = "{change} h where h.operation_id > :operation and h.operation_id < :undo"
SINCE = (
    f"(exists (select 1 from {LATER} and h.contact_id = c.id and h.table_name in "
    "('contact', 'attachment', 'lease', 'engagement', 'handover_case', 'ledger_entry', 'deposit')) "
    f"or exists (select 1 from {LATER} and h.table_name = 'engagement' "
    "and h.row_id in (select e.id from {engagement} e where e.assignee_id = c.id)))"
)
"""Whether anything has happened to a contact between an operation and its undo: if not, it is as it was before."""


def contradictory_after(reader: Reader, operation: int, *, today: str, undo: int | None = None) -> set[int]:
    """Of the contacts that an operation concerns, those who are in a standing now that no verb leads to.

    With the operation that undoes it, only those to whom something has happened in between.
    """
    sql = f"select c.id from {{contact}} c where c.id in ({TOUCHED}) and {REFUSED}" + (f" and {SINCE}" if undo else "")
    return {row[0] for row in reader.rows(sql, {"operation": operation, "today": today, "undo": undo})}


def moved_deposit(reader: Reader, contact: int, operations: tuple[int, int]) -> int | None:
    """The last operation between two that gave back or applied a deposit and has not been undone."""
    sql = (
        "select h.operation_id from {change} h join {deposit} d on d.id = h.row_id where h.contact_id = :contact "
        "and h.table_name = 'deposit' and h.operation_id > :after and h.operation_id < :before and h.before is null "
        "and d.amount < 0 order by h.operation_id desc"
    )
    after, before = operations
    rows = reader.rows(sql, {"contact": contact, "after": after, "before": before})
    return next((number for (number,) in rows if is_undone(reader, number) is None), None)


def gives_back(reader: Reader, contact: int, operation: int, *, column: str, value: str) -> bool:
    """Whether the undo of an operation gives a contact's own column this value."""
    sql = (
        "select 1 from {change} h where h.operation_id = :operation and h.table_name = 'contact' "
        f"and h.row_id = :contact and {reader.contains('h.before', 'given')} limit 1"
    )
    params = {"contact": contact, "operation": operation, "given": f'"{column}":"{value}"'}
    return reader.one(sql, params) is not None


def given_between(reader: Reader, contact: int, operations: tuple[int, int], *, column: str, value: str) -> int | None:
    """The last operation between two that gave a contact's own column this value and has not been undone."""
    sql = (
        "select h.operation_id from {change} h where h.contact_id = :contact and h.table_name = 'contact' "
        f"and h.operation_id > :after and h.operation_id < :before and {reader.contains('h.after', 'given')} "
        "order by h.operation_id desc"
    )
    after, before = operations
    params = {"contact": contact, "after": after, "before": before, "given": f'"{column}":"{value}"'}
    return next((number for (number,) in reader.rows(sql, params) if is_undone(reader, number) is None), None)
