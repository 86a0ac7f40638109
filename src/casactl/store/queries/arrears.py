"""The debt ladder's history, handover cases, and when money last came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from casactl.domain.facts import OpenCase
from casactl.domain.letters import LEFT
from casactl.domain.shapes import INNER, MOMENT, PROSE, derived
from casactl.records import dataclass
from casactl.store.queries.contacts import condition_of
from casactl.store.queries.filters import Filters
from casactl.store.queries.outbox import ChannelState, by_channel, undelivered
from casactl.store.reader import BATCH, Reader


@dataclass(frozen=True, slots=True)
class StepRow:
    """A status that was given."""

    at: str = field(metadata=MOMENT)
    actor: str
    status: str
    note: str | None = field(metadata=PROSE)
    attorney: str | None
    case_id: int | None = field(metadata=INNER)
    letters: list[ChannelState] = field(default_factory=list)

    @derived(after="attorney")
    def notified(self) -> list[str]:
        """The channels over which the notice was handed over."""
        return [each.channel for each in self.letters if each.state in LEFT]

    @derived(after="letters", title="why not")
    def undelivered(self) -> list[str]:
        """Why a notice has not left."""
        return undelivered(self.letters)


def is_superseded(reader: Reader, letter: int) -> bool:
    """Whether the status that a letter tells of was over meanwhile, whatever it is now; of a handover, whether there is
    another case."""
    sql = (
        "select 1 from {outbox} o join {arrears_step} s on s.id = o.step_id "
        "join {arrears_step} n on n.contact_id = s.contact_id and n.id > s.id where o.id = :letter and case "
        "when s.status = 'handover' then n.status = 'handover' and n.case_id <> s.case_id else n.status <> s.status end"
    )
    return reader.one(sql, {"letter": letter}) is not None


def steps_of(reader: Reader, contact: int) -> list[StepRow]:
    """The statuses of one contact, the newest first (WU-13)."""
    sql = (
        "select s.created_at, s.author, s.status, s.note, s.attorney, s.case_id, s.id from {arrears_step} s "
        "join {contact} c on c.id = s.contact_id where s.contact_id = :contact "
        "order by s.id desc"
    )
    rows = reader.rows(sql, {"contact": contact})
    letters = by_channel(reader, "step_id", [row[-1] for row in rows])
    return [replace(StepRow(*row[:-1]), letters=letters.get(row[-1], [])) for row in rows]


def since_when(reader: Reader, contacts: Sequence[int]) -> dict[int, str]:
    """The moment at which each contact came to the status that it has; those who never had another are not there."""
    other = "select max(x.id) from {arrears_step} x where x.contact_id = c.id and x.status <> c.arrears"
    sql = (
        "select c.id, min(s.created_at) from {contact} c join {arrears_step} s on s.contact_id = c.id "
        f"where {reader.among('c.id', 'ids')} and s.status = c.arrears and s.id > coalesce(({other}), 0) group by c.id"
    )
    found: dict[int, str] = {}
    for start in range(0, len(contacts), BATCH):
        found |= dict(reader.rows(sql, {"ids": reader.bind(contacts[start : start + BATCH])}))
    return found


def notes_of_status(reader: Reader, contacts: Sequence[int]) -> dict[int, set[str]]:
    """What was noted of each contact with the status that it has, since it has it."""
    other = "select max(x.id) from {arrears_step} x where x.contact_id = c.id and x.status <> c.arrears"
    sql = (
        "select c.id, s.note from {contact} c join {arrears_step} s on s.contact_id = c.id "
        f"where {reader.among('c.id', 'ids')} and s.status = c.arrears and s.note is not null "
        f"and s.id > coalesce(({other}), 0)"
    )
    found: dict[int, set[str]] = {}
    for contact, note in reader.rows(sql, {"ids": reader.bind(contacts)}):
        found.setdefault(contact, set()).add(note)
    return found


def late(
    reader: Reader, filters: Filters, *, day: str, today: str, oldest: Mapping[str, str] | None = None
) -> list[int]:
    """The contacts that match of whose debt something was due before a day; with `oldest` by a day for each status."""
    where, params = condition_of(reader, filters, today=today)
    where += " and c.balance > 0 and c.oldest_due < :day"
    if oldest is not None:
        each = " or ".join(f"(c.arrears = :at_{n} and c.oldest_due <= :by_{n})" for n in range(len(oldest)))
        where += f" and ({each})"
        for n, (status, last) in enumerate(oldest.items()):
            params = {**params, f"at_{n}": status, f"by_{n}": last}
    sql = f"select c.id from {{contact}} c where {where}"
    return sorted(row[0] for row in reader.rows(sql, {**params, "day": day}))  # in SQL that would be to scan by number


def last_payments(reader: Reader, contacts: Sequence[int]) -> dict[int, tuple[str, int]]:
    """The latest payment of each contact that stands: its day and its amount, above zero."""
    sql = (
        "select e.contact_id, e.on_date, -e.amount from {ledger_entry} e join {contact} c on c.id = e.contact_id "
        f"where {reader.among('e.contact_id', 'ids')} and e.kind = 'payment' and e.voided = 0 "
        "order by e.contact_id, e.on_date, e.id"
    )
    rows = reader.rows(sql, {"ids": reader.bind(contacts)})
    return {contact: (day, amount) for contact, day, amount in rows}


def demanded(reader: Reader, contacts: Sequence[int]) -> set[int]:
    """Contacts that had a letter of demand since they last owed nothing.

    One that is given by hand may have gone another way; a letter that goes with it has to leave, or to wait to.
    """
    running = (
        "select e.contact_id, e.created_at, e.id, sum(e.amount) over (partition by e.contact_id order by e.id "
        f"rows unbounded preceding) as reached from {{ledger_entry}} e where {reader.among('e.contact_id', 'ids')}"
    )
    sql = (
        "select distinct s.contact_id from {arrears_step} s left join (select r.contact_id, max(r.created_at) as at "
        f"from ({running}) r where r.reached <= 0 group by r.contact_id) z on z.contact_id = s.contact_id "
        f"where {reader.among('s.contact_id', 'ids')} and s.status = 'letter-of-demand' "
        "and (z.at is null or s.created_at >= z.at) "
        "and (not exists (select 1 from {outbox} o where o.step_id = s.id) or exists (select 1 from {outbox} o "
        "where o.step_id = s.id and o.state not in ('failed', 'bounced', 'cancelled')))"
    )
    return {row[0] for row in reader.rows(sql, {"ids": reader.bind(contacts)})}


DUNNED = "('reminder', 'first-notice', 'second-notice', 'letter-of-demand')"
WITHOUT_CASE = "not exists (select 1 from {handover_case} h where h.contact_id = c.id and h.closed_at is null)"


def contradicted(reader: Reader, contacts: Sequence[int], *, today: str) -> list[int]:
    """Those whose status goes against what they owe: settled with something due, or dunned for what is not due yet."""
    among = reader.among("c.id", "ids")
    sql = (
        f"select c.id from {{contact}} c where {among} and c.lifecycle not in ('erased', 'merged') and ("
        "(c.arrears = 'settled' and c.balance > 0 and c.oldest_due <= :today) "
        f"or (c.arrears in {DUNNED} and (c.oldest_due is null or c.oldest_due > :today) and {WITHOUT_CASE}) "
        f"or (c.arrears in ('payment-plan', 'on-hold') and (c.oldest_due is null or c.oldest_due > :today) "
        f"and {WITHOUT_CASE})) order by c.id"
    )
    return [row[0] for row in reader.rows(sql, {"ids": reader.bind(contacts), "today": today})]


def settled_and_due(reader: Reader, today: str) -> list[int]:
    """The settled of whose debt something is due by a day."""
    sql = (
        "select c.id from {contact} c where c.arrears <> 'current' and c.arrears = 'settled' and c.balance > 0 "
        "and c.oldest_due <= :today and c.lifecycle not in ('erased', 'merged') order by c.id"
    )
    return [row[0] for row in reader.rows(sql, {"today": today})]


def nothing_late(reader: Reader, contacts: Sequence[int], *, today: str, midnight: str) -> list[int]:
    """Those who are dunned, or left alone, of whose debt nothing is past due, though something is due today.

    A plan that was agreed on since `midnight` goes on: what is due today is what it pays.
    """
    sql = (
        f"select c.id from {{contact}} c where {reader.among('c.id', 'ids')} and c.oldest_due = :today "
        f"and (c.arrears in {DUNNED} or c.arrears in ('payment-plan', 'on-hold')) and {WITHOUT_CASE} "
        "and not exists (select 1 from {agreement} g where g.contact_id = c.id and g.kind = 'instalments' "
        "and g.ended_on is null and g.created_at >= :midnight) order by c.id"
    )
    params = {"ids": reader.bind(contacts), "today": today, "midnight": midnight}
    return [row[0] for row in reader.rows(sql, params)]


def late_at_current(reader: Reader, contacts: Sequence[int], *, today: str) -> list[int]:
    """Those at the foot of the ladder of whose debt something is past due."""
    among = reader.among("c.id", "ids")
    sql = f"select c.id from {{contact}} c where {among} and c.arrears = 'current' and c.oldest_due < :today order by 1"
    return [row[0] for row in reader.rows(sql, {"ids": reader.bind(contacts), "today": today})]


def reopenable(reader: Reader, case: int) -> OpenCase | None:
    """A case that was closed as settled, if its attorney may still work it and the contact has no other since."""
    sql = (
        "select h.id, h.attorney_id, u.name, h.status_before, h.community_id from {handover_case} h "
        "join users u on u.id = h.attorney_id where h.id = :case and h.outcome = 'settled' and u.enabled = 1 "
        "and exists (select 1 from {user_community} r where r.user_id = u.id and r.property_id = h.community_id) "
        "and not exists (select 1 from {handover_case} x where x.contact_id = h.contact_id and x.id > h.id)"
    )
    row = reader.one(sql, {"case": case})
    return OpenCase(*row) if row else None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A handover."""

    id: int
    contact_id: int = field(metadata=INNER)
    attorney: str
    attorney_email: str | None = field(metadata=INNER)
    community: str
    opened_at: str = field(metadata=MOMENT)
    opened_by: str
    closed_at: str | None = field(metadata=MOMENT)
    outcome: str | None


def open_case(reader: Reader, contact: int) -> CaseRow | None:
    """The case of a contact that has not been closed."""
    sql = (
        "select h.id, h.contact_id, u.name, u.email, p.path, h.opened_at, h.opened_by, h.closed_at, h.outcome "
        "from {handover_case} h join users u on u.id = h.attorney_id join {property} p on p.id = h.community_id "
        "join {contact} c on c.id = h.contact_id where h.contact_id = :contact and h.closed_at is null "
    )
    row = reader.one(sql, {"contact": contact})
    return CaseRow(*row) if row else None


COMMUNITY_OF = (
    "join {property} top on top.kind = 'community' and (top.path_key = p.path_key "
    "or substr(p.path_key, 1, length(top.path_key) + 1) = top.path_key || '/') "
)
NO_LATER = "not exists (select 1 from {attachment} b where b.contact_id = a.contact_id and b.ends > a.ends)"
PLACES = (
    "from {attachment} a join {property} p on p.id = a.property_id " + COMMUNITY_OF
    + "where %s and (a.ends is null or a.ends >= :today)",
    "from {attachment} a join {property} p on p.id = a.property_id " + COMMUNITY_OF
    + f"where %s and a.ends < :today and {NO_LATER}",
    "from {ledger_entry} a join {property} p on p.id = a.property_id " + COMMUNITY_OF
    + "where %s and a.kind in ('charge', 'fee') and a.voided = 0 and :today <> ''",
)  # fmt: skip
"""Where a debt belongs: where the contact is attached, else where it was last, else what its charges are about."""


def communities_of_contacts(reader: Reader, contacts: Sequence[int], *, today: str) -> dict[int, dict[int, str]]:
    """For each contact the communities that a debt of theirs is of, number and path; a former tenant has one, too."""
    found: dict[int, dict[int, str]] = {}
    left = list(contacts)
    for place in PLACES:
        where = place % reader.among("a.contact_id", "ids")
        sql = f"select distinct a.contact_id, top.id, top.path, top.path_order {where} order by 1, 4"
        for contact, number, path, _ in reader.rows(sql, {"ids": reader.bind(left), "today": today}):
            found.setdefault(contact, {})[number] = path
        left = [contact for contact in left if contact not in found]
        if not left:
            break
    return found
