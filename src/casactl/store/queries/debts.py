"""What is owed by when it is due: not yet, today, or before, once everything that lowers a balance has settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from casactl.domain.ledger import NOTHING_OPEN, Debt, still_open
from casactl.store.balances import STANDING
from casactl.store.reader import BATCH, Reader

DAY = "coalesce(e.due, e.on_date)"
"""The day from which an entry counts as owed."""
AROUND_TODAY = (f"{DAY} > :today", f"{DAY} = :today", f"{DAY} < :today")
"""Not due yet, due on the day, past due: the youngest first."""


_LATER = f"case when e.kind <> 'refund' and {DAY} >= :today then e.amount else 0 end"
_REFUNDED = f"case when e.kind = 'refund' and {DAY} >= :today then e.amount else 0 end"
_UNPAID_REFUNDS = "c.balance - sum(case when e.kind <> 'refund' then e.amount else 0 end)"
PAST_DUE = (
    "case when c.oldest_due < :today then (select cast(c.balance - "
    f"coalesce(sum({_LATER}), 0) - case when coalesce({_UNPAID_REFUNDS}, 0) <= 0 then 0 "
    f"when sum({_REFUNDED}) < {_UNPAID_REFUNDS} then sum({_REFUNDED}) else {_UNPAID_REFUNDS} end as bigint) "
    f"from {{ledger_entry}} e where e.contact_id = c.id and e.amount > 0 and {STANDING}) else 0 end"
)
"""What is past due of a contact `c`: where anything is, all that is due on the day or later is open as a whole."""


def open_sums(tests: Sequence[str]) -> str:
    """Columns that `opened` reads: what was charged, then what was refunded, of the entries that pass each test."""
    return ", ".join(
        f"cast(sum(case when e.kind {kinds} 'refund' and {test} then e.amount else 0 end) as bigint)"
        for kinds in ("<>", "=")
        for test in tests
    )


def opened(sums: Sequence[int], balance: int) -> list[int]:
    """What is open of the entries that pass each test (the youngest first), where `balance` is owed in all."""
    half = len(sums) // 2
    return still_open(sums[:half], sums[half:], max(balance, 0))


def debts_of(reader: Reader, balances: Mapping[int, int], *, today: str) -> dict[int, Debt]:
    """By contact what is not due yet and what is past due; those who owe nothing are not there."""
    owing = [contact for contact, balance in balances.items() if balance > 0]
    sql = (
        f"select e.contact_id, {open_sums(AROUND_TODAY)} from {{ledger_entry}} e "
        f"where {reader.among('e.contact_id', 'ids')} and e.amount > 0 and {STANDING} group by e.contact_id"
    )
    found: dict[int, Debt] = {}
    for start in range(0, len(owing), BATCH):
        params = {"ids": reader.bind(owing[start : start + BATCH]), "today": today}
        for contact, *sums in reader.rows(sql, params):
            upcoming, _, past_due = opened(sums, balances[contact])
            found[contact] = Debt(upcoming, past_due)
    return found


def debt_of(debts: Mapping[int, Debt], contact: int) -> Debt:
    """A contact's among `debts_of` several."""
    return debts.get(contact, NOTHING_OPEN)


def days_past(oldest_due: str | None, today: str) -> int:
    """For how many days the oldest open charge has been due; 0 where nothing is past due."""
    return max((date.fromisoformat(today) - date.fromisoformat(oldest_due)).days, 0) if oldest_due else 0


def applied_by(reader: Reader, entry: int) -> int | None:
    """The operation that paid with a deposit by this entry; None for any other payment."""
    sql = (
        "select h.operation_id from {ledger_entry} e join {change} h on h.table_name = 'ledger_entry' "
        "and h.row_id = e.id and h.before is null join {change} x on x.operation_id = h.operation_id "
        "and x.table_name = 'deposit' and x.before is null where e.id = :id and e.kind = 'payment' order by 1 limit 1"
    )
    row = reader.one(sql, {"id": entry})
    return row[0] if row else None


def deposits_of(reader: Reader, contacts: Sequence[int]) -> dict[int, int]:
    """What is held for each of some contacts; those for whom nothing is are not there."""
    sql = (
        "select d.contact_id, cast(sum(d.amount) as bigint) from {deposit} d "
        f"where {reader.among('d.contact_id', 'ids')} group by d.contact_id having sum(d.amount) <> 0"
    )
    found: dict[int, int] = {}
    for start in range(0, len(contacts), BATCH):
        rows = reader.rows(sql, {"ids": reader.bind(contacts[start : start + BATCH])})
        found |= {row[0]: row[1] for row in rows}
    return found
