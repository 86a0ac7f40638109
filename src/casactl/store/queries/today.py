"""What an operator has to look at: each question stops at so many rows, and walks an index to them."""

from __future__ import annotations

from casactl.domain.engagements import EngagementKind
from casactl.records import dataclass
from casactl.store.queries import due, engagements, leases
from casactl.store.queries.due import ScheduledRow
from casactl.store.queries.engagements import EngagementRow
from casactl.store.queries.leases import LeaseRow
from casactl.store.queries.portal import ON_ITS_WAY
from casactl.store.reader import Reader, Row

HERE = "c.lifecycle in ('active', 'inactive', 'archived')"


def stuck_plans(reader: Reader, *, today: str, limit: int) -> list[ScheduledRow]:
    """Dated work that is blocked, or whose day passed without a run."""
    sql = (
        f"select {due.COLUMNS}, c.display_name from {{scheduled}} s join {{contact}} c on c.id = s.contact_id "
        f"where {due.OPEN} and s.due_on > '' and (s.state = 'blocked' or s.due_on < :today) "
        "order by s.due_on, s.id limit :limit"
    )
    params = {"today": today, "limit": limit}
    return [ScheduledRow(*row) for row in reader.rows(sql, params)]


def archived_primaries(reader: Reader, *, limit: int) -> list[Row]:
    """(company, its name, who, their name) of companies still here whose primary contact is archived."""
    sql = (
        "select c.id, c.display_name, p.id, p.display_name from {contact} p "
        "join {link} l on l.contact_id = p.id and l.kind = 'works-for' and l.is_primary = 1 "
        "join {contact} c on c.id = l.other_id and c.lifecycle in ('active', 'inactive') "
        "where p.lifecycle = 'archived' and p.lifecycle <> 'active' order by c.id limit :limit"
    )
    return reader.rows(sql, {"limit": limit})


@dataclass(frozen=True, slots=True)
class LostLetter:
    """A letter that did not leave, or of which nobody knows whether it left."""

    id: int
    contact_id: int | None
    display_name: str
    channel: str
    recipient: str
    state: str
    last_error: str | None
    queued_at: str


def lost_letters(reader: Reader, *, before: str, limit: int) -> list[LostLetter]:
    """Failed and unknown letters, and those that have waited since `before` (a moment); the newest first."""
    lost = (
        "select x.id from {outbox} x where (x.state in ('failed', 'unknown') "
        "or (x.state in ('pending', 'retry') and x.queued_at < :before))"
        " order by x.id desc limit :limit"
    )
    sql = (
        "select o.id, o.contact_id, coalesce(u.name, c.display_name), o.channel, o.recipient, o.state, o.last_error, "
        "o.queued_at from {outbox} o left join {contact} c on c.id = o.contact_id "
        f"left join users u on u.id = o.user_id where o.id in ({lost}) order by o.id desc"
    )
    return [LostLetter(*row) for row in reader.rows(sql, {"limit": limit, "before": before})]


def bounced_addresses(reader: Reader, *, limit: int) -> list[Row]:
    """(number, name, e-mail, why, when) of those still here to whom mail came back; the newest first."""
    sql = (
        "select c.id, c.display_name, c.email, c.bounce_reason, c.bounced_at from {contact} c "
        f"where c.bounced_at is not null and c.email is not null and {HERE} order by c.id desc limit :limit"
    )
    return reader.rows(sql, {"limit": limit})


@dataclass(frozen=True, slots=True)
class DeadInvitation:
    """An invited contact whose link opens nothing any more; without a day, it died before it ran out."""

    contact_id: int
    display_name: str
    until: str | None
    has_email: bool


def dead_invitations(reader: Reader, *, limit: int) -> list[DeadInvitation]:
    """The active among the invited without a link that works or is about to leave (SD-22), by name."""
    sql = (
        "select c.id, c.display_name, c.invitation_until, c.email is not null from {contact} c "
        "where c.portal <> 'not-invited' and c.portal = 'invited' and c.lifecycle = 'active' "
        "and (c.invitation_until is null or c.invitation_until <= :now) "
        f"and not exists (select 1 from {{outbox}} o where o.contact_id = c.id and {ON_ITS_WAY}) "
        "order by c.sort_key, c.id limit :limit"
    )
    rows = reader.rows(sql, {"now": reader.now, "limit": limit})
    return [DeadInvitation(number, name, until, bool(email)) for number, name, until, email in rows]


def ending_leases(reader: Reader, *, today: str, until: str, limit: int) -> list[LeaseRow]:
    """Leases whose agreed time runs out between two days and that nothing follows for the same contact and unit."""
    follows = (
        "select 1 from {lease} n where n.contact_id = l.contact_id and n.property_id = l.property_id "
        "and n.ends > l.ends and coalesce(n.terminated_on, n.ends) > l.ends"
    )
    sql = (
        f"select {leases.COLUMNS} from {leases.TABLES} where l.ends >= :today and l.ends <= :until "
        f"and l.terminated_on is null and {HERE} and not exists ({follows}) "
        "order by l.ends, l.id limit :limit"
    )
    params = {"today": today, "until": until, "limit": limit}
    return [LeaseRow(*(*row, today)) for row in reader.rows(sql, params)]


@dataclass(frozen=True, slots=True)
class LostCase:
    """An open case that its attorney cannot reach: disabled or gone, or without the community."""

    id: int
    contact_id: int
    display_name: str
    attorney: str
    email: str | None
    enabled: int
    community: str
    opened_at: str


def out_of_reach(row: LostCase) -> str:
    """Why nobody works a case, in words."""
    why = "is no user any more" if row.email is None else "is disabled" if not row.enabled else None
    return f"with {row.attorney}, who {why or f'does not reach {row.community}'}"


def lost_cases(reader: Reader, *, limit: int) -> list[LostCase]:
    """Open cases that nobody works (L8), the oldest first."""
    sql = (
        "select h.id, h.contact_id, c.display_name, u.name, u.email, u.enabled, p.path, h.opened_at "
        "from {handover_case} h join {contact} c on c.id = h.contact_id join users u on u.id = h.attorney_id "
        "join {property} p on p.id = h.community_id where h.closed_at is null and (u.enabled = 0 or u.email is null "
        "or not exists (select 1 from {user_community} uc where uc.user_id = h.attorney_id "
        "and uc.property_id = h.community_id)) order by h.id limit :limit"
    )
    return [LostCase(*row) for row in reader.rows(sql, {"limit": limit})]


@dataclass(frozen=True, slots=True)
class GrownDebt:
    """A contact that owes past its due date, and by how much more than on the earlier day (minor units)."""

    contact_id: int
    display_name: str
    balance: int
    growth: int
    oldest_due: str
    status: str


FEW, REACH = 1000, 4000


def grown_debts(reader: Reader, *, today: str, since: str, limit: int) -> list[GrownDebt]:
    """Who is past due and owes more than when the day `since` ended, the largest debt first.

    For few rows only the `REACH` largest debts are looked at: an office that has more has to begin there.
    """
    growth = (
        "select cast(coalesce(sum(e.amount), 0) as bigint) from {ledger_entry} e "
        "where e.contact_id = d.id and e.on_date > :since"
    )
    late = (
        "select c.id, c.display_name, c.balance, c.oldest_due, c.arrears from {contact} c "
        f"where c.balance > 0 and c.oldest_due < :today and {HERE} "
        "order by c.balance desc, c.id desc limit :reach"
    )
    grown = f"select d.id, d.display_name, d.balance, ({growth}) as growth, d.oldest_due, d.arrears from ({late}) d"
    sql = f"select g.* from ({grown}) g where g.growth > 0 order by g.balance desc, g.id desc limit :limit"
    reach = REACH if limit <= FEW else 1 << 31
    params = {"today": today, "since": since, "limit": limit, "reach": reach}
    return [GrownDebt(*row) for row in reader.rows(sql, params)]


@dataclass(frozen=True, slots=True)
class QuietCase:
    """An open case in which nothing has happened for long; `last` is the moment or day of the latest thing."""

    id: int
    contact_id: int
    display_name: str
    attorney: str
    balance: int
    last: str


def paid_cases(reader: Reader, *, today: str, limit: int) -> list[QuietCase]:
    """Open cases of those of whom nothing is due any more, those that were opened first."""
    sql = (
        "select h.id, h.contact_id, c.display_name, u.name, c.balance, h.opened_at from {handover_case} h "
        "join {contact} c on c.id = h.contact_id join users u on u.id = h.attorney_id "
        "where h.closed_at is null and (c.balance + 0 <= 0 or coalesce(c.oldest_due, '') > :today) "  # by the cases
        f"and {HERE} order by h.opened_at, h.id limit :limit"
    )
    return [QuietCase(*row) for row in reader.rows(sql, {"today": today, "limit": limit})]


def quiet_cases(reader: Reader, *, since: str, since_day: str, limit: int) -> list[QuietCase]:
    """Cases open since before the moment `since`, without a step, note, document or payment from then on.

    Of many, those that were opened first; the longest silence comes first.
    """
    seen = {
        "arrears_step": ("created_at", ":since"),
        "note": ("created_at", ":since"),
        "document": ("created_at", ":since"),
        "ledger_entry": ("on_date", ":since_day"),
    }
    paid = {"ledger_entry": " and x.kind = 'payment' and x.voided = 0"}
    of = {table: f"from {{{table}}} x where x.contact_id = h.contact_id{paid.get(table, '')}" for table in seen}
    quiet = [f"not exists (select 1 {of[table]} and x.{at} >= {first})" for table, (at, first) in seen.items()]
    latest = [f"coalesce((select max(x.{at}) {of[table]}), '')" for table, (at, _) in seen.items()]
    greatest = "max" if reader.dialect == "sqlite" else "greatest"
    found = (
        "select h.id from {handover_case} h join {contact} c on c.id = h.contact_id "
        f"where h.closed_at is null and h.opened_at < :since and {' and '.join(quiet)} and {HERE} "
        "order by h.opened_at, h.id limit :limit"
    )
    sql = (
        "select h.id, h.contact_id, c.display_name, u.name, c.balance, "
        f"{greatest}(h.opened_at, {', '.join(latest)}) as last "
        "from {handover_case} h join {contact} c on c.id = h.contact_id join users u on u.id = h.attorney_id "
        f"where h.id in ({found}) order by last, h.id"
    )
    params = {"since": since, "since_day": since_day, "limit": limit}
    return [QuietCase(*row) for row in reader.rows(sql, params)]


DUE = "w.due is not null and w.due < :tomorrow"
ON_TODAY = (
    "w.starts is not null and w.starts < :tomorrow and (w.due >= :today or (w.due is null and w.starts >= :today))"
)
WHEN = {
    EngagementKind.TASK: DUE,
    EngagementKind.PROJECT: DUE,
    EngagementKind.EVENT: f"({ON_TODAY} or (w.starts is null and {DUE} and w.due >= :today))",
    EngagementKind.PLAN: f"(w.next_visit < :tomorrow or w.renews <= :renewing or ({DUE}))",
    EngagementKind.CONTRACT: f"(w.created_at < :unsigned or ({DUE}))",
}
ORDER = {
    EngagementKind.EVENT: "coalesce({x}.starts, {x}.due), {x}.id",
    EngagementKind.PLAN: "coalesce({x}.next_visit, {x}.renews, {x}.due), {x}.id",
    EngagementKind.CONTRACT: "{x}.id",
}
BY_DUE = "{x}.due, {x}.id"
"""By the day that they turn on: tasks and projects along the index of what is open."""


@dataclass(frozen=True, slots=True)
class WorkDays:
    """The days that work is held against, ISO, and the moment before which a contract has waited for long."""

    today: str
    tomorrow: str
    renewing: str
    unsigned: str

    def params(self) -> dict[str, object]:
        """As parameters."""
        return {name: getattr(self, name) for name in ("today", "tomorrow", "renewing", "unsigned")}


def signed_since(reader: Reader, since: str, *, limit: int) -> list[EngagementRow]:
    """The contracts that were signed in the portal since a moment, the newest first."""
    found = "select x.engagement_id from {signature} x where x.created_at >= :since order by x.id desc limit :limit"
    rows = reader.rows(
        f"{engagements.SELECT} where e.id in ({found}) order by s.id desc", {"since": since, "limit": limit}
    )
    return [EngagementRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class AttorneyNews:
    """What an attorney has done about a case lately."""

    id: int
    contact_id: int
    display_name: str
    attorney: str
    notes: int
    documents: int
    status: str | None
    """The last one that they gave it."""
    last: str


def attorney_news(reader: Reader, since: str, *, limit: int) -> list[AttorneyNews]:
    """The cases for which their attorney has written, filed, or given a status since a moment."""
    own = "{x} x where x.case_id = h.id and x.author = u.email and x.created_at >= :since"
    papers = [own.format(x=table) for table in ("{note}", "{document}", "{arrears_step}")]
    newest = [f"coalesce((select max(x.created_at) from {each}), '')" for each in papers]
    greatest = "max" if reader.dialect == "sqlite" else "greatest"
    sql = (
        f"select h.id, h.contact_id, c.display_name, u.name, (select count(*) from {papers[0]}), "
        f"(select count(*) from {papers[1]}), (select x.status from {papers[2]} order by x.id desc limit 1), "
        f"{greatest}({', '.join(newest)}) as last "
        "from {handover_case} h join {contact} c on c.id = h.contact_id join users u on u.id = h.attorney_id "
        "where (h.closed_at is null or h.closed_at >= :since) "
        f"and ({' or '.join(f'exists (select 1 from {each})' for each in papers)}) "
        "order by last desc, h.id limit :limit"
    )
    return [AttorneyNews(*row) for row in reader.rows(sql, {"since": since, "limit": limit})]


def work_to_do(reader: Reader, kind: EngagementKind, days: WorkDays, *, limit: int) -> list[EngagementRow]:
    """Open work of a kind whose day has come: due, held today, to visit or to renew, or long unsigned."""
    order = ORDER.get(kind, BY_DUE)
    index = "indexed by ix_engagement_open" if order == BY_DUE and reader.dialect == "sqlite" else ""
    found = (
        f"select w.id from {{engagement}} w {index} where w.kind = :kind and w.state = 'open' "
        f"and {WHEN[kind]} "
        f"order by {order.format(x='w')} limit :limit"
    )
    sql = f"{engagements.SELECT} where e.id in ({found}) order by {order.format(x='e')}"
    bound = {name: value for name, value in days.params().items() if f":{name}" in WHEN[kind]}
    params = bound | {"kind": str(kind), "limit": limit}
    return [EngagementRow(*row) for row in reader.rows(sql, params)]
