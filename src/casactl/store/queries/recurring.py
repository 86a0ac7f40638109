"""What comes round: one, as a list, what is due to be posted, and what was posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from casactl.domain.recurring import Rhythm
from casactl.domain.shapes import DATE, INNER, MONEY, PROSE, YES_NO, currency_behind, derived, key
from casactl.store.queries.places import at_or_below
from casactl.store.reader import Reader

COLUMNS = (
    "r.id, r.contact_id, c.display_name, r.property_id, p.path, r.lease_id, r.role, r.by_share, r.amount, r.text, "
    "r.every, r.starts, r.until, r.due, r.rent_day, coalesce(r.next_on, r.starts), r.version"
)
TABLES = "{recurring} r left join {contact} c on c.id = r.contact_id left join {property} p on p.id = r.property_id"
COMING = "(r.until is null or coalesce(r.next_on, r.starts) <= r.until)"
"""What has a period that no run has come to."""
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


def posted(reader: Reader, number: int) -> list[PostedRow]:
    """What has been posted, period by period."""
    sql = (
        "select e.id, e.contact_id, e.period, e.amount, e.voided from {ledger_entry} e "
        "where e.recurring_id = :id and e.kind <> 'reversal' order by e.period, e.id"
    )
    return [PostedRow(*row) for row in reader.rows(sql, {"id": number})]
