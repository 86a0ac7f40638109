"""What follows from a contact's ledger entries: its balance, and the due date of its oldest open charge.

Rebuilt by the one place that writes entries, and proved by `workspace check`. What lowers the balance
settles the oldest charges first, by due date, then number; a refund is settled by the credit that it
paid back, so before any charge.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

STANDING = "e.voided = 0 and e.kind <> 'reversal'"
"""The entries that count for settling: a voided one and its reversal cancel out."""

SETTLING = (
    "select e.contact_id, e.id, coalesce(e.due, e.on_date) as day, e.amount, "
    "sum(case when e.amount > 0 then e.amount else 0 end) over (partition by e.contact_id "
    "order by case when e.kind = 'refund' then 0 else 1 end, coalesce(e.due, e.on_date), e.id "
    "rows unbounded preceding) as reached, "
    "sum(case when e.amount < 0 then -e.amount else 0 end) over (partition by e.contact_id) as settled "
    f"from ledger_entry e where {STANDING}"
)
"""Each standing entry with what all charges up to it come to, and what has been settled in all."""


def expected(condition: str) -> str:
    """A statement that computes (contact, balance, oldest due) for contacts with entries that meet `condition`."""
    return (
        "select t.contact_id, t.balance, o.day from (select e.contact_id, cast(sum(e.amount) as bigint) as balance "
        f"from ledger_entry e where {condition} group by e.contact_id) t left join ("
        f"select s.contact_id, min(s.day) as day from ({SETTLING} and {condition}) s "
        "where s.amount > 0 and s.reached > s.settled group by s.contact_id) o on o.contact_id = t.contact_id"
    )


def rebuild_balances(work: Any, contacts: Iterable[int]) -> None:
    """Store balance and oldest due date of these contacts anew."""
    reader, ids = work.store, sorted(set(contacts))
    work.moved_money.update(ids)
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        found = {row[0]: row[1:] for row in reader.rows(expected(reader.among("e.contact_id", "ids")),
                                                        {"ids": reader.bind(part)})}  # fmt: skip
        rows = [(*found.get(contact, (0, None)), contact) for contact in part]
        sets = f"balance = {work.mark}, oldest_due = {work.mark}"
        work.execute_many(f"update contact set {sets} where id = {work.mark}", rows)
