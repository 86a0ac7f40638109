"""Debts as reports count them: the ladder now and on an earlier day, and the cases of each attorney."""

from __future__ import annotations

from dataclasses import dataclass, field

from casactl.domain.shapes import MOMENT, MONEY
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Debtor:
    """A contact on the ladder, or with a debt: its status now and on the earlier day."""

    id: int
    status: str
    balance: int
    then: str


def ladder(reader: Reader, *, since: str) -> list[Debtor]:
    """Contacts that are here and owe, or stand or stood above `current`; `since` is a moment."""
    here = "c.lifecycle not in ('erased', 'merged')"
    picked = (
        f"select c.id from {{contact}} c where c.balance > 0 and {here} union "
        f"select c.id from {{contact}} c where c.arrears <> 'current' and {here} union "
        "select c.id from {arrears_step} s join {contact} c on c.id = s.contact_id "
        f"where s.created_at >= :since and {here}"
    )
    sql = (
        "select c.id, c.arrears, c.balance, coalesce((select s.status from {arrears_step} s where s.contact_id = c.id "
        "and s.created_at < :since order by s.id desc limit 1), 'current') "
        f"from {{contact}} c where c.id in ({picked}) order by c.id"
    )
    return [Debtor(*row) for row in reader.rows(sql, {"since": since})]


@dataclass(frozen=True, slots=True)
class Caseload:
    """An attorney's cases: how many are open, what is owed on them, how the others ended."""

    attorney: str
    email: str | None
    open: int
    owed: int = field(metadata=MONEY)
    oldest: str | None = field(metadata=MOMENT)
    last_activity: str | None = field(metadata=MOMENT)
    settled: int
    recalled: int


def caseloads(reader: Reader) -> list[Caseload]:
    """Every attorney who has or had a case, the largest debt first."""
    opened = "h.closed_at is null"
    sql = (
        f"select u.name, u.email, cast(sum(case when {opened} then 1 else 0 end) as bigint), "
        f"cast(sum(case when {opened} then c.balance else 0 end) as bigint) as owed, "
        f"min(case when {opened} then h.opened_at end), max(x.at), "
        "cast(sum(case when h.outcome = 'settled' then 1 else 0 end) as bigint), "
        "cast(sum(case when h.outcome = 'recalled' then 1 else 0 end) as bigint) "
        "from {handover_case} h join users u on u.id = h.attorney_id join {contact} c on c.id = h.contact_id "
        "left join (select s.case_id, max(s.created_at) as at from {arrears_step} s group by s.case_id) x "
        "on x.case_id = h.id group by u.id, u.name, u.email "
        "order by owed desc, u.name"
    )
    return [Caseload(*row) for row in reader.rows(sql)]
