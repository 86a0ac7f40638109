"""What the rules look at, gathered for many contacts at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from casactl.domain.dates import years_after
from casactl.domain.facts import AttachedTo, Facts, LeaseHeld, OpenCase, OpenWork
from casactl.domain.portal import leads_out
from casactl.domain.standing import Arrears, Lifecycle, Portal
from casactl.store.fence import OUT_OF_SIGHT
from casactl.store.queries.arrears import communities_of_contacts, demanded
from casactl.store.queries.debts import debt_of, debts_of, deposits_of
from casactl.store.queries.mail_routing import through_whom
from casactl.store.queries.merges import winner_of
from casactl.store.queries.settings import setting, whole
from casactl.store.reader import BATCH, Reader

# An enumeration takes several times as long to look a value up as a dictionary does.
LIFECYCLES = {str(state): state for state in Lifecycle}
PORTALS = {str(state): state for state in Portal}
ARREARS = {str(status): status for status in Arrears}
NOTHING: frozenset[str] = frozenset()


def facts_for(reader: Reader, ids: Sequence[int], *, today: str, belongings: bool = True) -> dict[int, Facts]:
    """Facts by contact number as of `today` (ISO); contacts out of scope are not there.

    Without `belongings` only the contact's own row is read: what hangs on it is empty.
    """
    facts: dict[int, Facts] = {}
    currency = setting(reader, "currency")
    nowhere = reader.mail_leaves and not leads_out(setting(reader, "portal_url"))
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        held = _belongings(reader, part, today) if belongings else {}
        facts |= _standings(reader, part, currency, held, today)
    for number, each in facts.items():
        if nowhere:
            facts[number] = replace(each, links_lead=False)
        if each.merged_into:
            facts[number] = replace(each, merged_into=winner_of(reader, number) or each.merged_into)
    return facts


def facts_now(reader: Reader, number: int, *, today: str) -> Facts:
    """All that every rule looks at, of one contact: also who takes its letters, its account, and what was demanded."""
    facts = facts_for(reader, [number], today=today)[number]
    row = reader.one("select a.blocked_until from {account} a where a.contact_id = :id", {"id": number})
    until = row[0] if row and row[0] and row[0] > reader.now else None
    takes_demand = setting(reader, "handover_requires_demand") == "on"
    missing = takes_demand and number not in demanded(reader, [number])
    through = through_whom(reader, [number]).get(number)
    return replace(facts, through=through, shut_until=until, demand_missing=missing)


def _standings(
    reader: Reader, ids: Sequence[int], currency: str, held: dict[int, dict[str, Any]], today: str
) -> dict[int, Facts]:
    sql = (
        "select c.id, c.display_name, c.kind, c.type, c.lifecycle, c.lifecycle_before, c.version, c.portal, c.locked, "
        "c.arrears, c.balance, c.email is not null, c.phone is not null, c.merged_into, c.lock_reason, "
        "c.locked_at, c.locked_by, c.oldest_due, c.do_not, c.bounced_at is not null "
        f"from {{contact}} c where {reader.among('c.id', 'ids')}"
    )
    found: dict[int, Facts] = {}
    rows = reader.rows(sql, {"ids": reader.bind(ids)})
    debts = debts_of(reader, {row[0]: row[10] for row in rows}, today=today)
    for row in rows:
        debt = debt_of(debts, row[0])
        found[row[0]] = Facts(
            id=row[0],
            display_name=row[1],
            kind=row[2],
            type=row[3],
            lifecycle=LIFECYCLES[row[4]],
            before=LIFECYCLES.get(row[5]),
            version=row[6],
            portal=PORTALS[row[7]],
            locked=bool(row[8]),
            arrears=ARREARS[row[9]],
            balance=row[10],
            upcoming=debt.upcoming,
            past_due=debt.past_due,
            currency=currency,
            has_email=bool(row[11]),
            has_phone=bool(row[12]),
            merged_into=row[13],
            lock_reason=row[14],
            locked_at=row[15],
            locked_by=row[16],
            oldest_due=row[17],
            do_not=frozenset(row[18].split(",")) if row[18] else NOTHING,
            bounced=bool(row[19]),
            **held.get(row[0], {}),
        )
    return found


def _belongings(reader: Reader, ids: Sequence[int], today: str) -> dict[int, dict[str, Any]]:
    """What hangs on contacts, as keywords for their facts."""
    held: dict[int, dict[str, Any]] = {}
    for contact, attached in _attached(reader, ids, today).items():
        held.setdefault(contact, {})["attached"] = attached
    for contact, leases in _leases(reader, ids, today).items():
        held.setdefault(contact, {})["leases"] = leases
    for contact, work in _open_work(reader, ids, today).items():
        held.setdefault(contact, {})["work"] = work
    whole = _whole(reader)
    for contact, case in _cases(whole, ids).items():
        held.setdefault(contact, {})["case"] = case
    for contact in _reached_by_attorneys(whole, ids, today):
        held.setdefault(contact, {})["attorney_has_access"] = True
    for contact, deposit in deposits_of(whole, ids).items():
        held.setdefault(contact, {})["deposit"] = deposit
    for contact, until in _kept_until(whole, ids, today).items():
        held.setdefault(contact, {})["kept_until"] = until
    return held


def _whole(reader: Reader) -> Reader:
    """A rule holds for what is out of sight, too; what that is called is told to nobody who does not see it."""
    return reader.unfenced("rules hold for what is out of sight too, which is not named")


def _attached(reader: Reader, ids: Sequence[int], today: str) -> dict[int, tuple[AttachedTo, ...]]:
    sql = (
        "select a.contact_id, p.path, a.role, p.id from {attachment} a join {property} p on p.id = a.property_id "
        f"where {reader.among('a.contact_id', 'ids')} and (a.ends is null or a.ends >= :today) "
        "order by a.contact_id, p.path_order, a.id"
    )
    rows = _whole(reader).rows(sql, {"ids": reader.bind(ids), "today": today})
    seen = reader.in_sight("property", (row[3] for row in rows))
    attached: dict[int, tuple[AttachedTo, ...]] = {}
    for contact, path, role, prop in rows:
        named = AttachedTo(path if prop in seen else OUT_OF_SIGHT, role)
        attached[contact] = (*attached.get(contact, ()), named)
    return attached


def _leases(reader: Reader, ids: Sequence[int], today: str) -> dict[int, tuple[LeaseHeld, ...]]:
    sql = (
        "select l.contact_id, l.id, p.path, coalesce(l.terminated_on, l.ends) as last, p.id from {lease} l "
        f"join {{property}} p on p.id = l.property_id where {reader.among('l.contact_id', 'ids')} "
        "and coalesce(l.terminated_on, l.ends) >= :today order by l.contact_id, l.id"
    )
    rows = _whole(reader).rows(sql, {"ids": reader.bind(ids), "today": today})
    seen = reader.in_sight("property", (row[4] for row in rows))
    leases: dict[int, tuple[LeaseHeld, ...]] = {}
    for contact, number, path, last, prop in rows:
        named = LeaseHeld(number, path if prop in seen else OUT_OF_SIGHT, last)
        leases[contact] = (*leases.get(contact, ()), named)
    return leases


NOT_OVER = (
    "e.state = 'open' and (e.kind <> 'event' or coalesce(e.due, e.starts) is null "
    "or coalesce(e.due, e.starts) >= :today)"
)
"""Work that is left: open, and no event whose day has passed."""


def _open_work(reader: Reader, ids: Sequence[int], today: str) -> dict[int, tuple[OpenWork, ...]]:
    """Open work for contacts, and that which others have them do.

    What it is about is not told of others out of sight, and to an attorney not at all.
    """
    sql = (
        "select e.contact_id, e.id, e.kind, e.title, 0 from {engagement} e "
        f"where {reader.among('e.contact_id', 'ids')} and {NOT_OVER} union all "
        "select e.assignee_id, e.id, e.kind, e.title, 1 from {engagement} e "
        f"where {reader.among('e.assignee_id', 'ids')} and e.assignee_id <> e.contact_id and {NOT_OVER} order by 1, 2"
    )
    rows = _whole(reader).rows(sql, {"ids": reader.bind(ids), "today": today})
    seen = reader.in_sight("engagement", (row[1] for row in rows))
    work: dict[int, tuple[OpenWork, ...]] = {}
    for contact, number, kind, title, assigned in rows:
        told = OpenWork(number, kind, title if number in seen else OUT_OF_SIGHT, bool(assigned))
        work[contact] = (*work.get(contact, ()), told)
    return work


def _cases(reader: Reader, ids: Sequence[int]) -> dict[int, OpenCase]:
    sql = (
        "select h.contact_id, h.id, h.attorney_id, u.name, h.status_before, h.community_id from {handover_case} h "
        f"join users u on u.id = h.attorney_id where {reader.among('h.contact_id', 'ids')} and h.closed_at is null"
    )
    return {row[0]: OpenCase(*row[1:]) for row in reader.rows(sql, {"ids": reader.bind(ids)})}


def _reached_by_attorneys(reader: Reader, ids: Sequence[int], today: str) -> set[int]:
    """Contacts whose debt is of a community that an enabled attorney reaches (WU-2, WU-3, WU-4)."""
    sql = (
        "select distinct uc.property_id from users u join {user_community} uc on uc.user_id = u.id "
        "where u.type = 'attorney' and u.enabled = 1 and u.email is not null"
    )
    reached = {row[0] for row in reader.rows(sql)}
    places = communities_of_contacts(reader, ids, today=today) if reached else {}
    return {contact for contact, held in places.items() if not reached.isdisjoint(held)}


def _kept_until(reader: Reader, ids: Sequence[int], today: str) -> dict[int, str]:
    """From which day on the newest ledger entry no longer keeps a contact, where that lies ahead."""
    years = whole(reader, "retention_years")
    sql = (
        "select e.contact_id, max(e.on_date) from {ledger_entry} e "
        f"where {reader.among('e.contact_id', 'ids')} group by e.contact_id"
    )
    kept: dict[int, str] = {}
    for contact, newest in reader.rows(sql, {"ids": reader.bind(ids)}):
        until = years_after(date.fromisoformat(newest), years).isoformat()
        if until > today:
            kept[contact] = until
    return kept
