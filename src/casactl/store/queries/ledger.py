"""Ledger entries: one, a contact's, what is owed by age, and whom a levy meets."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import field
from datetime import date, timedelta
from itertools import pairwise

from casactl.domain.ledger import BUCKETS, Entry, EntryKind
from casactl.domain.shapes import DATE, INNER, MONEY, key
from casactl.records import dataclass
from casactl.store.balances import STANDING
from casactl.store.queries.contacts import condition_of
from casactl.store.queries.debts import DAY, days_past, open_sums, opened
from casactl.store.queries.filters import Filters
from casactl.store.queries.places import at_or_below
from casactl.store.reader import BATCH, Reader, Row

COLUMNS = (
    "e.id, e.contact_id, e.kind, e.on_date, e.due, e.amount, e.text, e.method, e.reference, e.reverses, e.voided, "
    "p.path, c.display_name, v.text, v.kind"
)
FROM = (
    "from {ledger_entry} e join {contact} c on c.id = e.contact_id left join {property} p on p.id = e.property_id "
    "left join {ledger_entry} v on v.id = e.reverses"
)
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
    reversed_text: str | None = field(default=None, metadata=INNER)
    """What a reversal takes back, as it was worded."""
    reversed_kind: str | None = field(default=None, metadata=INNER)


def entry(reader: Reader, number: int) -> EntryRow | None:
    """The entry of that number."""
    sql = f"select {COLUMNS} {FROM} where e.id = :id"
    row = reader.one(sql, {"id": number})
    return EntryRow(*row) if row else None


def entries_of(reader: Reader, contact: int, first: str | None, last: str | None) -> list[EntryRow]:
    """A contact's entries from `first` to `last` (days, inclusive), in order."""
    sql = (
        f"select {COLUMNS} {FROM} where e.contact_id = :contact and e.on_date >= :first "
        "and e.on_date <= :last order by e.on_date, e.id"
    )
    period = {"first": first or FOREVER[0], "last": last or FOREVER[1]}
    return [EntryRow(*row) for row in reader.rows(sql, {"contact": contact, **period})]


def balance_before(reader: Reader, contact: int, day: str) -> int:
    """What a contact owed when that day began."""
    sql = (
        "select cast(coalesce(sum(e.amount), 0) as bigint) from {ledger_entry} e "
        "join {contact} c on c.id = e.contact_id where e.contact_id = :contact and e.on_date < :day"
    )
    row = reader.one(sql, {"contact": contact, "day": day})
    return int(row[0]) if row else 0


@dataclass(frozen=True, slots=True)
class StandingRow:
    """An entry that counts for settling; `amount` is above zero where it adds to what the contact owes."""

    id: int
    kind: str
    on: str
    due: str | None
    amount: int
    method: str | None

    @property
    def entry(self) -> Entry:
        """As settling sees it."""
        due = date.fromisoformat(self.due) if self.due else None
        return Entry(self.id, date.fromisoformat(self.on), self.amount, due, KINDS[self.kind])


KINDS = {str(kind): kind for kind in EntryKind}


def standing_entries(reader: Reader, contact: int) -> list[StandingRow]:
    """A contact's entries but those that were voided and their reversals, by day."""
    sql = (
        "select e.id, e.kind, e.on_date, e.due, e.amount, e.method from {ledger_entry} e "
        f"join {{contact}} c on c.id = e.contact_id where e.contact_id = :contact and {STANDING} "
        "order by e.on_date, e.id"
    )
    return [StandingRow(*row) for row in reader.rows(sql, {"contact": contact})]


def standing_references(reader: Reader, references: Sequence[str]) -> list[Row]:
    """(contact, reference, number, kind, amount, on, due, text) of all entries with these that were not voided."""
    sql = (
        "select e.contact_id, e.reference, e.id, e.kind, e.amount, e.on_date, e.due, e.text from {ledger_entry} e "
        f"where e.reference is not null and {reader.among('e.reference', 'references')} "
        "and e.voided = 0 and e.kind <> 'reversal' order by e.id"
    )
    return reader.rows(sql, {"references": reader.bind(references)})


def standing_on(reader: Reader, contacts: Sequence[int], days: Sequence[str]) -> list[Row]:
    """(number, text, contact, kind, amount, on, reference, method, property) of some contacts' entries of these days.

    Those that were voided, and reversals, are left out.
    """
    sql = (
        "select e.id, e.text, e.contact_id, e.kind, e.amount, e.on_date, e.reference, e.method, e.property_id "
        f"from {{ledger_entry}} e where {reader.among('e.contact_id', 'ids')} and {reader.among('e.on_date', 'days')} "
        "and e.voided = 0 and e.kind <> 'reversal' order by e.id"
    )
    return reader.rows(sql, {"ids": reader.bind(contacts), "days": reader.bind(days)})


def charges_after(reader: Reader, contact: int, place: int, day: str) -> list[Row]:
    """(number, on, amount) of a contact's standing charges after a day, at a property or at none."""
    sql = (
        "select e.id, e.on_date, e.amount from {ledger_entry} e where e.contact_id = :contact and e.kind = 'charge' "
        "and e.voided = 0 and e.on_date > :day and (e.property_id = :place or e.property_id is null) "
        "order by e.on_date, e.id"
    )
    return reader.rows(sql, {"contact": contact, "place": place, "day": day})


# What is owed, by age -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AgeingRow:
    """A contact that owes, with its debt by the days past due; the buckets add up to the balance."""

    id: int
    display_name: str
    balance: int = field(metadata=MONEY)
    status: str
    attorney: str | None
    not_due: int = field(default=0, metadata=MONEY)
    current: int = field(default=0, metadata=key(kind=MONEY, title="to 29"))
    d30: int = field(default=0, metadata=key(kind=MONEY, title="30"))
    d60: int = field(default=0, metadata=key(kind=MONEY, title="60"))
    d90: int = field(default=0, metadata=key(kind=MONEY, title="90"))
    d120: int = field(default=0, metadata=key(kind=MONEY, title="120+"))
    past_due: int = field(default=0, metadata=MONEY)
    """What has been due before the day."""
    oldest_due: str | None = field(default=None, metadata=DATE)
    days_past_due: int = 0


STEPS = (*BUCKETS[:1], ("today", 0), ("current", 1), *BUCKETS[2:])
"""The buckets, with what is due on the day itself apart from what is past due."""


def ageing(reader: Reader, filters: Filters, *, today: str) -> Iterator[AgeingRow]:
    """Everybody who owes, the largest debt first: only their entries are read, and each once."""
    where, params = condition_of(reader, filters, today=today)
    tests, bounds = _by_age(date.fromisoformat(today))
    sql = (
        f"select c.id, c.display_name, c.balance, c.arrears, u.name, c.oldest_due, {open_sums(tests)} "
        f"from {{contact}} c join {{ledger_entry}} e on e.contact_id = c.id and e.amount > 0 and {STANDING} "
        "left join {handover_case} h on h.contact_id = c.id and h.closed_at is null "
        f"left join users u on u.id = h.attorney_id where c.balance > 0 and {where} "
        "group by c.id, c.display_name, c.balance, c.arrears, u.name, c.oldest_due order by c.balance desc, c.id"
    )
    for number, name, balance, status, attorney, oldest, *sums in reader.stream(sql, params | bounds):
        not_due, on_the_day, late, d30, d60, d90, d120 = opened(sums, balance)
        past_due = late + d30 + d60 + d90 + d120
        yield AgeingRow(
            number, name, balance, status, attorney, not_due, on_the_day + late, d30, d60, d90, d120, past_due, oldest,
            days_past(oldest, today),
        )  # fmt: skip


def paid_up_cases(reader: Reader, filters: Filters, *, today: str) -> list[AgeingRow]:
    """Those who are with an attorney and owe nothing any more: somebody has to end the case."""
    where, params = condition_of(reader, filters, today=today)
    sql = (
        "select c.id, c.display_name, c.balance, c.arrears, u.name from {handover_case} h "
        "join {contact} c on c.id = h.contact_id join users u on u.id = h.attorney_id "
        f"where h.closed_at is null and c.balance <= 0 and {where} order by c.id"
    )
    return [AgeingRow(*row) for row in reader.rows(sql, params)]


def _by_age(today: date) -> tuple[list[str], dict[str, object]]:
    """A test of the due date for each step, and the last due dates that fall in it or an older one."""
    tests: list[str] = []
    for (name, days), (older, _) in pairwise((*STEPS, ("", None))):
        limits = [f"{DAY} <= :age_{name}"] * (days is not None) + [f"{DAY} > :age_{older}"] * bool(older)
        tests.append(" and ".join(limits))
    return tests, {f"age_{name}": (today - timedelta(days=n)).isoformat() for name, n in STEPS if n is not None}


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


def levied(reader: Reader, at: str, role: str, filters: Filters, *, on: str) -> list[Levied]:
    """Attachments in a role that hold on a day, at a property or below it, of the contacts that match on that day."""
    where, params = condition_of(reader, filters, today=on)
    there, bound = at_or_below(at, "at")
    sql = (
        "select a.id, c.id, c.display_name, p.id, p.kind, p.path from {attachment} a "
        "join {property} p on p.id = a.property_id join {contact} c on c.id = a.contact_id "
        f"where {there} and a.role = :role "
        f"and a.starts <= :on and (a.ends is null or a.ends >= :on) and {where} order by p.path_order, a.id"
    )
    return [Levied(*row) for row in reader.rows(sql, params | bound | {"role": role, "on": on})]


def shares_within(reader: Reader, at: str) -> list[tuple[int, str, int]]:
    """(number, path, share) of the units at a property or below it that have a share, in the order of the tree."""
    there, bound = at_or_below(at)
    sql = (
        "select p.id, p.path, p.share from {property} p where p.kind = 'unit' and p.retired = 0 and p.share > 0 "
        f"and {there} order by p.path_order"
    )
    return [(row[0], row[1], row[2]) for row in reader.rows(sql, bound)]


def voided_of(reader: Reader, operation: int) -> list[tuple[int, int]]:
    """(entry, operation) of the entries that an operation posted and that are void, with what voided each last."""
    sql = (
        "select e.id, (select max(v.operation_id) from {change} v where v.contact_id = e.contact_id "
        "and v.table_name = 'ledger_entry' and v.row_id = e.id and v.before is not null) from {change} h "
        "join {ledger_entry} e on e.id = h.row_id where h.operation_id = :operation "
        "and h.table_name = 'ledger_entry' and h.before is null and e.voided = 1 order by e.id"
    )
    return [(row[0], row[1]) for row in reader.rows(sql, {"operation": operation})]


def posted_more(reader: Reader, operation: int, entries: Collection[int]) -> bool:
    """Whether an operation posted other entries than these."""
    sql = (
        "select 1 from {change} h where h.operation_id = :operation and h.table_name = 'ledger_entry' "
        f"and h.before is null and not {reader.among('h.row_id', 'ids')} limit 1"
    )
    return reader.one(sql, {"operation": operation, "ids": reader.bind(entries)}) is not None


def total_of(reader: Reader, numbers: Sequence[int]) -> int:
    """What some entries come to."""
    among = reader.among("e.id", "ids")
    sql = f"select coalesce(cast(sum(e.amount) as bigint), 0) from {{ledger_entry}} e where {among}"
    parts = (numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH))
    found = (reader.one(sql, {"ids": reader.bind(part)}) for part in parts)
    return sum(row[0] for row in found if row)
