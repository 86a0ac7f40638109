"""What reports that are a list or two ask: debts, cases, what was done by whom, how long the archived are kept."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from casactl.domain.dates import calendar_date, parse_moment, years_after
from casactl.domain.shapes import DATE, MOMENT, MONEY
from casactl.records import dataclass
from casactl.store.queries.debts import PAST_DUE
from casactl.store.queries.settings import all_settings, whole_in, zone_in
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Debtor:
    """A contact on the ladder, or with a debt: its status now and on the earlier day."""

    id: int
    status: str
    balance: int
    past_due: int
    then: str


def ladder(reader: Reader, *, since: str, today: str) -> list[Debtor]:
    """Contacts that are here and owe, or stand or stood above `current`; `since` is a moment."""
    here = "c.lifecycle not in ('erased', 'merged')"
    picked = (
        f"select c.id from {{contact}} c where c.balance > 0 and {here} union "
        f"select c.id from {{contact}} c where c.arrears <> 'current' and {here} union "
        "select c.id from {arrears_step} s join {contact} c on c.id = s.contact_id "
        f"where s.created_at >= :since and {here}"
    )
    sql = (
        f"select c.id, c.arrears, c.balance, {PAST_DUE}, "
        "coalesce((select s.status from {arrears_step} s where s.contact_id = c.id "
        "and s.created_at < :since order by s.id desc limit 1), 'current') "
        f"from {{contact}} c where c.id in ({picked}) order by c.id"
    )
    return [Debtor(*row) for row in reader.rows(sql, {"since": since, "today": today})]


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


STANDS_UNDONE = (
    "exists (select 1 from {operation} u where u.undoes = o.id "
    "and not exists (select 1 from {operation} r where r.undoes = u.id))"
)


@dataclass(frozen=True, slots=True)
class DoneRow:
    """One verb of one actor: operations, contacts that they touched (each counted once per operation), the latest."""

    verb: str
    actor: str
    operations: int
    contacts: int
    undone: int
    last_at: str


def done_since(reader: Reader, since: str) -> list[DoneRow]:
    """The operations by verb and actor, the most frequent first; the fenced see those that concern nobody else."""
    sql = (
        "select o.verb, o.actor, count(*) as operations, cast(sum(o.contacts) as bigint), "
        f"cast(sum(case when {STANDS_UNDONE} then 1 else 0 end) as bigint), max(o.at) from {{operation}} o "
        "where o.at >= :since group by o.verb, o.actor "
        "order by operations desc, o.verb, o.actor"
    )
    return [DoneRow(*row) for row in reader.rows(sql, {"since": since})]


@dataclass(frozen=True, slots=True)
class MinuteRow:
    """The operations of one minute (UTC, `YYYY-MM-DDTHH:MM`): a zone's day is made of whole minutes."""

    minute: str
    operations: int
    contacts: int


def minutes_since(reader: Reader, since: str) -> list[MinuteRow]:
    """The operations by minute, in order."""
    sql = (
        "select substr(o.at, 1, 16), count(*), cast(sum(o.contacts) as bigint) from {operation} o "
        "where o.at >= :since group by substr(o.at, 1, 16) order by substr(o.at, 1, 16)"
    )
    return [MinuteRow(*row) for row in reader.rows(sql, {"since": since})]


@dataclass(frozen=True, slots=True)
class RetentionRow:
    """An archived contact, with the day from which on it may be erased."""

    id: int
    display_name: str
    archived_on: str | None = field(metadata=DATE)
    """None where the log does not tell any more."""
    newest_entry: str | None = field(metadata=DATE)
    due_on: str = field(metadata=DATE)
    due: bool


def retention(reader: Reader, *, today: str, due_only: bool = False) -> list[RetentionRow]:
    """The archived contacts, the earliest due first; without ledger entries they are due at once."""
    settings = all_settings(reader)
    years, zone = whole_in(settings, "retention_years"), zone_in(settings)
    sql = (
        "select c.id, c.display_name, "
        "(select max(o.at) from {change} h join {operation_part} o on o.id = h.operation_id where h.contact_id = c.id "
        f"and h.table_name = 'contact' and {reader.contains('h.after', 'mark')}), "
        "(select max(e.on_date) from {ledger_entry} e where e.contact_id = c.id) "
        "from {contact} c where c.lifecycle = 'archived'"
    )
    found = []
    for number, name, at, newest in reader.rows(sql, {"mark": '"lifecycle":"archived"'}):
        archived = calendar_date(parse_moment(at), zone).isoformat() if at else None
        due_on = years_after(date.fromisoformat(newest), years).isoformat() if newest else archived or today
        if due_on <= today or not due_only:
            found.append(RetentionRow(number, name, archived, newest, due_on, due_on <= today))
    return sorted(found, key=lambda row: (row.due_on, row.id))
