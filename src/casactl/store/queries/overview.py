"""How an office stands today, counted along indexes: contacts, debts, invitations, archives ahead, open work."""

from __future__ import annotations

from dataclasses import field

from casactl.domain.shapes import MONEY
from casactl.records import dataclass
from casactl.store.queries import due
from casactl.store.queries.due import ScheduledRow
from casactl.store.queries.portal import ON_ITS_WAY
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class TypeCount:
    """How many contacts of a type there are, whatever their life cycle."""

    type: str
    contacts: int


def by_type(reader: Reader) -> list[TypeCount]:
    """The contacts by type, those who are gone (erased, merged) included: a walk along one index."""
    sql = "select c.type, count(*) from {contact} c group by c.type order by c.type"
    return [TypeCount(*row) for row in reader.rows(sql)]


@dataclass(frozen=True, slots=True)
class StandingCount:
    """How many contacts of a type stand out from the rest, in which way."""

    type: str
    standing: str
    contacts: int


STANDINGS = {
    "lifecycle": ("c.lifecycle", "c.lifecycle <> 'active'"),
    "portal": ("c.portal", "c.portal <> 'not-invited' and c.lifecycle not in ('erased', 'merged')"),
    "locked": ("'locked'", "c.locked = 1 and c.lifecycle not in ('erased', 'merged')"),
}
"""Each axis with its value and with what is off the usual one, spelt as the index of that name has it."""


def by_standing(reader: Reader, axis: str) -> list[StandingCount]:
    """The contacts by type and one axis, only those off its usual value, which partial indexes hold."""
    value, away = STANDINGS[axis]
    index = f"indexed by ix_contact_{axis}" if reader.dialect == "sqlite" else ""
    sql = f"select c.type, {value}, count(*) from {{contact}} c {index} where {away} group by 1, 2 order by 1, 2"
    return [StandingCount(*row) for row in reader.rows(sql)]


@dataclass(frozen=True, slots=True)
class StatusSum:
    """Those on one step of the debt ladder: how many, what they owe, what of it is owed past a due date by whom."""

    status: str
    contacts: int
    owed: int = field(metadata=MONEY)
    past_due: int
    """How many owe past their due date."""


def by_status(reader: Reader, *, today: str) -> list[StatusSum]:
    """Everybody who owes or stands above `current`, by status; amounts in minor units."""
    here = "c.lifecycle not in ('erased', 'merged')"
    columns = "c.id, c.arrears, c.balance, c.oldest_due"
    both = (
        f"select {columns} from {{contact}} c where c.balance > 0 and c.arrears = 'current' and {here} union all "
        f"select {columns} from {{contact}} c where c.arrears <> 'current' and {here}"
    )
    sql = (
        "select d.arrears, count(*), cast(sum(case when d.balance > 0 then d.balance else 0 end) as bigint), "
        "cast(sum(case when d.balance > 0 and d.oldest_due < :today then 1 else 0 end) as bigint) "
        f"from ({both}) d group by d.arrears order by d.arrears"
    )
    return [StatusSum(*row) for row in reader.rows(sql, {"today": today})]


def expired_invitations(reader: Reader) -> int:
    """How many of the active among the invited have no link that works or is about to leave."""
    sql = (
        "select count(*) from {contact} c where c.portal <> 'not-invited' and c.portal = 'invited' "
        "and c.lifecycle = 'active' and (c.invitation_until is null or c.invitation_until <= :now) "
        f"and not exists (select 1 from {{outbox}} o where o.contact_id = c.id and {ON_ITS_WAY}) "
    )
    row = reader.one(sql, {"now": reader.now})
    return int(row[0]) if row else 0


@dataclass(frozen=True, slots=True)
class PlannedCount:
    """How many archives are planned for a month (`YYYY-MM`; None: when clear), and how many of those are blocked."""

    month: str | None
    planned: int
    blocked: int


def archives_ahead(reader: Reader) -> list[PlannedCount]:
    """The open plans to archive, by month; what was due in a month that has passed is blocked or waits for a run."""
    sql = (
        "select substr(s.due_on, 1, 7), count(*), "
        "cast(sum(case when s.state = 'blocked' then 1 else 0 end) as bigint) "
        "from {scheduled} s join {contact} c on c.id = s.contact_id where s.state in ('pending', 'blocked') "
        "and s.verb = 'archive' "
        "group by substr(s.due_on, 1, 7) order by coalesce(substr(s.due_on, 1, 7), '9999-99')"
    )
    return [PlannedCount(*row) for row in reader.rows(sql)]


@dataclass(frozen=True, slots=True)
class WorkCount:
    """How much open work of a kind there is: in all, past its day, and with its day within the next week."""

    kind: str
    open: int
    overdue: int
    coming: int


def work_by_kind(reader: Reader, *, today: str, week: str) -> list[WorkCount]:
    """The work that is not over, by kind; an event's day is its last, a plan's that of its next visit."""
    day = (
        "case e.kind when 'plan' then coalesce(e.next_visit, e.due) when 'event' then coalesce(e.due, e.starts) "
        "else e.due end"
    )
    opened = (
        f"select e.kind, substr({day}, 1, 10) as day from {{engagement}} e join {{contact}} c on c.id = e.contact_id "
        "where e.state = 'open'"
    )
    sql = (
        "select w.kind, count(*), cast(sum(case when w.day < :today then 1 else 0 end) as bigint), "
        "cast(sum(case when w.day >= :today and w.day <= :week then 1 else 0 end) as bigint) "
        f"from ({opened}) w where w.kind <> 'event' or w.day is null or w.day >= :today group by w.kind order by w.kind"
    )
    return [WorkCount(*row) for row in reader.rows(sql, {"today": today, "week": week})]


def next_archives(reader: Reader, *, limit: int) -> list[ScheduledRow]:
    """The archives that come up first."""
    sql = (
        f"select {due.COLUMNS}, c.display_name from {{scheduled}} s join {{contact}} c on c.id = s.contact_id "
        f"where {due.OPEN} and s.due_on > '' and s.verb = 'archive' "
        "order by s.due_on, s.id limit :limit"
    )
    return [ScheduledRow(*row) for row in reader.rows(sql, {"limit": limit})]
