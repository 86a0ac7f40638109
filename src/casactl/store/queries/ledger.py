"""Ledger entries: one, a contact's, what is owed by age, and whom a levy meets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from casactl.domain.ledger import BUCKETS
from casactl.domain.money import format_amount
from casactl.domain.properties import below, path_key
from casactl.store.balances import SETTLING
from casactl.store.queries.contacts import condition_of
from casactl.store.queries.filters import Filters
from casactl.store.reader import Reader, Row
from casactl.store.scope import Scope

COLUMNS = (
    "e.id, e.contact_id, e.kind, e.on_date, e.due, e.amount, e.text, e.method, e.reference, e.reverses, e.voided, "
    "p.path, c.display_name"
)
FROM = "from ledger_entry e join contact c on c.id = e.contact_id left join property p on p.id = e.property_id where "
FOREVER = ("0001-01-01", "9999-12-31")


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry; `amount` is above zero where it adds to what the contact owes."""

    id: int
    contact_id: int
    kind: str
    on: str
    due: str | None
    amount: int
    text: str | None
    method: str | None
    reference: str | None
    reverses: int | None
    voided: int
    property: str | None
    display_name: str


def entry(reader: Reader, number: int, *, scope: Scope) -> EntryRow | None:
    """The entry of that number."""
    sql = f"select {COLUMNS} {FROM} e.id = :id and {scope.predicate('c.id')}"
    row = reader.one(sql, {"id": number} | scope.params, scope=scope)
    return EntryRow(*row) if row else None


def entries_of(reader: Reader, contact: int, first: str | None, last: str | None, *, scope: Scope) -> list[EntryRow]:
    """A contact's entries from `first` to `last` (days, inclusive), in order."""
    sql = (
        f"select {COLUMNS} {FROM} e.contact_id = :contact and e.on_date >= :first "
        f"and e.on_date <= :last and {scope.predicate('c.id')} order by e.on_date, e.id"
    )
    period = {"first": first or FOREVER[0], "last": last or FOREVER[1]}
    return [EntryRow(*row) for row in reader.rows(sql, {"contact": contact} | period | scope.params, scope=scope)]


def balance_before(reader: Reader, contact: int, day: str, *, scope: Scope) -> int:
    """What a contact owed when that day began."""
    sql = (
        "select cast(coalesce(sum(e.amount), 0) as bigint) from ledger_entry e join contact c on c.id = e.contact_id "
        f"where e.contact_id = :contact and e.on_date < :day and {scope.predicate('c.id')}"
    )
    row = reader.one(sql, {"contact": contact, "day": day} | scope.params, scope=scope)
    return int(row[0]) if row else 0


def standing_references(reader: Reader, references: Sequence[str]) -> list[Row]:
    """(contact, reference, number, kind, amount, on, due, text) of all entries with these that were not voided."""
    sql = (
        "select e.contact_id, e.reference, e.id, e.kind, e.amount, e.on_date, e.due, e.text from ledger_entry e "
        f"where e.reference is not null and {reader.among('e.reference', 'references')} "
        "and e.voided = 0 and e.kind <> 'reversal' order by e.id"
    )
    return reader.rows(sql, {"references": reader.bind(references)})


# What is owed, by age -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AgeingRow:
    """A contact that owes, with its debt by the days past due."""

    id: int
    display_name: str
    balance: int
    status: str
    attorney: str | None
    current: int
    d30: int
    d60: int
    d90: int
    d120: int

    def as_dict(self, currency: str) -> dict[str, object]:
        """The JSON shape."""
        money = {name: format_amount(getattr(self, name), currency) for name, _ in BUCKETS}
        return {
            "id": self.id,
            "display_name": self.display_name,
            "balance": format_amount(self.balance, currency),
            "status": self.status,
            "attorney": self.attorney,
            **money,
        }


def ageing(reader: Reader, filters: Filters, *, today: str, scope: Scope) -> Iterator[AgeingRow]:
    """Everybody who owes, the largest debt first: only their entries are read."""
    where, params = condition_of(reader, filters, today=today, scope=scope)
    owing = f"e.contact_id in (select c.id from contact c where c.balance > 0 and {where})"
    left = "case when s.reached - s.settled < s.amount then s.reached - s.settled else s.amount end"
    days, bounds = _bounds(date.fromisoformat(today))
    sums = ", ".join(
        f"cast(coalesce(sum(case when {test} then {left} end), 0) as bigint) as {name}" for name, test in days.items()
    )
    sql = (
        f"select c.id, c.display_name, c.balance, c.arrears, u.name, {', '.join(f'x.{name}' for name in days)} from ("
        f"select s.contact_id, {sums} from ({SETTLING} and {owing}) s where s.amount > 0 and s.reached > s.settled "
        "group by s.contact_id) x join contact c on c.id = x.contact_id "
        "left join handover_case h on h.contact_id = c.id and h.closed_at is null "
        "left join users u on u.id = h.attorney_id order by c.balance desc, c.id"
    )
    return (AgeingRow(*row) for row in reader.stream(sql, params | bounds, scope=scope))


def _bounds(today: date) -> tuple[dict[str, str], dict[str, object]]:
    """For each bucket the test of a due date, and the last due dates that fall in it or an older one."""
    last = {
        name: date.min if (today - date.min).days < days else today - timedelta(days=days)
        for name, days in BUCKETS
        if days
    }
    tests: dict[str, str] = {}
    for n, (name, days) in enumerate(BUCKETS):
        younger = f"s.day > :{BUCKETS[n + 1][0]}" if n + 1 < len(BUCKETS) else "1 = 1"
        tests[name] = f"s.day <= :{name} and {younger}" if days else younger
    return tests, {name: day.isoformat() for name, day in last.items()}


# Whom a levy meets --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Levied:
    """An attachment in the role that is levied."""

    attachment: int
    contact_id: int
    display_name: str
    property_id: int
    kind: str
    path: str


def levied(reader: Reader, at: str, role: str, filters: Filters, *, today: str, scope: Scope) -> list[Levied]:
    """Attachments in a role that hold today, at a property or below it, of the contacts that match."""
    where, params = condition_of(reader, filters, today=today, scope=scope)
    key = path_key(at)
    first, last = below(key)
    sql = (
        "select a.id, c.id, c.display_name, p.id, p.kind, p.path from attachment a "
        "join property p on p.id = a.property_id join contact c on c.id = a.contact_id "
        "where (p.path_key = :at or (p.path_key >= :at_from and p.path_key < :at_to)) and a.role = :role "
        f"and a.starts <= :today and (a.ends is null or a.ends >= :today) and {where} order by p.path_key, a.id"
    )
    bound = {"at": key, "at_from": first, "at_to": last, "role": role, "today": today}
    return [Levied(*row) for row in reader.rows(sql, params | bound, scope=scope)]
