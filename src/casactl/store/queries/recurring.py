"""What comes round: one, as a list, what is due to be posted, and what was posted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import field
from datetime import date

from casactl.domain.recurring import Rhythm
from casactl.domain.shapes import DATE, INNER, MONEY, PROSE, YES_NO, currency_behind, derived, key
from casactl.records import dataclass
from casactl.store.queries.places import at_or_below
from casactl.store.reader import Reader

COLUMNS = (
    "r.id, r.contact_id, c.display_name, r.property_id, p.path, r.lease_id, r.role, r.by_share, r.amount, r.text, "
    "r.every, r.starts, r.until, r.due, r.rent_day, coalesce(r.next_on, r.starts), r.version"
)
TABLES = "{recurring} r left join {contact} c on c.id = r.contact_id left join {property} p on p.id = r.property_id"
COMING = "(r.until is null or coalesce(r.next_on, r.starts) <= r.until)"
"""What has a period that no run has come to."""
CREDIT_OF_IT = (
    "c.recurring_id = e.recurring_id and c.period = e.period and c.contact_id = e.contact_id "
    "and c.kind = 'credit' and c.voided = 0"
)
"""Joins what was credited of a period (c) to what was charged for it (e)."""
STARTED = "(r.next_on <= :as_of or (r.next_on is null and r.starts <= :as_of))"


@dataclass(frozen=True, slots=True)
class RecurringRow:
    """What comes round; a levy has no contact."""

    id: int
    contact_id: int | None
    display_name: str | None
    property_id: int | None = field(metadata=INNER)
    path: str | None = field(metadata=key("property"))
    lease_id: int | None
    role: str | None
    """Whom a levy meets; None for a charge."""
    by_share: int = field(metadata=YES_NO)
    amount: int = field(metadata=MONEY)
    text: str | None = field(metadata=key("for", PROSE))
    every: str
    starts: str = field(metadata=key("from", DATE))
    until: str | None = field(metadata=DATE)
    due: str | None
    rent_day: int | None
    coming: str = field(metadata=INNER)
    """The first period that no run has come to, whether it comes before the end or not."""
    version: int

    currency = currency_behind("amount")

    @property
    def over(self) -> bool:
        """Whether nothing of it comes any more."""
        return self.until is not None and self.coming > self.until

    @derived(after="rent_day", title="next")
    def next(self) -> str | None:
        """The first period that no run has come to; None where none comes any more."""
        return None if self.over else self.coming

    @property
    def rhythm(self) -> Rhythm:
        """Its days."""
        until = date.fromisoformat(self.until) if self.until else None
        return Rhythm(date.fromisoformat(self.starts), self.every, until, self.rent_day)


def recurring_by_number(reader: Reader, number: int) -> RecurringRow | None:
    """The one with that number."""
    row = reader.one(f"select {COLUMNS} from {TABLES} where r.id = :id", {"id": number})
    return RecurringRow(*row) if row else None


def list_recurring(
    reader: Reader, *, contact: int | None = None, within: str | None = None, everything: bool = False
) -> list[RecurringRow]:
    """What comes round, the next first; `everything` with what is over."""
    where, params = ["1 = 1"] if everything else [COMING], dict[str, object]()
    if contact is not None:
        where.append("r.contact_id = :contact")
        params["contact"] = contact
    if within is not None:
        there, bound = at_or_below(within)
        where.append(there)
        params |= bound
    sql = f"select {COLUMNS} from {TABLES} where {' and '.join(where)} order by coalesce(r.next_on, r.starts), r.id"
    return [RecurringRow(*row) for row in reader.rows(sql, params)]


def coming_by(reader: Reader, as_of: str, *, limit: int) -> list[RecurringRow]:
    """What has a period up to a day that no run has come to, the earliest first."""
    sql = (
        f"select {COLUMNS} from {TABLES} where {STARTED} and {COMING} "
        "order by coalesce(r.next_on, r.starts), r.id limit :limit"
    )
    return [RecurringRow(*row) for row in reader.rows(sql, {"as_of": as_of, "limit": limit})]


def any_coming(reader: Reader, as_of: str) -> bool:
    """Whether anything has to be posted by a day."""
    sql = f"select 1 from {{recurring}} r where {STARTED} and {COMING} limit 1"
    return reader.one(sql, {"as_of": as_of}) is not None


def running_of(reader: Reader, contacts: Sequence[int]) -> list[RecurringRow]:
    """What still comes round for some contacts."""
    sql = f"select {COLUMNS} from {TABLES} where {reader.among('r.contact_id', 'ids')} and {COMING} order by r.id"
    return [RecurringRow(*row) for row in reader.rows(sql, {"ids": reader.bind(contacts)})]


def rents_of(reader: Reader, lease: int) -> list[RecurringRow]:
    """The rents of a lease, the earliest first."""
    sql = f"select {COLUMNS} from {TABLES} where r.lease_id = :lease order by r.starts, r.id"
    return [RecurringRow(*row) for row in reader.rows(sql, {"lease": lease})]


@dataclass(frozen=True, slots=True)
class PostedRow:
    """An entry that was posted for a period."""

    id: int
    contact_id: int
    period: str = field(metadata=DATE)
    amount: int = field(metadata=MONEY)
    voided: int = field(metadata=YES_NO)
    credited: int = field(metadata=MONEY)
    """What has been credited of it and stands."""

    @property
    def left(self) -> int:
        """What is left of it."""
        return 0 if self.voided else self.amount - self.credited


def posted(reader: Reader, number: int) -> list[PostedRow]:
    """What has been posted, period by period."""
    sql = (
        "select e.id, e.contact_id, e.period, e.amount, e.voided, cast(coalesce((select -sum(c.amount) "
        f"from {{ledger_entry}} c where {CREDIT_OF_IT}), 0) as bigint) from {{ledger_entry}} e "
        "where e.recurring_id = :id and e.kind = 'charge' order by e.period, e.id"
    )
    return [PostedRow(*row) for row in reader.rows(sql, {"id": number})]


def credits_of_charge(reader: Reader, entry: int) -> list[int]:
    """The credits that stand of the period that a charge was posted for."""
    sql = (
        f"select c.id from {{ledger_entry}} e join {{ledger_entry}} c on {CREDIT_OF_IT} "
        "where e.id = :id and e.kind = 'charge' order by c.id"
    )
    return [row[0] for row in reader.rows(sql, {"id": entry})]


def credits_without_charge(reader: Reader, operation: int) -> list[tuple[int, int]]:
    """Credits that stand, with the operation that posted them, of charges of an operation that are voided now."""
    sql = (
        "select c.id, min(k.operation_id) from {change} h join {ledger_entry} e on e.id = h.row_id "
        f"join {{ledger_entry}} c on {CREDIT_OF_IT} join {{change}} k on k.row_id = c.id "
        "where h.operation_id = :id and h.table_name = 'ledger_entry' and h.before is null and e.kind = 'charge' "
        "and e.voided = 1 and k.table_name = 'ledger_entry' and k.before is null group by c.id order by c.id"
    )
    return [(row[0], row[1]) for row in reader.rows(sql, {"id": operation})]


@dataclass(frozen=True, slots=True)
class Uncharged:
    """A period that was come to, and is not charged any more."""

    recurring: int
    contact_id: int
    display_name: str
    period: str
    due: str | None
    amount: int
    text: str | None
    path: str | None


def charges_taken_back(reader: Reader, operation: int, *, since: int) -> list[Uncharged]:
    """What an operation posted of what comes round, where a reversal from a number of entry on has voided it."""
    sql = (
        "select e.recurring_id, e.contact_id, c.display_name, e.period, e.due, e.amount, e.text, p.path "
        "from {change} h join {ledger_entry} e on e.id = h.row_id join {contact} c on c.id = e.contact_id "
        "left join {property} p on p.id = e.property_id where h.operation_id = :id and h.table_name = 'ledger_entry' "
        "and h.before is null and e.recurring_id is not null and e.kind = 'charge' and e.voided = 1 and exists "
        "(select 1 from {ledger_entry} r where r.reverses = e.id and r.id >= :since) order by e.id"
    )
    return [Uncharged(*row) for row in reader.rows(sql, {"id": operation, "since": since})]


def given_back(reader: Reader, operation: int) -> list[tuple[int, str | None]]:
    """What an operation, since undone, had changed, each with the last day that it had set; None where it set none."""
    sql = (
        "select r.id, h.after from {change} h join {recurring} r on r.id = h.row_id where h.operation_id = :id "
        "and h.table_name = 'recurring' and h.before is not null and h.after is not null "
        f"and {reader.contains('h.after', 'named')} order by r.id, h.id"
    )
    rows = reader.rows(sql, {"id": operation, "named": '"until":'})
    return list({row[0]: json.loads(row[1])["until"] for row in rows}.items())


def charges_of_new_terms(reader: Reader, operation: int) -> list[int]:
    """What stands of the charges of rents that an operation added to leases which were there before it."""
    sql = (
        "select e.id from {change} h join {recurring} r on r.id = h.row_id "
        "join {ledger_entry} e on e.recurring_id = r.id where h.operation_id = :id and h.table_name = 'recurring' "
        "and h.before is null and e.kind = 'charge' and e.voided = 0 and r.lease_id is not null "
        "and not exists (select 1 from {change} l where l.operation_id = h.operation_id and l.table_name = 'lease' "
        "and l.row_id = r.lease_id and l.before is null) order by e.id"
    )
    return [row[0] for row in reader.rows(sql, {"id": operation})]


def brought_back(reader: Reader, operation: int) -> list[tuple[int, str]]:
    """What an operation, since undone, had removed, each with the latest period that was charged."""
    sql = (
        "select r.id, max(e.period) from {change} h join {recurring} r on r.id = h.row_id "
        "join {ledger_entry} e on e.recurring_id = r.id where h.operation_id = :id and h.table_name = 'recurring' "
        "and h.after is null and e.kind = 'charge' group by r.id order by r.id"
    )
    return [(row[0], row[1]) for row in reader.rows(sql, {"id": operation})]
